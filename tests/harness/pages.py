"""A page as a test reads it: its links, its forms with their fields, and the messages beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "source", "track", "wbr", "area", "base", "col", "embed"})


@dataclass
class Field:
    """One named control. ``options`` are the values that a choice offers; ``value`` is what would be sent."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    id: str = ""
    described_by: tuple[str, ...] = ()


@dataclass
class Form:
    """One form: where it goes and what it asks. ``elsewhere``: where its buttons lead that go somewhere else."""

    action: str
    method: str
    multipart: bool
    elsewhere: list[str] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self) -> dict[str, list[str]]:
        """What a browser would send if nobody touched anything, buttons left out."""
        sent: dict[str, list[str]] = {}
        for one in self.fields.values():
            if one.kind in {"radio", "checkbox", "select"}:
                if one.chosen:
                    sent[one.name] = list(one.chosen)
            elif one.kind not in {"submit", "button", "file"}:
                sent[one.name] = [one.value]
        return sent


class Page(HTMLParser):
    """What stands on a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.text_of: dict[str, str] = {}
        self.ids: set[str] = set()
        self.described: set[str] = set()
        self.scripts = 0
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self._open: list[tuple[str, str]] = []
        self._words: list[str] = []
        self.feed(html)
        self.words = "".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        identity = given.get("id", "")
        self.described.update(given.get("aria-describedby", "").split())
        self.scripts += tag == "script"
        if identity:
            self.ids.add(identity)
        if identity.endswith("-error"):
            self.text_of[identity] = ""
        if tag not in VOID:
            self._open.append((tag, identity))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(
                given.get("action", ""), given.get("method", "get").lower(), "multipart" in given.get("enctype", "")
            )
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "textarea", "select", "button"}:
            self._control(tag, given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.chosen.append(given.get("value", ""))

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if self._form is not None and "formaction" in given:
            self._form.elsewhere.append(given["formaction"])
        if not name or self._form is None:
            return
        kind = given.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
        described = tuple(given.get("aria-describedby", "").split())
        if kind in {"radio", "checkbox"}:
            one = self._form.fields.setdefault(name, Field(name, kind, id=given.get("id", ""), described_by=described))
            one.options.append(given.get("value", "on"))
            if "checked" in given:
                one.chosen.append(given.get("value", "on"))
            return
        one = Field(name, kind, given.get("value", ""), id=given.get("id", ""), described_by=described)
        self._form.fields[name] = one
        if tag == "textarea":
            self._area = one
        elif tag == "select":
            self._select = one

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "select" and self._select is not None:
            if not self._select.chosen and self._select.options:
                self._select.chosen = self._select.options[:1]
            self._select = None
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                break

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        for _tag, identity in self._open if self.text_of else ():
            if identity in self.text_of:
                self.text_of[identity] += data
        self._words.append(data)

    def posting(self) -> list[Form]:
        """The forms that change something."""
        return [form for form in self.forms if form.method == "post"]

    def messages(self) -> dict[str, str]:
        """Each message beside a question, by its id (``…-error``)."""
        return {identity: text.strip() for identity, text in self.text_of.items()}
