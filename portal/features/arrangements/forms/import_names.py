"""What is asked about each name in a file: which organisation it is, or what is to be done with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Invalid
from portal.core.months import day_words
from portal.features.arrangements.rules.name_answers import ADD, FIND, IS, NOTE, OUT, SAME, Answer, Answers, name_id
from portal.features.arrangements.rules.words import listed
from portal.features.organisations import Guess, Likely, OrganisationType, nearly_same, spelt
from portal.forms import Choice, ChoiceField, LineField, PortalForm

NAME, CALLED, TYPE = "name_", "called_", "type_"
REST = "rest"
_ROWS_SHOWN = 4
_MORE_FIELDS = 50
JOINT_BODY = "joint"
TYPES = {
    JOINT_BODY: "Joint committee, or another body that several organisations run",
    OrganisationType.COUNCIL.value: "Council",
    OrganisationType.CHARITY.value: "Charity",
    OrganisationType.VOLUNTARY_BODY.value: "Voluntary body",
    OrganisationType.COMMUNITY_INTEREST_COMPANY.value: "Community interest company",
    OrganisationType.OTHER.value: "Something else",
}


@dataclass(frozen=True)
class Names:
    """The names in a file by what was found for them: nothing; something near, which is chosen for a person to check;
    one organisation that is spelt so."""

    unknown: list[str]
    near: list[str]
    sure: list[str]

    @property
    def together(self) -> bool:
        """Whether there are so many unknown names that one answer is offered for the rest of them."""
        return len(self.unknown) > 1


def sorted_names(names: Iterable[str], guesses: Mapping[str, Guess], same: Mapping[str, str]) -> Names:
    """The names as they are asked about; ``same`` gives an earlier name of the file that one is like."""
    found = Names([], [], [])
    for name in names:
        guess = guesses[name]
        near = bool(guess.offered or guess.several or (name in same and nearly_same(same[name], name)))
        (found.sure if guess.sure else found.near if near else found.unknown).append(name)
    return found


def names_form(
    names: Mapping[str, Sequence[int]],
    guesses: Mapping[str, Guess],
    same: Mapping[str, str],
    answers: Answers,
    *,
    may_add: bool,
) -> Any:
    """A form that asks for each name what it means: those that nothing is like come first, and one answer will do for
    the rest of them. ``names`` gives the rows of each, ``same`` an earlier name of the file that it is like.
    ``chosen_names`` reads it."""
    by = sorted_names(names, guesses, same)
    fields: dict[str, Any] = {}
    given: dict[str, str] = {}
    if by.together:
        fields[REST] = ChoiceField(
            "What should happen to the names that you do not answer one by one?",
            choices=_undone(may_add=may_add),
            select=True,
            marked=False,
            empty="I answer each of them",
            subject="The other names",
        )
    for name in (*by.unknown, *by.near, *by.sure):
        guess, answer = guesses[name], answers.get(name)
        choices = _choices(guess, same.get(name), answer, may_add=may_add)
        open_ = by.together and name in by.unknown
        fields[NAME + name_id(name)] = ChoiceField(
            name,
            choices=choices,
            select=True,
            required="" if open_ else f"Choose what “{name}” is",
            marked=False,
            subject=name,
            hint=_rows(names[name]),
        )
        if answer:
            given[NAME + name_id(name)] = _value(answer)
        elif name not in by.unknown and not _twins(name, guess):
            given[NAME + name_id(name)] = _nearest(name, guess, same)
    fields["max_fields"] = len(fields) + _MORE_FIELDS
    return type("NamesForm", (PortalForm,), fields)(**given)


def _nearest(name: str, guess: Guess, same: Mapping[str, str]) -> str:
    """The answer that stands there already, as the value of an option."""
    if name in same and (not guess.offered or spelt(same[name]) == spelt(name)):
        return _value([SAME, same[name]])
    return _value([IS, [one.reference for one in guess.several or guess.offered[:1]]])


def _twins(name: str, guess: Guess) -> bool:
    """Whether several organisations are spelt so, of which only a person can say which it is."""
    alike = [one for one in guess.offered if spelt(name) in map(spelt, (one.name, *one.spellings))]
    return len(alike) > 1


def _choices(guess: Guess, same: str | None, answer: Answer | None, *, may_add: bool) -> list[tuple[str, str]]:
    found = [(_value([IS, [one.reference]]), _called(one)) for one in guess.offered]
    if guess.several:
        both = [IS, [one.reference for one in guess.several]]
        found.append((_value(both), f"Several: {listed(one.name for one in guess.several)}"))
    if answer and answer[0] == IS and _value(answer) not in dict(found):
        found.append((_value(answer), answer[2]))
    if same:
        found.append((_value([SAME, same]), f"The same as “{same}” in this file"))
    found.append((FIND, "Another organisation: I will search for it"))
    return found + _undone(may_add=may_add)


def _undone(*, may_add: bool) -> list[tuple[str, str]]:
    """What can be done with a name that is none on the list."""
    added = [(ADD, "Add it to the list of organisations")] if may_add else []
    return [*added, (NOTE, "Keep the name only, in what it is for"), (OUT, "Leave it out")]


def _called(one: Likely) -> str:
    return f"{one.name} (ended {day_words(one.ends_on)})" if one.ends_on else one.name


def _value(answer: Answer) -> str:
    """An answer as the value of an option."""
    word = str(answer[0])
    if word == IS:
        return f"{IS} {' '.join(answer[1])}"
    return f"{SAME} {name_id(answer[1])}" if word == SAME else word


def _rows(numbers: Sequence[int]) -> str:
    shown = [str(number) for number in numbers[:_ROWS_SHOWN]]
    if len(numbers) > _ROWS_SHOWN:
        shown.append(f"{len(numbers) - _ROWS_SHOWN:,} more")
    return f"{'Row' if len(numbers) == 1 else 'Rows'} {listed(shown)}"


def chosen_names(form: Any, names: Iterable[str], answers: Answers) -> dict[str, Answer]:
    """The answer to each name; one to be added that was described already stays so. Raises ``Invalid`` for names that
    are left open without an answer for the rest."""
    by_id = {name_id(name): name for name in names}
    others = rest_of(form)
    rest = others.data if others else None
    found: dict[str, Answer] = {}
    wrong: dict[str, str] = {}
    for name in by_id.values():
        field = form[NAME + name_id(name)]
        word, *more = (field.data or rest or "").split(" ")
        if not word:
            wrong[field.name] = f"Choose what “{name}” is, or what should happen to all the others"
        elif word == IS:
            found[name] = [IS, more, field.words(field.data)]
        elif word == SAME:
            found[name] = [SAME, by_id[more[0]]]
        else:
            there = answers.get(name)
            found[name] = there if there and there[0] == word else [word]
    if wrong:
        raise Invalid(wrong)
    return found


class FoundForm(PortalForm):
    """Which of the organisations found a name means."""

    organisation = ChoiceField("Which organisation is it?", required="Choose the organisation", subject="Organisation")

    def __init__(self, found: Sequence[Any], **kwargs: Any) -> None:
        """``found`` are organisations: reference, name, subtype, ends_on."""
        super().__init__(**kwargs)
        self.organisation.choices = [Choice(one.reference, one.name, one.subtype or "") for one in found]


def added_form(said: Mapping[str, Sequence[str]]) -> Any:
    """A form about organisations that are not in the directory. ``said`` gives for each name in the file what was said
    before: what it is called and its type, or nothing. ``chosen_added`` reads it."""
    fields: dict[str, Any] = {}
    given: dict[str, Any] = {}
    several = len(said) > 1
    if several:
        fields[REST] = ChoiceField(
            "What are the organisations that you do not answer one by one?",
            choices=list(TYPES.items()),
            select=True,
            marked=False,
            empty="I answer each of them",
            subject="The other organisations",
        )
    for name, before in said.items():
        called, kind = CALLED + name_id(name), TYPE + name_id(name)
        fields[called] = LineField(
            "What is it called?",
            hint="Its full name, as it writes it itself",
            required=f"Enter what “{name}” is called",
            subject="The name",
            max_length=300,
        )
        fields[kind] = ChoiceField(
            "What is it?",
            choices=list(TYPES.items()),
            select=several,
            required="" if several else "Choose what it is",
            marked=False,
            subject="What it is",
        )
        given[called], given[kind] = before or (name.strip(" ."), None)
    fields["max_fields"] = len(fields) + _MORE_FIELDS
    return type("AddedForm", (PortalForm,), fields)(**given)


def chosen_added(form: Any, names: Iterable[str]) -> dict[str, Answer]:
    """The answer to each name that is to be added. Raises ``Invalid``."""
    others = rest_of(form)
    rest = others.data if others else None
    found: dict[str, Answer] = {}
    wrong: dict[str, str] = {}
    for name in names:
        kind = form[TYPE + name_id(name)]
        if not (kind.data or rest):
            wrong[kind.name] = f"Choose what “{name}” is, or what all the others are"
        found[name] = [ADD, form[CALLED + name_id(name)].data, kind.data or rest]
    if wrong:
        raise Invalid(wrong)
    return found


def rest_of(form: Any) -> Any:
    """The question about all those that are not answered one by one, if it is asked."""
    return next((field for field in form if field.name == REST), None)


def fields_of(form: Any, name: str) -> list[Any]:
    """The questions about one name of the file."""
    at = name_id(name)
    return [form[start + at] for start in (NAME, CALLED, TYPE) if start + at in form]
