"""What is allowed, what counts, and how it is said. Pure functions."""
