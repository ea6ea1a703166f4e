"""The forms of an import. Their questions depend on the import and on the file, so they are made for each."""

from collections.abc import Mapping, Sequence
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
    """The last step: do it, or forget the file."""

    buttons = ("forget",)


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


def chosen_columns(form: Any) -> dict[str, int]:
    """The columns that were chosen, each for one field only; a second one becomes a message on the form."""
    found: dict[str, int] = {}
    for field in form:
        name = field.name.removeprefix(COLUMN)
        if name != field.name and field.data is not None:
            if field.data in found.values():
                form.refuse({field.name: "This column is chosen above already. Choose another one"})
            found[name] = field.data
    return found


def rows_form(
    base: type[PortalForm],
    fields: Sequence[Field],
    offered: Mapping[str, Sequence[str]],
    given: Mapping[str, Any],
) -> Any:
    """``base`` with a question more for each column that narrows: which of its values is wanted.

    ``given``: the answers of ``base``'s own questions by name, and what was chosen for a field under its name.
    """
    asked = {
        ROWS + one.name: ChoiceField(
            f"Which “{one.label.lower()}” do you want?",
            required=f"Choose which “{one.label.lower()}” you want",
            subject=one.label,
            choices=[(str(place), value or "(empty)") for place, value in enumerate(offered[one.name])],
            select=True,
        )
        for one in fields
        if one.name in offered
    }
    chosen = {
        ROWS + name: str(values.index(given[name])) for name, values in offered.items() if given.get(name) in values
    }
    return type("RowsForm", (base,), asked)(**{**given, **chosen})


def chosen_rows(form: Any, offered: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The value that was chosen for each field that narrows."""
    return {name: values[int(form[ROWS + name].data)] for name, values in offered.items()}
