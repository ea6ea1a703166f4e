"""The benchmark: what a page costs, beside the barest Flask page that does the same. Run by ``make bench``."""
