"""Floor 2: work queued in the transaction of a change, done after its commit."""

from portal.jobs.models import Job
from portal.jobs.port import enqueue, enqueue_daily, enqueue_each, run_due, work
from portal.jobs.registry import daily, job
from portal.jobs.schema import drop_statements, schema_statements

__all__ = [
    "Job",
    "daily",
    "drop_statements",
    "enqueue",
    "enqueue_daily",
    "enqueue_each",
    "job",
    "run_due",
    "schema_statements",
    "work",
]
