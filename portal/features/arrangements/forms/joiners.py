"""The form in which organisations that were looked for by name are let in."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict

from portal.core import clock
from portal.features.arrangements.forms.about import ROLE_CHOICES, note_field, roles_field
from portal.features.arrangements.rules.joiners import MOST_BYTES, Joiner
from portal.features.arrangements.rules.name_answers import OUT
from portal.features.arrangements.rules.words import ended_words
from portal.forms import Choice, ChoiceField, ChoicesField, PortalForm, WordsField

SEARCH = "search"


class JoinersForm(PortalForm):
    """Which organisation each name is, and what they all are in the arrangement. ``names`` is the box that they were
    typed in, so that looking for others loses no answer."""

    buttons: ClassVar[tuple[str, ...]] = ("another", SEARCH)
    names = WordsField("Names of the organisations", max_length=MOST_BYTES)
    lines: ClassVar[Mapping[str, Joiner]] = {}
    """The names that something is asked about, by their questions."""

    @property
    def own(self) -> dict[str, list[str]]:
        """The roles of those that have other roles than the rest, by the references of organisations."""
        given = {name: self[_own(name)].data for name in self.lines if _own(name) in self}
        return {self[name].data: roles for name, roles in given.items() if roles and self[name].data != OUT}

    @property
    def chosen(self) -> list[str]:
        """The references of those that join, as they were named."""
        return [self[name].data for name in self.lines if self[name].data != OUT]

    def refuse(self, errors: Mapping[str, str]) -> None:
        """What is wrong with an organisation stands at each line that means it."""
        for name in self.lines:
            if message := errors.get(str(self[name].data)):
                self[name].errors = [*self[name].errors, message]
        super().refuse({name: message for name, message in errors.items() if name not in self.chosen})


def joiners_form(
    named: Sequence[Joiner], sent: MultiDict[str, str], before: Sequence[str] | None = None
) -> JoinersForm:
    """A form that asks which organisation each name is, in a question called ``organisation`` where one alone was named
    and else ``organisation_1`` and so on, and once for ``roles`` and ``note``. ``sent`` are the answers that came: of a
    name that only parties have nothing is asked, unless somebody chose one before it was a party. Where they were given
    of the names ``before``, which are not the same, they stand at the names that stayed, and nothing is checked."""
    by_question = dict(zip(_questions(len(named)), named, strict=True))
    alone = len(named) == 1
    if before is not None:
        sent = _carried(by_question, sent, before)
    lines = {
        question: one
        for question, one in by_question.items()
        if one.found or question in sent or (not alone and not one.there)
    }
    fields: dict[str, Any] = {}
    for question, one in lines.items():
        fields[question] = _question(one, sent.get(question, ""), alone=alone)
        if not alone and (one.found or one.there):
            fields[_own(question)] = _own_roles(one)
    rest = "All of them, but for those of which you say something else above. Choose all that apply"
    fields["roles"] = roles_field("it is") if alone else roles_field("they are", rest, required="", marked=False)
    fields["note"] = note_field()
    kind = type("PartiesForm", (JoinersForm,), {**fields, "lines": lines})
    if before is not None:
        return kind(sent)
    return kind(**{question: one.likeliest for question, one in lines.items()})


def _own(question: str) -> str:
    """The question about the roles of one of several."""
    return f"roles_{question}"


def _own_roles(joiner: Joiner) -> ChoicesField:
    return roles_field(
        f"“{joiner.name}” is",
        "Leave this empty if it is the same as the rest",
        choices=[(choice.value, choice.label) for choice in ROLE_CHOICES],
        required="",
        subject=f"Roles of “{joiner.name}”",
        marked=False,
        columns=True,
    )


def _questions(count: int) -> list[str]:
    return ["organisation"] if count == 1 else [f"organisation_{at}" for at in range(1, count + 1)]


def _carried(
    by_question: Mapping[str, Joiner], sent: MultiDict[str, str], before: Sequence[str]
) -> MultiDict[str, str]:
    """What was answered, under the questions of the names of now; the likeliest for a name that is new."""
    were = dict(zip(before, _questions(len(before)), strict=True))
    carried = MultiDict({"note": sent.get("note", "")})
    carried.setlist("roles", sent.getlist("roles"))
    for question, one in by_question.items():
        was = were.get(one.name, "")
        answer = sent.get(was) or one.likeliest
        carried.setlist(_own(question), sent.getlist(_own(was)))
        if answer and not (answer == OUT and len(by_question) == 1):
            carried[question] = answer
    return carried


def _question(joiner: Joiner, sent: str, *, alone: bool) -> ChoiceField:
    label = "Which organisation is it?" if alone else f"Which organisation is “{joiner.name}”?"
    offered = [*joiner.found, *(one for one in joiner.there if one.reference == sent)]
    choices = [Choice(one.reference, one.name, _known_as(one)) for one in offered]
    if alone:
        required = "Choose the organisation"
    elif joiner.found:
        required = f"Choose which organisation “{joiner.name}” is, or leave it out"
    else:
        required = f"Nothing is called “{joiner.name}”. Correct it above and search again, or leave it out"
    if not alone:
        choices.append(Choice(OUT, "Leave it out"))
    return ChoiceField(label, choices=choices, hint=_hint(joiner), required=required, subject=f"“{joiner.name}”")


def _hint(joiner: Joiner) -> str:
    unknown = "No organisation has a name with words that start like this."
    if joiner.near or not (joiner.found or joiner.there):
        one = " Is it one of these?" if joiner.near and joiner.found else ""
        if joiner.several:
            return f"{unknown}{one} If these are several, put each on a line of its own above and search again"
        return f"{unknown}{one or ' Correct it above and search again'}"
    return "There are more. Type more of the name to see them" if joiner.more else ""


def _known_as(organisation: Any) -> str:
    ended = ended_words(organisation.ends_on, clock.today())
    return ". ".join(part for part in (organisation.subtype, ended) if part)
