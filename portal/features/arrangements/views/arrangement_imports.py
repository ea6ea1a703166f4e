"""Bringing arrangements in from a spreadsheet."""

from typing import Any

from flask import url_for

from portal.access import Permission, current_viewer, requires
from portal.core.errors import RuleBroken
from portal.documents import takers
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import arrangements_form
from portal.features.arrangements.models import State
from portal.features.arrangements.rules.documents import open_document
from portal.features.arrangements.rules.name_answers import waiting
from portal.features.arrangements.rules.words import counted
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.brought_files import names_in, organisations_in, planned, rows_of, told
from portal.features.arrangements.views.import_fields import FIELDS, LEAD
from portal.features.arrangements.views.known_files import columns_of_download, held_by_file, names_of_download
from portal.features.organisations import own_record
from portal.imports import Chosen, Part, Steps, check_step, columns_step, rows_step, upload_step


def _href(step: str, draft: str = "") -> str:
    if step == "upload":
        return url_for("arrangements.import_list")
    return url_for(f"arrangements.import_list_{step}", draft=draft)


def import_steps() -> Steps:
    """The import of arrangements, for whoever is looking."""
    return Steps(
        title="Import arrangements",
        caption=current_viewer().organisation_name,
        purpose="arrangements",
        fields=FIELDS,
        href=_href,
        back=url_for("arrangements.index"),
        more=arrangements_form(queries.kinds_offered()),
        documents=lambda content: open_document(content, [name for one in takers() for name in one.names]),
        headings=columns_of_download,
        held=held_by_file,
        made="See the ideas that came in",
        rows_title="What the file does not tell us",
        unmatched=lambda chosen: waiting(names_in(chosen), chosen.matched) is not None,
        known_names=names_of_download,
    )


@bp.route("/arrangements/import", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list() -> Any:
    """Choose the file. It is kept on the organisation's own list."""
    return upload_step(import_steps(), lambda: own_record(current_viewer().organisation_id).access_list_id, LEAD)


@bp.route("/arrangements/import/<ref:draft>/columns", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_columns(draft: str) -> Any:
    """Say which column is which."""
    return columns_step(import_steps(), draft)


@bp.route("/arrangements/import/<ref:draft>/rows", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_rows(draft: str) -> Any:
    """Say what holds for every row."""
    return rows_step(import_steps(), draft)


@bp.route("/arrangements/import/<ref:draft>/check", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_check(draft: str) -> Any:
    """See what would be written down, and write it down."""

    def carry_out(chosen: Chosen) -> str | Part:
        own_record(current_viewer().organisation_id)
        found, plan = planned(chosen)
        if found.problems:
            raise RuleBroken("", "Rows of the file are wrong, so nothing comes in")
        brought = [one for _, one in found.items]
        part = actions.next_part(plan.new) or brought
        count = actions.import_arrangements(part, chosen.draft.sha256, organisations_in(chosen, part))
        left = len(plan.new) - count
        if not left:
            return _came(chosen.came + count)
        said = f"{_came(count)}. {left:,} {'is' if left == 1 else 'are'} still to come"
        return Part(said, count, rows_of(chosen, part, brought))

    ideas = url_for("arrangements.index", state=State.IDEA.value)
    return check_step(import_steps(), draft, told, carry_out, ideas)


def _came(count: int) -> str:
    return f"{counted(f'{count:,}', 'arrangement')} came in as {'an idea' if count == 1 else 'ideas'}"
