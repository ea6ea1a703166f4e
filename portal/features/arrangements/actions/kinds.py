"""Adding a kind of arrangement, and changing one: the operator's work."""

from collections.abc import Sequence

from portal.core.errors import NotFound, RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import ArrangementKind
from portal.features.arrangements.rules.kinds import KindOf, check_kind, split
from portal.features.arrangements.rules.tasks import task_names


def add_kind(kind: KindOf, position: int | None = None) -> None:
    """Add a kind, after the others unless ``position`` says where. Raises ``RuleBroken``, also when it is there."""
    if queries.kind_row(kind.slug) is not None:
        raise RuleBroken("slug", f"There is a kind {kind.slug} already")
    check_kind(kind.slug, kind.name, kind.tasks, kind.required, task_names())
    last = max((row.position for row in queries.kind_rows()), default=0)
    row = ArrangementKind(
        slug=kind.slug,
        name=kind.name,
        hint=kind.hint,
        position=last + 1 if position is None else position,
        tasks=",".join(kind.tasks),
        required=",".join(kind.required),
        shown=kind.shown,
    )
    db.session.add(row)


def change_kind(
    slug: str,
    *,
    name: str | None = None,
    hint: str | None = None,
    tasks: Sequence[str] | None = None,
    required: Sequence[str] | None = None,
    shown: bool | None = None,
) -> None:
    """Change what is given of a kind and leave the rest. Raises ``NotFound``, ``RuleBroken``."""
    row = queries.kind_row(slug)
    if row is None:
        raise NotFound
    wanted = tuple(tasks) if tasks is not None else split(row.tasks)
    needed = tuple(required) if required is not None else split(row.required)
    check_kind(slug, row.name if name is None else name, wanted, needed, {*task_names(), *split(row.tasks)})
    row.tasks, row.required = ",".join(wanted), ",".join(needed)
    for field, value in (("name", name), ("hint", hint), ("shown", shown)):
        if value is not None:
            setattr(row, field, value)
