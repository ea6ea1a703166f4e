"""The form that every page's form is built on."""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.exceptions import BadRequest
from wtforms.csrf.core import CSRFTokenField

from portal.access import known_viewer
from portal.core.errors import Conflict, Invalid
from portal.forms.asked import Asked
from portal.forms.characters import safe_to_show
from portal.forms.fields import FileField, HiddenField

TOKEN = re.compile(r"[A-Za-z0-9]{16,64}", re.ASCII)
VERSION = re.compile(r"\d{1,9}", re.ASCII)
ACTING_FOR = "acting_for"
FORM_NAME = "form_name"
ACT_AGAIN = "act_again"
"""The button of the page that is shown to somebody who acts for another organisation by now; it comes along once."""
STALE_PAGE = "This page was open for too long. Check your answers and send them again"
FILE_AGAIN = "Choose the file again. It was not kept, because something else has to be put right first"

_AUTOMATIC: Any = object()


class Refused(BadRequest):
    """A request that no page of ours sends. ``description`` may be shown to the person."""


class PortalForm(FlaskForm):
    """A form with a token of idempotency, an optional version, and a refusal of anything it did not ask for.

    ``submission``: a random token, the same each time this page is sent, so that sending twice makes one record.
    ``version``: with ``versioned = True``, the version of ``record`` that was open; ``rules`` holds it to the record's.
    ``acting_for``: the organisation that the page was shown for; for another one nothing is done.
    ``form_name``: which form this is, for a page that gives the answers back where the form is not there.
    ``replaces``: what is saved takes the place of what was there; else it stands beside it.
    ``buttons``: names of buttons besides the plain one; ``pressed`` says which was used.
    """

    versioned: ClassVar[bool] = False
    replaces: ClassVar[bool] = True
    buttons: ClassVar[tuple[str, ...]] = ()
    max_fields: ClassVar[int] = 200

    submission = HiddenField("Submission", default=lambda: new_token())  # noqa: PLW0108 - defined below
    acting_for = HiddenField("Acting for")
    form_name = HiddenField("Form")
    version = HiddenField("Version")

    class Meta:
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What was sent, also when that is nothing: an empty POST is an empty answer and not the stored one."""
            if formdata is not None and not isinstance(formdata, (MultiDict, CombinedMultiDict)):
                return request_data() if form.is_submitted() else None
            return formdata

    def __init__(self, formdata: Any = _AUTOMATIC, *, record: Any = None, **kwargs: Any) -> None:
        """``record``: the thing being changed; its attributes of the same names fill the fields. Raises ``Refused``."""
        self.record = record
        super().__init__(formdata=formdata, obj=record, **kwargs)
        if not self.versioned:
            del self.version
        self._read_token()
        viewer = known_viewer()
        self.acting_for.data = viewer.organisation_reference if viewer else None
        self.form_name.data = name_of(type(self))

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form: 200, or 422 when something is wrong with it."""
        return 422 if self.errors else 200

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """For the error summary: (id of the input, or nothing; message), in the order of the form."""
        found: list[tuple[str, str]] = []
        for field in self:
            if isinstance(field, CSRFTokenField):
                found += [("", STALE_PAGE)] if field.errors else []
            else:
                target = "" if getattr(field, "kind", "") == "hidden" else getattr(field, "error_id", field.id)
                found += [(target, message) for message in field.errors]
        return found + [("", message) for message in self.form_errors]

    @property
    def pressed(self) -> str:
        """The name of the button used, out of ``buttons``; empty for the plain one."""
        return next((name for name in self.buttons if name in request.form), "")

    @property
    def uploads(self) -> bool:
        """Whether the form has a file in it, for its ``enctype``."""
        return any(isinstance(field, FileField) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the form. Raises ``Refused`` if it carries what was never asked for."""
        if self.is_submitted():
            self._refuse_strangers()
            g.sent_form = self
        sound = bool(super().validate(extra_validators))
        self._ask_again_for_files()
        return sound

    @contextmanager
    def rules(self) -> Iterator[None]:
        """Turn broken rules of the block into messages at the fields. Raises ``Conflict`` if the record moved on."""
        if self.versioned and self.record is not None and self.posted_version() != self.record.version:
            raise Conflict
        try:
            yield
        except Invalid as broken:
            self.refuse(broken.errors)

    def posted_version(self) -> int:
        """The version that was open when the page was made. Raises ``Refused`` if the page sent none."""
        text = self.version.shown
        if not VERSION.fullmatch(text):
            raise Refused("The page did not say which version it was about.")
        return int(text)

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put each message at its field; one for a field that is not here goes to the form as a whole."""
        for name, message in errors.items():
            field = self._fields.get(name)
            if isinstance(field, Asked) and field.kind != "hidden":
                field.errors = [*field.errors, safe_to_show(message)]
            else:
                self.form_errors.append(safe_to_show(message))
        self._ask_again_for_files()

    def stored(self, record: Any) -> dict[str, Any]:
        """The present values of ``record`` by field name; a form whose names differ from the record's says so here."""
        return {name: getattr(record, name) for name in self._fields if hasattr(record, name)}

    def comparison(self, record: Any) -> list[tuple[str, str, str]]:
        """(label, what was typed, what is stored) of each question that differs, for the page of a conflict.

        A box that was ticked to agree is not part of the record, so it is left out.
        """
        stored = self.stored(record)
        rows = []
        for name, field in self._fields.items():
            if not isinstance(field, Asked) or field.kind in ("hidden", "password", "file"):
                continue
            if name not in stored and field.kind == "tick":
                continue
            mine, theirs = field.mine(), field.words(stored[name]) if name in stored else ""
            if mine != theirs:
                rows.append((field.subject, mine, theirs))
        return rows

    def _ask_again_for_files(self) -> None:
        """Say that a file has to be chosen once more: no browser keeps it on a page that is shown again."""
        for field in self if self.errors else ():
            if isinstance(field, FileField) and field.data is not None and not field.errors:
                field.errors = [FILE_AGAIN]

    def _read_token(self) -> None:
        if not self.submission.data:
            self.submission.data = new_token()
        elif not TOKEN.fullmatch(self.submission.data):
            raise Refused("The page did not come from this site.")

    def _refuse_strangers(self) -> None:
        sent = [(name, values) for name, values in request.form.lists()]
        files = [(name, values) for name, values in request.files.lists()]
        if sum(len(values) for _, values in sent + files) > self.max_fields:
            raise Refused("The page sent more answers than it asks for.")
        single, several = self._names()
        uploads = {field.name for field in self if isinstance(field, FileField)}
        for name, values in sent:
            if name not in single and name not in several:
                raise Refused("The page sent an answer to a question that it does not ask.")
            if name in single and len(values) > 1:
                raise Refused("The page sent two answers to one question.")
        if any(name not in uploads or len(values) > 1 for name, values in files):
            raise Refused("The page sent a file that it does not ask for.")

    def _names(self) -> tuple[set[str], set[str]]:
        single, several = {"csrf_token", ACT_AGAIN, *self.buttons}, set()
        for field in self:
            if getattr(field, "many", False):
                several.add(field.name)
            else:
                single.update(getattr(field, "names", (field.name,)))
        return single, several


def name_of(kind: type) -> str:
    """What a form is called in the page: its feature and its class."""
    place = kind.__module__.removeprefix("portal.").removeprefix("features.")
    return f"{place.partition('.')[0]}.{kind.__name__}"


def new_token() -> str:
    """A fresh random token, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def request_data() -> Any:
    """The answers and files of the present request, as one."""
    return CombinedMultiDict([request.files, request.form]) if request.files else request.form


def sent_form() -> PortalForm | None:
    """The form that the present request sent, once it has been checked."""
    return g.get("sent_form")
