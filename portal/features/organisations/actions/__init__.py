"""Every write of the directory. Nothing here commits."""
