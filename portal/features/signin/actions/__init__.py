"""What sign-in writes. Nothing here commits."""
