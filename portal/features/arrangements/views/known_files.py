"""What a file of arrangements answers by itself, above all one that was downloaded from here."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.access import current_viewer
from portal.features.arrangements import queries
from portal.features.arrangements.rules.arrangement_rows import Asked, join_rows, read_arrangement
from portal.features.arrangements.rules.held import UNSAID, held_in_cells, held_in_roles, is_download, may_hold_roles
from portal.features.arrangements.rules.name_answers import IS
from portal.features.arrangements.views.brought_files import is_document, names_in
from portal.features.arrangements.views.downloading import COLUMNS
from portal.features.arrangements.views.import_fields import FIELDS
from portal.features.organisations import likely_organisations, named_reference, spelt
from portal.imports import Chosen, guess_columns, read_rows, sheet_of

_TITLES = [column.title for column in COLUMNS]


def columns_of_download(header: Sequence[str]) -> Mapping[str, int]:
    """The columns of a file with these headings if it is a download of the list, else nothing."""
    return guess_columns(header, FIELDS) if is_download(header, _TITLES) else {}


def held_by_file(chosen: Chosen) -> Mapping[str, Any]:
    """The answers to questions about the whole file that the file has itself."""
    if is_document(chosen):
        return UNSAID
    cells = {name: [row.cells[place] for row in chosen.rows] for name, place in chosen.columns.items()}
    held = held_in_cells(cells, len(chosen.rows))
    if not may_hold_roles(cells):
        return held
    asked = Asked("", queries.kind_names(), services=queries.services())
    found = read_rows(chosen.rows, chosen.columns, lambda cells: read_arrangement(cells, asked))
    said = [one for _, one in join_rows(found.items)[0]]
    viewer = current_viewer()
    ours = [
        name
        for name in dict.fromkeys(name for one in said for name in one.names)
        if viewer.organisation_reference == named_reference(name) or spelt(name) == spelt(viewer.organisation_name)
    ]
    return held | held_in_roles(said, ours)


def names_of_download(chosen: Chosen) -> Mapping[str, Any]:
    """What the names in a file mean that was downloaded from here, as far as they are spelt as in the directory."""
    if not is_document(chosen) and not is_download(sheet_of(chosen.draft).header, _TITLES):
        return {}
    guesses = likely_organisations(list(names_in(chosen)))
    first = {name: guess.offered[0] for name, guess in guesses.items() if guess.sure}
    return {name: [IS, [one.reference], one.name] for name, one in first.items()}
