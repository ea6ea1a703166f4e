"""What somebody who means harm, or a broken program, sends to a form."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from portal.core.text import normal_text
from portal.forms.base import ACTING_FOR, FORM_NAME
from portal.forms.characters import fault_in
from tests.harness.pages import Form
from tests.house.answering import CHOSEN, PIECES, TYPED, Sent

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "6-evidence-files" / "hostile-strings" / "blns.json"
LONG = "x" * 100_000

UNFIT = (
    "before\x00after",
    "before\ud800after",
    "safe \u202egnp.exe\u202c \u2066x\u2069",
    "not characters: \ufffe\uffff \ufdd0",
)
"""NUL, half of a character, what turns the direction of a text, and no characters."""
TEXTS = {
    "100,000 characters": LONG,
    "formula, template, script": (
        "=1+1 {{7*7}} {% raw %} ${7*7} #{7*7} </textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    ),
    "short script": "<script>alert(1)</script>",
    "short, right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "path, SQL": "../../../../etc/passwd%00.txt '; DROP TABLE person; -- \" OR 1=1 %s %(a)s ?",
    "other scripts, emoji, combining": (
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 123"
        " \U0001f469\U0001f3fd\u200d\U0001f692 \U0001f44d\U0001f3ff"
    )
    + " Z\u0351\u036b\u0343\u036a\u0302\u036b" * 20,
    "ends of lines": "one\r\nSet-Cookie: a=b\r\n\r\ntwo",
    "only spaces": " \t \u00a0\u2003 ",
}
NUMBERS = {
    "letters": "abc",
    "zero": "0",
    "minus": "-1",
    "not a number": "NaN",
    "endless": "Infinity",
    "too great to be a float": "1e400",
    "huge digits": "9" * 400,
    "more than a column holds": "99999999999999999999",
    "hexadecimal": "0x10",
    "underscore": "1_000",
    "other digits": "\u0661\u0662 \uff11\uff12 \u00b2",
    "many places": "0." + "1" * 60,
    "two points": "1.2.3",
    "no-break space": "1\u00a0000",
}
DAYS = {
    "31 February": ("31", "2", "2006"),
    "29 February in a common year": ("29", "2", "2007"),
    "year 0": ("1", "1", "0"),
    "year 99999": ("1", "1", "99999"),
    "year -1": ("1", "1", "-1"),
    "year of 400 digits": ("1", "1", "9" * 400),
    "month 13": ("1", "13", "2006"),
    "year 1": ("1", "1", "1"),
    "year 9999": ("31", "12", "9999"),
    "half": ("1", "", "2006"),
    "NUL": ("1\x00", "\ud800", "\u0662\u0660\u0660\u0666"),
}
WORDS_AT_A_TIME = 6
ROUND, SELDOM = 4, 12


@dataclass
class Attempt:
    """One thing sent. ``sent`` goes as a form; with ``raw``, those arguments of the test client instead."""

    label: str
    sent: Sent = field(default_factory=dict)
    raw: dict[str, Any] | None = None
    files: dict[str, Any] = field(default_factory=dict)


def naughty_strings() -> list[str]:
    """The well-known list, where it lies beside the project; otherwise nothing."""
    return json.loads(SHARED.read_text(encoding="utf-8")) if SHARED.is_file() else []


def _with(sent: Sent, changes: Sent) -> Sent:
    return {name: list(values) for name, values in (sent | changes).items()}


def _piece(name: str) -> str:
    return name.rsplit("-", 1)[-1] if name.rsplit("-", 1)[-1] in PIECES else ""


def texts(form: Form, sent: Sent, turn: int) -> Iterator[Attempt]:
    """Each fit text of our own in every typed field at once; of the naughty strings each form gets its share: all of
    them through the long fields, and through each short field those whose turn it is."""
    lines = [one.name for one in form.fields.values() if one.kind in TYPED - {"textarea"} and not _piece(one.name)]
    areas = [one.name for one in form.fields.values() if one.kind == "textarea"]
    if not lines and not areas:
        return
    for label, text in TEXTS.items():
        yield Attempt(label, _with(sent, {name: [text] for name in lines + areas}))
    fit = [text for text in naughty_strings() if not fault_in(text)]
    share = -(-len(fit) // WORDS_AT_A_TIME) or 1
    for start in range(0, len(fit), share):
        changes = {name: ["\n".join(fit[start : start + share])[:1500]] for name in areas}
        for place, name in enumerate(lines):
            changes[name] = [_line(fit, start + turn * 7 + place * 31)]
        yield Attempt(f"naughty strings from {start}", _with(sent, changes))


def unfit_texts(form: Form, sent: Sent, typed: Sequence[str], turn: int) -> Iterator[Attempt]:
    """A text that cannot be kept in each of the fields ``typed`` at once, in each another one; twice."""
    texts = [text for text in (*UNFIT, *naughty_strings()) if fault_in(normal_text(text))]
    if form.multipart:
        # The test client cannot send half a character there.
        texts = [text for text in texts if "\ud800" not in text]
    # What is asked only of who chooses "other" is asked here.
    chosen = {one.name: ["other"] for one in form.fields.values() if one.kind in CHOSEN and "other" in one.options}
    for time in range(2 if typed else 0):
        words = {name: [texts[(turn + time + place) % len(texts)]] for place, name in enumerate(typed)}
        yield Attempt(f"unfit texts, {time}", _with(sent, chosen | words))


def _line(strings: list[str], start: int) -> str:
    line = ""
    for text in strings[start % len(strings) :]:
        if len(line) + len(text) > 180:
            break
        line += f" {text}"
    return line.strip() or strings[start % len(strings)][:180]


def wrong_types(form: Form, sent: Sent) -> Iterator[Attempt]:
    """Numbers and days that are none, everywhere at once."""
    typed = [one.name for one in form.fields.values() if one.kind in TYPED and one.kind != "textarea"]
    days = sorted({name.rsplit("-", 1)[0] for name in typed if _piece(name)})
    numbers = [name for name in typed if not _piece(name)]
    for label, text in NUMBERS.items() if numbers else ():
        yield Attempt(label, _with(sent, {name: [text] for name in numbers}))
    for label, pieces in DAYS.items() if days else ():
        changes = {f"{day}-{piece}": [pieces[place]] for day in days for place, piece in enumerate(PIECES)}
        yield Attempt(label, _with(sent, changes))


def wrong_choices(form: Form, sent: Sent, turn: int, others: str) -> Iterator[Attempt]:
    """What is not offered, and a record of somebody else's, in every choice and hidden field. What is the same in all
    forms is tried with some only."""
    chosen = [one.name for one in form.fields.values() if one.kind in CHOSEN]
    values = {"not offered": "not-offered", "nothing's": "0000-0000", "others'": others, "NUL": "\x00", "long": LONG}
    for label, value in values.items():
        if chosen:
            yield Attempt(f"choice: {label}", _with(sent, {name: [value] for name in chosen}))
    if chosen:
        often = {name: [one for one in form.fields[name].options if one] * 3 for name in chosen}
        yield Attempt("choices sent often", _with(sent, often))
        yield Attempt("choices left out", {name: values for name, values in sent.items() if name not in chosen})
    common = {"csrf_token"} if turn % SELDOM == 0 else {"csrf_token", "submission", ACTING_FOR, FORM_NAME}
    hidden = [one.name for one in form.fields.values() if one.kind == "hidden" and one.name not in common]
    for name in hidden:
        for value in ("x", "-1", "9" * 20, "\x00", "\ud800", others, LONG, "\u0661", "1e3"):
            yield Attempt(f"hidden {name}: {value[:10]!r}", _with(sent, {name: [value]}))
        yield Attempt(f"hidden {name} left out", {key: values for key, values in sent.items() if key != name})


def structures(form: Form, sent: Sent, turn: int) -> Iterator[Attempt]:
    """Requests of the wrong shape."""
    token = sent.get("csrf_token", [""])
    yield Attempt("empty", {"csrf_token": token})
    yield Attempt("nothing at all")
    if turn % ROUND == 0:
        yield Attempt("10,000 fields", _with(sent, {f"field-{number}": ["x"] for number in range(10_000)}))
    yield Attempt("an unknown field", _with(sent, {"is_admin": ["1"], "id": ["1"], "access_list_id": ["1"]}))
    yield Attempt("everything twice", {name: values * 2 for name, values in sent.items()})
    for name in list(sent)[turn % ROUND :: ROUND]:
        yield Attempt(f"{name} twice", _with(sent, {name: sent[name] * 2}))
    yield Attempt("names with brackets", {f"{name}[$ne]": values for name, values in sent.items()} | {"": ["x"]})
    yield Attempt("wrong token", _with(sent, {"csrf_token": ["wrong"]}))
    yield Attempt("token of NUL and surrogates", _with(sent, {"csrf_token": ["\x00\ud800"]}))
    yield Attempt("no token", {name: values for name, values in sent.items() if name != "csrf_token"})
    files = {"file": (BytesIO(b"x"), "x.txt")}
    yield Attempt("a file nobody asked for", sent, files=files)
    typed = [one.name for one in form.fields.values() if one.kind in TYPED]
    yield Attempt("files in place of words", sent, files={name: (BytesIO(b"x"), "x.txt") for name in typed})
    for name in ("../../etc/passwd", "a\x00b.csv", "x" * 5000 + ".csv", "\u202egpj.exe", "", "con.csv", "a\r\nb.csv"):
        uploads = {one.name: (BytesIO(b"a,b\n"), name) for one in form.fields.values() if one.kind == "file"}
        if uploads:
            yield Attempt(f"file called {name[:12]!r}", sent, files=uploads)


def raw_requests(sent: Sent, turn: int) -> Iterator[Attempt]:
    """Bodies, headers and methods that no page of ours sends. They are refused before any form is made, so each
    form gets every few of them."""
    yield from list(_raw_requests(sent))[turn % ROUND :: ROUND]


def _raw_requests(sent: Sent) -> Iterator[Attempt]:
    token = sent.get("csrf_token", [""])[0]
    header = {"X-CSRFToken": token}
    flat = {name: values[0] for name, values in sent.items()}
    broken = f"--edge\r\nContent-Disposition: form-data; name=csrf_token\r\n\r\n{token}\r\n--edg"
    form_type = "application/x-www-form-urlencoded"
    bodies = {
        "JSON": (json.dumps(flat, ensure_ascii=True), "application/json"),
        "broken JSON": ("{", "application/json"),
        "broken multipart": (broken, "multipart/form-data; boundary=edge"),
        "multipart without boundary": (broken, "multipart/form-data"),
        "multipart with a strange boundary": (broken, 'multipart/form-data; boundary="\x01' + "y" * 300 + '"'),
        "not UTF-8": (b"csrf_token=" + token.encode() + b"&title=%ff%fe\xff&words=%c3%28", form_type),
        "another charset": (b"title=\xff\xfea", f"{form_type}; charset=utf-16"),
        "a charset that is none": (b"title=a", f"{form_type}; charset=no-such"),
        "no type": (b"title=a", ""),
        "weird type": (b"title=a", "text/html;;;=\x7f"),
        "XML": ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "application/xml"),
        "percent signs": (b"%=%&%%=%zz&&&==", form_type),
    }
    for label, (body, kind) in bodies.items():
        yield Attempt(label, raw={"data": body, "content_type": kind, "headers": header})
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "X" * 300):
        yield Attempt(method[:10], raw={"method": method, "data": flat, "headers": header})
    yield Attempt("method overridden", raw={"data": flat, "headers": {"X-HTTP-Method-Override": "DELETE"}})
    cookie = f"accord={secrets.token_hex(4000)}; a={'b' * 60_000}; \x80=\xff; =;;;"
    yield Attempt("an enormous cookie", raw={"data": flat, "headers": {"Cookie": cookie}})
    yield Attempt("negative length", raw={"data": b"title=a", "headers": {"Content-Length": "-5"}})
    yield Attempt("length of no number", raw={"data": b"title=a", "headers": {"Content-Length": "\u00b2"}})
