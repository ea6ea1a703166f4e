"""Accord: councils and partners record what they share, answer each other, and prove it."""
