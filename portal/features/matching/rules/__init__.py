"""Pure rules of matching: what an offer or need may say, and which of them fit one another and why."""
