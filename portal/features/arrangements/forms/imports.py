"""What is asked about a file of arrangements: what holds for every row, and what each name in it means."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.features.arrangements.forms.about import ROLE_CHOICES, TAKING_PART
from portal.features.arrangements.models import Role
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.name_answers import ADD, FIND, IS, NOTE, OUT, SAME, Answer, Answers, name_id
from portal.features.arrangements.rules.party_rows import COMMAS, LISTED, WHOLE
from portal.features.arrangements.rules.words import day_words, listed
from portal.features.organisations import Guess, Likely, OrganisationType, spelt
from portal.forms import Choice, ChoiceField, ChoicesField, LineField, PortalForm, TickField

NAME = "name_"
SURE = "It is spelt so in the list of organisations"
UNSURE = "Nothing in the list of organisations is spelt so"
_ROWS_SHOWN = 4
JOINT_BODY = "joint"
TYPES = {
    JOINT_BODY: "Joint committee, or another body that several organisations run",
    OrganisationType.COUNCIL.value: "Council",
    OrganisationType.CHARITY.value: "Charity",
    OrganisationType.VOLUNTARY_BODY.value: "Voluntary body",
    OrganisationType.COMMUNITY_INTEREST_COMPANY.value: "Community interest company",
    OrganisationType.OTHER.value: "Something else",
}


def arrangements_form(kinds: Iterable[KindOf]) -> type[PortalForm]:
    """What is asked about a whole table of arrangements: ``kind``, ``own_roles``, ``partner_roles``, ``parted`` and
    ``signs``."""
    return type(
        "ArrangementsForm",
        (PortalForm,),
        {
            "kind": ChoiceField(
                "What kind are they, where the file does not say?",
                choices=[(kind.slug, kind.name) for kind in kinds],
                select=True,
                required="Choose the kind",
                subject="Kind",
            ),
            "own_roles": ChoicesField(
                "What is your organisation in them, where the file does not say?",
                choices=TAKING_PART,
                required="Choose what your organisation is in them",
                subject="Your roles",
            ),
            "partner_roles": ChoiceField(
                "What are the partners, where the file does not say?",
                choices=[(choice.value, choice.label) for choice in ROLE_CHOICES],
                select=True,
                required="Choose what the partners are",
                subject="Roles of partners",
                default=Role.OTHER.value,
            ),
            "parted": ChoiceField(
                "How are several partners in one cell kept apart?",
                choices=[
                    Choice(LISTED, "By semicolons, or each on a line of its own"),
                    Choice(COMMAS, "By commas"),
                    Choice(WHOLE, "They are not: each cell is one partner"),
                ],
                required="Choose how partners are kept apart",
                subject="Partners in a cell",
                default=LISTED,
            ),
            "signs": TickField("The file comes from a website: read &amp; as & and the like"),
        },
    )


def names_form(
    names: Mapping[str, Sequence[int]],
    guesses: Mapping[str, Guess],
    same: Mapping[str, str],
    answers: Answers,
    *,
    may_add: bool,
) -> Any:
    """A form that asks for each name what it means: those that nothing is spelt like come first. ``names`` gives the
    rows of each, ``same`` an earlier name of the file that it is like. ``chosen_names`` reads it."""  # fmt: skip
    fields: dict[str, Any] = {}
    given: dict[str, str] = {}
    for name in sorted(names, key=lambda one: guesses[one].sure):
        guess, answer = guesses[name], answers.get(name)
        choices = _choices(guess, same.get(name), answer, may_add=may_add)
        fields[NAME + name_id(name)] = ChoiceField(
            name,
            choices=choices,
            select=True,
            required=f"Choose what “{name}” is",
            subject=name,
            hint=f"{_rows(names[name])}. {_found(guess)}",
        )
        if answer:
            given[NAME + name_id(name)] = _value(answer)
        elif guess.sure:
            given[NAME + name_id(name)] = choices[0][0]
        elif name in same and spelt(same[name]) == spelt(name):
            given[NAME + name_id(name)] = _value([SAME, same[name]])
    fields["max_fields"] = len(fields) + 50
    return type("NamesForm", (PortalForm,), fields)(**given)


def _choices(guess: Guess, same: str | None, answer: Answer | None, *, may_add: bool) -> list[tuple[str, str]]:
    found = [(_value([IS, [one.reference]]), _called(one)) for one in guess.offered]
    if guess.several:
        both = [IS, [one.reference for one in guess.several]]
        found.append((_value(both), f"Several: {listed(one.name for one in guess.several)}"))
    if answer and answer[0] == IS and _value(answer) not in dict(found):
        found.append((_value(answer), answer[2]))
    if same:
        found.append((_value([SAME, same]), f"The same as “{same}” in this file"))
    found.append((FIND, "Another organisation: I will look for it"))
    if may_add:
        found.append((ADD, "It is not on the list of organisations: add it"))
    found.append((NOTE, "It is not on the list: keep the name in the words"))
    found.append((OUT, "Leave it out"))
    return found


def _called(one: Likely) -> str:
    return f"{one.name} (ended {day_words(one.ends_on)})" if one.ends_on else one.name


def _value(answer: Answer) -> str:
    """An answer as the value of an option."""
    word = str(answer[0])
    if word == IS:
        return f"{IS} {' '.join(answer[1])}"
    return f"{SAME} {name_id(answer[1])}" if word == SAME else word


def _found(guess: Guess) -> str:
    if guess.sure:
        return SURE
    return f"{UNSURE}. The nearest is {guess.offered[0].name}" if guess.offered else UNSURE


def _rows(numbers: Sequence[int]) -> str:
    shown = [str(number) for number in numbers[:_ROWS_SHOWN]]
    if len(numbers) > _ROWS_SHOWN:
        shown.append(f"{len(numbers) - _ROWS_SHOWN:,} more")
    return f"{'Row' if len(numbers) == 1 else 'Rows'} {listed(shown)}"


def chosen_names(form: Any, names: Iterable[str], answers: Answers) -> dict[str, Answer]:
    """The answer to each name; one to be added that was described already stays so."""
    by_id = {name_id(name): name for name in names}
    found: dict[str, Answer] = {}
    for name in by_id.values():
        field = form[NAME + name_id(name)]
        word, *rest = field.data.split(" ")
        if word == IS:
            found[name] = [IS, rest, field.words(field.data)]
        elif word == SAME:
            found[name] = [SAME, by_id[rest[0]]]
        else:
            there = answers.get(name)
            found[name] = there if there and there[0] == word else [word]
    return found


class FoundForm(PortalForm):
    """Which of the organisations found a name means."""

    organisation = ChoiceField("Which organisation is it?", required="Choose the organisation", subject="Organisation")

    def __init__(self, found: Sequence[Any], **kwargs: Any) -> None:
        """``found`` are organisations: reference, name, subtype, ends_on."""
        super().__init__(**kwargs)
        self.organisation.choices = [Choice(one.reference, one.name, one.subtype or "") for one in found]


class AddedForm(PortalForm):
    """An organisation that is not in the directory."""

    name = LineField(
        "What is it called?",
        hint="Its full name, as it writes it itself. If the file spells it in several ways, one is enough",
        required="Enter what it is called",
        subject="The name",
        max_length=300,
    )
    type = ChoiceField("What is it?", choices=list(TYPES.items()), required="Choose what it is", subject="What it is")
