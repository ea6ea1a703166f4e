"""Who shares with whom, as a picture and a table."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import render_template

from portal.access import Permission, current_viewer, requires
from portal.features.arrangements import queries
from portal.features.arrangements.rules.filters import GOING, Filter
from portal.features.arrangements.rules.network import WIDTH, network
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.narrowing import address, filter_now, panel


@bp.get("/arrangements/map")
@requires(Permission.ARRANGEMENT_LIST)
def network_map() -> Any:
    """Which organisations take part in the same arrangements; in those that are not over unless a state is asked."""
    wanted = filter_now()
    mapped = wanted if wanted.state else replace(wanted, state=GOING)
    shared = queries.who_shares(mapped)
    names = {one.id: one.name for one in shared.organisations.values()}
    return render_template(
        "arrangements/network_map.html",
        shared=shared,
        picture=network(shared.links, names, current_viewer().organisation_id),
        width=WIDTH,
        rows=list(_rows(shared, mapped)),
        panel=panel("map", wanted, shared.views),
        going=not wanted.state,
        most_links=queries.MOST_LINKS,
        most_mapped=queries.MOST_MAPPED,
    )


def _rows(shared: queries.Shared, mapped: Filter) -> Iterator[tuple[str, str, int, str]]:
    """(one, other, in how many arrangements, the address of these) of each link; the viewer's organisation first."""
    mine = current_viewer().organisation_id
    for link in shared.links:
        ends = (link.other, link.one) if link.other == mine else (link.one, link.other)
        one, other = (shared.organisations[end] for end in ends)
        among = replace(mapped, among=f"{one.reference}.{other.reference}")
        yield one.name, other.name, link.many, address("list", among.arguments)
