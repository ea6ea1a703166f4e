"""Floor 3: what the portal does, a folder for each room."""
