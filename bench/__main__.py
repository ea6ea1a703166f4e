"""``python -m bench``: measure the portal."""

from bench.run import main

main()
