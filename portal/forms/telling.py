"""What was sent, in the words of the form that asked for it, for pages on which that form is not there."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from portal.forms.asked import Asked
from portal.forms.base import FORM_NAME, PortalForm, Refused, name_of
from portal.forms.days import PARTS

_SILENT = frozenset({"hidden", "password", "file"})


def told(names: Iterable[str]) -> list[tuple[str, str]] | None:
    """(question, answer) of what the present request sent under ``names``, as a person would read it, or ``None`` if
    no form of ours asks for just these. What was left empty is left out."""
    form = _asking(frozenset(map(_stem, names)))
    if form is None:
        return None
    asked = [field for field in form if isinstance(field, Asked) and field.kind not in _SILENT]
    return [(field.label.text, field.mine()) for field in asked if field.name in form.sent and field.mine()]


def _asking(stems: frozenset[str]) -> Any:
    """The form that the page says it is, if that asks for all of ``stems``; else the one that asks for all of them and
    for the least beside them, first among those of the feature whose page this is."""
    fitting = [kind for kind in _kinds(PortalForm) if stems <= _questions(kind)]
    if not fitting:
        return None
    said, feature = request.form.get(FORM_NAME), f".{request.blueprint}."
    kind = min(
        fitting, key=lambda one: (name_of(one) != said, feature not in f"{one.__module__}.", len(_questions(one)))
    )
    try:
        form = _bare(kind)(formdata=MultiDict(request.form), meta={"csrf": False})
    except Refused:
        return None
    form.sent = stems
    return form


def _stem(name: str) -> str:
    start, _, piece = name.rpartition("-")
    return start if start and piece in PARTS else name


def _kinds(base: Any) -> Iterator[Any]:
    for kind in base.__subclasses__():
        if "bare" not in vars(kind):
            yield kind
            yield from _kinds(kind)


@cache
def _questions(kind: Any) -> frozenset[str]:
    asked = {name for name in dir(kind) if hasattr(getattr(kind, name, None), "_formfield")}
    return frozenset({*asked, *kind.buttons})


@cache
def _bare(kind: Any) -> Any:
    """The same questions, made without what the form’s own page gives it, such as the organisations to choose from."""
    return type(kind.__name__, (kind,), {"__init__": PortalForm.__init__, "bare": True})
