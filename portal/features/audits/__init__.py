"""Audits: engagements of audit bodies over chosen records. The names other features may use."""

from portal.features.audits.models import AuditNotice, Engagement, EngagementScope, WorkingNote

__all__ = ["AuditNotice", "Engagement", "EngagementScope", "WorkingNote"]
