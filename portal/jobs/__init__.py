"""Floor 2: work queued in the transaction of a change, done after its commit."""

from portal.jobs.models import Job
from portal.jobs.port import enqueue, run_due, work
from portal.jobs.registry import job
from portal.jobs.schema import drop_statements, schema_statements

__all__ = ["Job", "drop_statements", "enqueue", "job", "run_due", "schema_statements", "work"]
