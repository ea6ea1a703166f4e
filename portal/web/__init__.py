"""Floor 4: the frame around every page."""
