"""The rows of every table of the made-up country, as a bulk loader takes them."""
