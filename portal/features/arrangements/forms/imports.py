"""What is asked about a whole file of arrangements."""

from collections.abc import Iterable

from portal.features.arrangements.forms.about import ROLE_CHOICES, TAKING_PART
from portal.features.arrangements.models import Role
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.party_rows import COMMAS, LISTED, WHOLE
from portal.forms import Choice, ChoiceField, ChoicesField, PortalForm, TickField

UNSAID = "This is used for each row that does not say"


def arrangements_form(kinds: Iterable[KindOf]) -> type[PortalForm]:
    """What is asked about a whole table of arrangements: ``kind``, ``own_roles``, ``partner_roles``, ``parted`` and
    ``signs``."""
    return type(
        "ArrangementsForm",
        (PortalForm,),
        {
            "kind": ChoiceField(
                "What kind of arrangements are they?",
                hint=UNSAID,
                choices=[(kind.slug, kind.name) for kind in kinds],
                select=True,
                required="Choose the kind",
                subject="Kind",
            ),
            "own_roles": ChoicesField(
                "What are your organisation’s roles in them?",
                hint=UNSAID,
                choices=TAKING_PART,
                required="Choose your organisation’s roles",
                subject="Your organisation’s roles",
            ),
            "partner_roles": ChoiceField(
                "What is the role of the other parties?",
                hint=UNSAID,
                choices=[(choice.value, choice.label) for choice in ROLE_CHOICES],
                select=True,
                required="Choose the role of the other parties",
                subject="Role of the other parties",
                default=Role.OTHER.value,
            ),
            "parted": ChoiceField(
                "If a cell has more than one partner, what stands between them?",
                choices=[
                    Choice(LISTED, "Semicolons, or each partner has its own line"),
                    Choice(COMMAS, "Commas"),
                    Choice(WHOLE, "Nothing: each cell has one partner"),
                ],
                required="Choose what stands between partners",
                subject="Partners in a cell",
                default=LISTED,
            ),
            "signs": TickField("Turn codes from a website, like &amp;, into the signs that they stand for"),
        },
    )
