"""Feedback: what partners say of an arrangement, and what is answered. The names other features may use."""

from portal.features.feedback.models import Capacity, Kind, Reply, Stance, State, Statement

__all__ = ["Capacity", "Kind", "Reply", "Stance", "State", "Statement"]
