"""Accord: councils and partners record what they share, answer each other, and prove it."""

from portal.factory import create_app

__all__ = ["create_app"]
