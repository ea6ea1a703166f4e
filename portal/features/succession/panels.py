"""What handovers show on pages of others: on home what waits, on an organisation's page who took over."""

from functools import cache

from portal.access import Viewer
from portal.features.organisations import Organisation
from portal.features.succession import queries
from portal.panels import Panel


@cache
def _waiting() -> queries.Parts:
    return queries.waiting_parts()


@cache
def _of_organisation() -> queries.Parts:
    return queries.organisation_parts()


def on_home(viewer: Viewer) -> queries.Parts:
    """The organisation's own handover, and what waits for it to accept."""
    return _waiting()


def on_organisation(organisation: Organisation) -> queries.Parts:
    """The handover that has to do with an organisation, as far as the viewer is part of it."""
    return _of_organisation()


HOME = Panel("succession", "succession/_on_home.html", on_home)
ORGANISATION = Panel("succession", "succession/_on_organisation.html", on_organisation)
