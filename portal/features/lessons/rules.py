"""Who may change and share a lesson, and how lessons are said. Pure functions."""

from collections.abc import Collection
from typing import Any

from portal.core.digests import digest_of
from portal.core.errors import Forbidden, RuleBroken
from portal.features.lessons.models import Sort

SORTS = {Sort.WORKED: "What worked", Sort.FAILED: "What failed", Sort.ADVICE: "What we would tell others"}


def check_author(author_id: int, ours: Collection[int]) -> None:
    """A lesson is worded by the party that wrote it, or the one that took its place: one of ``ours``. Raises
    ``Forbidden``."""
    if author_id not in ours:
        raise Forbidden("another party's lesson")


def may_share(author_id: int, led_by_id: int, ours: Collection[int]) -> bool:
    """Whether it is an organisation's to share: it wrote the lesson, or leads the arrangement, itself or in the place
    of one of ``ours``."""
    return author_id in ours or led_by_id in ours


def check_may_share(author_id: int, led_by_id: int, ours: Collection[int]) -> None:
    """Raises ``Forbidden`` unless ``may_share``."""
    if not may_share(author_id, led_by_id, ours):
        raise Forbidden("neither wrote the lesson nor leads the arrangement")


def check_unshared(shared: bool) -> None:
    """What everybody reads stays as it was shared. Raises ``RuleBroken``."""
    if shared:
        raise RuleBroken("", "Every member organisation can read this lesson. Stop showing it first")


def sealed_lesson(lesson: Any) -> dict[str, Any]:
    """What the ledger holds of a lesson: who wrote it, and of words their digest."""
    words = digest_of(f"{lesson.title}\n{lesson.words}")
    return {"author": lesson.author_id, "sort": lesson.sort, "words_sha256": words}


def sealed_copy(copy: Any) -> dict[str, Any]:
    """What the ledger holds of the copy that every member reads: also what it calls the arrangement, and its kind."""
    return sealed_lesson(copy) | {"about_sha256": digest_of(copy.about), "kind": copy.arrangement_kind}
