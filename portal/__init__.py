"""Accord: councils and partners record what they share, answer each other, and prove it.

``portal.factory.create_app`` makes the application. It is not imported here, so that using one floor does not
load those above it.
"""
