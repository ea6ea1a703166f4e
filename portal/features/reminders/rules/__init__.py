"""Rules of reminders: no web, no session."""
