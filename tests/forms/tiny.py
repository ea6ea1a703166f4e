"""A tiny application with one form of every kind of question, and the naughty strings."""

import json
from pathlib import Path

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from portal import forms
from portal.core.errors import Conflict, Invalid
from portal.web import filters

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "6-evidence-files" / "hostile-strings" / "blns.json"

OWN_STRINGS = [
    "", " ", "\x00", "a\x00b", "\ud800", "a\udfffb", "\u202eevil", "\u2066x\u2069", "\ufeff", "\u200b", "\ufffd",
    "\uffff",
    "\x1b[31m", "\x7f", "\x85", "\u2028", "\r\n", "a\r\nb", "\t", "' OR 1=1 --", "<script>alert(1)</script>",
    "{{ 7*7 }}",
    '"><img src=x onerror=alert(1)>', "=1+1", "NaN", "-Infinity", "1e400", "0x10", "1_000", "١٢", "²", "½", "9" * 400,
    "-0", "£", "£1m", "1,2,3", "１２", "31", "0000", "ty\u0302", "Llanfairpwllgwyngyll", "😀", "👨‍👩‍👧", "Z̡͖̜̪̱͕", "مرحبا",
    "../../etc/passwd", "%00", "a" * 100_000, "None", "null", "true", "__proto__", "a@b", "a@b.c", "a@[127.0.0.1]",
    "very.long." * 40 + "@example.org", "name@example.org", "post@münchen.example", "\n" * 10_000,
]  # fmt: skip


def hostile_strings() -> list[str]:
    """Our own strings, and those of the shared data where it is there."""
    shared = json.loads(SHARED.read_text(encoding="utf-8")) if SHARED.exists() else []
    return OWN_STRINGS + [text for text in shared if isinstance(text, str)]


class EverythingForm(forms.PortalForm):
    buttons = ("later",)

    title = forms.LineField("What is it called?", subject="Title", required="Enter a title", hint="A short name")
    about = forms.WordsField("What is agreed", max_length=500)
    amount = forms.PenceField("Amount")
    starts_on = forms.DayField("Start date")
    visits = forms.WholeNumberField("Visits a week", minimum=1, maximum=7)
    rating = forms.DecimalField("Rating", minimum=0, maximum=4)
    kind = forms.ChoiceField("Kind", choices=[("mentoring", "Mentoring"), ("pilot", "Pilot")])
    party = forms.ChoiceField("Party", select=True, choices=[("1", "Kent"), ("2", "Swindon")])
    roles = forms.ChoicesField("Roles", choices=[("p", "Provider"), ("m", "Mentor")])
    email = forms.EmailField("Email address", autocomplete="email")
    file = forms.FileField("Agreement", accept=".pdf")
    password = forms.PasswordField("Password")
    agree = forms.TickField("I may say this")
    note = forms.HiddenField("Note")


class VersionedForm(forms.PortalForm):
    versioned = True

    title = forms.LineField("Title", required="Enter a title")


class Record:
    def __init__(self, version: int = 3, title: str = "Kent mentors Swindon") -> None:
        self.version = version
        self.title = title


PAGE = """{% from "parts/fields.html" import form_start, form_end, field, submit %}
{% from "parts/error_summary.html" import error_summary %}
{% if form.errors %}{{ error_summary(form.mistakes) }}{% endif %}
{{ form_start(form) }}{% for f in form if f.kind is defined %}{{ field(f) }}{% endfor %}
{{ submit("Go on") }}{{ form_end() }}"""


def tiny_app() -> Flask:
    """``/all`` shows every kind of question; ``/versioned`` one that is held to a version; ``/rule`` breaks a rule."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="only for a test, and long enough", WTF_CSRF_ENABLED=False, TESTING=True)
    filters.register(app)

    @app.route("/all", methods=["GET", "POST"])
    def everything():
        form = EverythingForm()
        if form.validate_on_submit():
            return {name: repr(value) for name, value in form.data.items()}
        return render_template_string(PAGE, form=form), form.status

    @app.route("/versioned", methods=["GET", "POST"])
    def versioned():
        form = VersionedForm(record=Record())
        if form.validate_on_submit():
            try:
                with form.rules():
                    return "saved"
            except Conflict:
                return {"comparison": form.comparison(Record(title="Theirs"))}, 409
        return render_template_string(PAGE, form=form), form.status

    @app.route("/rule", methods=["POST"])
    def rule():
        form = EverythingForm()
        if form.validate_on_submit():
            with form.rules():
                raise Invalid({"title": "Another one has this title", "nowhere": "And this is wrong", "": "All of it"})
        return render_template_string(PAGE, form=form), form.status

    return app


def tiny_client() -> FlaskClient:
    """A client of the tiny application."""
    return tiny_app().test_client()


def bound(form: type[forms.PortalForm], answers: dict[str, object], **kwargs: object) -> forms.PortalForm:
    """``form`` with ``answers``, a list meaning several values; call inside a request of the tiny application."""
    return form(formdata=MultiDict(answers), **kwargs)
