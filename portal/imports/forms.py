"""The forms of an import. Their questions depend on the import and on the file, so they are made for each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.forms import ChoiceField, FileField, PortalForm
from portal.imports.mapping import Field

COLUMN = "column_"
ROWS = "rows_"


class UploadForm(PortalForm):
    """The file to import."""

    upload = FileField(
        "File",
        hint="A CSV file or an Excel workbook (.xlsx) up to 5 MB. The first row has the names of the columns",
        required="Choose a file",
        subject="The file",
        accept=".csv,.tsv,.txt,.xlsx",
    )


class CalendarOrTableForm(UploadForm):
    """The file to import, a table or a calendar."""

    upload = FileField(
        "File",
        hint="A CSV file, an Excel workbook (.xlsx) or a calendar (.ics) up to 5 MB. The first row of a table has the"
        " names of the columns",
        required="Choose a file",
        subject="The file",
        accept=".csv,.tsv,.txt,.xlsx,.ics",
    )


class DocumentOrTableForm(UploadForm):
    """The file to import, a table or a document that was downloaded."""

    upload = FileField(
        "File",
        hint="A CSV file, an Excel workbook (.xlsx) or a JSON file that was downloaded from here, up to 5 MB. The first"
        " row of a table has the names of the columns",
        required="Choose a file",
        subject="The file",
        accept=".csv,.tsv,.txt,.xlsx,.json",
    )


class CheckForm(PortalForm):
    """The last step: do it, go on without the rows that are wrong, or forget the file."""

    buttons = ("without", "forget")


def columns_form(fields: Sequence[Field], choices: Sequence[tuple[str, str]], columns: Mapping[str, int]) -> Any:
    """A form that asks for the column of each field, with ``columns`` chosen already. ``chosen_columns`` reads it."""
    asked = {
        COLUMN + one.name: ChoiceField(
            one.label,
            hint=one.hint,
            required=one.required,
            subject=one.label,
            choices=choices,
            coerce=int,
            select=True,
            empty="Choose a column" if one.required else "Not in this file",
        )
        for one in fields
    }
    return type("ColumnsForm", (PortalForm,), asked)(
        **{COLUMN + name: place for name, place in columns.items() if str(place) in dict(choices)}
    )


def chosen_columns(form: Any, fields: Sequence[Field]) -> dict[str, int]:
    """The columns that were chosen, each for one field only, but for those that narrow; a second one becomes a message
    on the form."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for field in fields:
        place = form[COLUMN + field.name].data
        if place is None:
            continue
        found[field.name] = place
        if place in taken and not field.narrows:
            form.refuse({COLUMN + field.name: "You have chosen this column above already. Choose another one"})
        if not field.narrows:
            taken.add(place)
    return found


def questions_of(form: type[PortalForm]) -> set[str]:
    """The names of the questions that a form asks of its own."""
    return {name for name in set(dir(form)) - set(dir(PortalForm)) if hasattr(getattr(form, name), "_formfield")}


def rows_form(
    base: type[PortalForm],
    headings: Mapping[str, str],
    offered: Mapping[str, Sequence[str]],
    given: Mapping[str, Any],
    held: Iterable[str],
) -> Any:
    """``base`` without the questions that are ``held``, and with one more for each column that narrows: which of its
    values is wanted. ``headings`` are those of these columns.

    ``given``: the answers of ``base``'s own questions by name, and what was chosen for a field under its name.
    """
    asked: dict[str, Any] = dict.fromkeys(held)
    for name, values in offered.items():
        asked[ROWS + name] = ChoiceField(
            f"Use the rows where “{headings[name]}” is",
            required=f"Choose what “{headings[name]}” is in the rows to use",
            subject=headings[name],
            choices=[(str(place), value or "(empty)") for place, value in enumerate(values)],
            select=True,
        )
    chosen = {
        ROWS + name: str(values.index(given[name])) for name, values in offered.items() if given.get(name) in values
    }
    return type("RowsForm", (base,), asked)(**{**given, **chosen})


def chosen_rows(form: Any, offered: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The value that was chosen for each field that narrows."""
    return {name: values[int(form[ROWS + name].data)] for name, values in offered.items()}
