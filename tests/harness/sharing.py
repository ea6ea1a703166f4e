"""Which worker runs which tests: a worker keeps to one database for as long as there is something to do on it.

To change over costs a migration and an application, and the forms that the house tests try are found by walking, which
takes longer than most files of tests: so all that try them on one database go to one worker, first of all.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

DATABASES = ("postgresql", "sqlite")
ON = re.compile(r"\[[^\]]*(postgresql|sqlite)\b")
WALK = "every form"
LONG = "tests/journeys/"


@cache
def _walks(file: Path) -> bool:
    """Whether tests in this file try every form there is."""
    return "Stage" in file.read_text(encoding="utf-8")


class ByDatabase(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out one file on one database at a time, the longest work first."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        found = ON.search(test)
        name = WALK if _walks(self.config.rootpath / file) else file
        return f"{name} {found[1] if found else ''}"

    def _assign_work_unit(self, node: WorkerController) -> None:
        mine = self._database_of(node)
        waiting = {scope: place for place, scope in enumerate(self.workqueue)}

        def rank(scope: str) -> tuple[int, int, int]:
            name, _, database = scope.rpartition(" ")
            apart = 0 if database == mine else 2 if database else 1
            return apart, 0 if name == WALK else 1 if name.startswith(LONG) else 2, waiting[scope]

        self.workqueue.move_to_end(min(waiting, key=rank), last=False)
        super()._assign_work_unit(node)

    def _database_of(self, node: WorkerController) -> str:
        """The database that a worker is at; for a new one, that which fewest are at."""
        at = {other: self._last(other) for other in self.nodes}
        counts = Counter(at.values())
        return at[node] or min(DATABASES, key=lambda name: counts[name])

    def _last(self, node: WorkerController) -> str:
        given = [scope.rpartition(" ")[2] for scope in self.assigned_work[node]]
        return next((database for database in reversed(given) if database), "")
