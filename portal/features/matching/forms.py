"""Forms of matching. Services, kinds of arrangement and rating scales are given by the view."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.features.arrangements import KindOf
from portal.features.matching.models import LINE, WORDS, Audience, Side
from portal.features.matching.rules.postings import ANY_KIND, AUDIENCES
from portal.features.matching.rules.scales import Scales, chosen_rating, rating_choices
from portal.forms import Choice, ChoiceField, DayField, LineField, PortalForm, WordsField

_SIDES = (
    Choice(Side.OFFER.value, "We offer help", "We do this well, and can spare some time for others"),
    Choice(Side.NEED.value, "We seek help", "We want to get better at this, or to do it together"),
)
_HINTS = {
    Audience.US: "You still see who fits. Nobody else learns of it",
    Audience.NAMED: "You name them on the next page, one by one",
    Audience.MEMBERS: "Every organisation that uses this portal. Not the public",
}


class PostingForm(PortalForm):
    """One thing that an organisation offers or seeks."""

    versioned = True

    side = ChoiceField(
        "Do you offer help, or do you seek it?",
        choices=_SIDES,
        coerce=Side,
        required="Choose whether you offer or seek help",
        subject="Offer or need",
    )
    service_slug = ChoiceField(
        "Which service is it about?",
        select=True,
        empty="Choose a service",
        required="Choose a service",
        subject="Service",
    )
    kind = ChoiceField(
        "What kind of arrangement do you have in mind?",
        select=True,
        empty=ANY_KIND,
        subject="Kind",
    )
    words = WordsField(
        "What exactly, and how much?",
        hint="For example, “Two days a week of our managers’ time on financial control”. Do not name people",
        required="Enter what you offer or seek, and how much",
        subject="What exactly",
        max_length=WORDS,
    )
    ends_on = DayField("Until when?", hint="Leave empty if it has no end", subject="Last day")
    rating = ChoiceField(
        "How was this service last rated?",
        select=True,
        empty="Not rated, or I do not want to say",
        hint="Others are told that you say so yourselves",
        subject="Rating",
    )
    rating_on = DayField("When was it rated?", hint="For example, 1 12 2004", subject="Day of the rating")
    rating_source = LineField(
        "Where can others read this rating?",
        hint="For example, “Performance ratings 2004, page 12”",
        subject="Source of the rating",
        max_length=LINE,
    )

    def __init__(
        self,
        services: Mapping[str, str],
        kinds: Sequence[KindOf],
        scales: Scales,
        *,
        record: Any = None,
        **kwargs: Any,
    ) -> None:
        known = {} if record is None else {"rating": chosen_rating(scales, record), "kind": record.kind or None}
        self.scales = scales
        super().__init__(record=record, **known, **kwargs)
        if record is None and "version" in self:
            del self.version
        self.rating.choices = list(rating_choices(scales))
        self.kind.choices = _named(kinds)
        self.service_slug.choices = list(services.items())

    def stored(self, record: Any) -> dict[str, Any]:
        """The rating is several columns of the record."""
        return super().stored(record) | {"rating": chosen_rating(self.scales, record), "kind": record.kind or None}


class AudienceForm(PortalForm):
    """Who can see it."""

    versioned = True

    audience = ChoiceField(
        "Who can see it?",
        choices=[Choice(one.value, words, _HINTS[one]) for one, words in AUDIENCES.items()],
        coerce=Audience,
        required="Choose who can see it",
        subject="Who can see it",
    )


class ApproachForm(PortalForm):
    """The first answers of an arrangement that starts from somebody's offer or need."""

    title = LineField(
        "What shall the arrangement be called?",
        hint="A short name that both of you will know",
        required="Enter what the arrangement is called",
        subject="The name",
        max_length=LINE,
    )
    kind = ChoiceField(
        "What kind of arrangement is it?",
        select=True,
        empty="Choose a kind",
        required="Choose the kind",
        subject="Kind",
    )

    def __init__(self, kinds: Sequence[KindOf], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = _named(kinds)


def _named(kinds: Sequence[KindOf]) -> list[tuple[str, str]]:
    return [(kind.slug, kind.name) for kind in kinds]
