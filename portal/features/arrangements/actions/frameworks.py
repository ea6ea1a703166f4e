"""Adding a rating framework: the operator's work."""

from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.models import RatingFramework
from portal.features.arrangements.rules.frameworks import Framework, check_framework


def add_framework(framework: Framework) -> None:
    """Add a framework. Raises ``RuleBroken``, also when one with this slug is there: measures stand on its labels, so
    a scale that changed is a new framework."""
    check_framework(framework)
    if framework.slug in queries.read_frameworks():
        raise RuleBroken("slug", f"There is a framework {framework.slug} already")
    db.session.add(
        RatingFramework(
            slug=framework.slug,
            name=framework.name,
            judge=framework.judge,
            labels="\n".join(framework.labels),
            direction=framework.direction,
            second_name=framework.second_name,
            second_labels="\n".join(framework.second_labels),
            starts_on=framework.starts_on,
            ends_on=framework.ends_on,
        )
    )
