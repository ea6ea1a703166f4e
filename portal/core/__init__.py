"""Floor 0: plain Python. No Flask, no database."""
