"""Terms of every sort that parties could have typed, as hypothesis draws them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from portal.core.money import MAX_PENCE
from portal.core.text import can_be_seen, normal_line, normal_text
from portal.features.arrangements.models import LINE, Basis, Role, Vat
from portal.features.arrangements.rules.frameworks import Framework
from portal.features.arrangements.rules.governance import LONGEST_NOTICE
from portal.features.arrangements.rules.money import EVERYTHING, MOST_DAY_RATE
from portal.features.arrangements.rules.settled import QUESTIONS
from portal.features.arrangements.rules.terms import Terms, terms_of
from portal.features.arrangements.rules.terms_read import Rows
from portal.features.arrangements.rules.words import number_words
from portal.forms.characters import fault_in

Draw = st.DrawFn
FIRST, TODAY, LAST = date(1900, 1, 1), date(2025, 12, 31), date(2100, 1, 1)
WATCHING = Role.OBSERVER.value
TAKING_PART = sorted({role.value for role in Role} - {WATCHING})
_FIT = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]).filter(
    lambda one: fault_in(one) is None
)
LINES = st.text(_FIT, max_size=20).map(lambda text: normal_line(text) if can_be_seen(text) else "")
NAMES = st.text(_FIT, min_size=1, max_size=20).map(normal_line).filter(can_be_seen)
WORDS = st.one_of(
    st.lists(LINES, max_size=3).map("\n".join).map(normal_text),
    st.sampled_from(["x" * LINE + "\n" + "y" * LINE, "=1+1 | \\ \n\n 5", "None", "0"]).map(normal_text),
)
PENCE = st.integers(1, MAX_PENCE)
NUMBERS = st.decimals(-(10**12) + 1, 10**12 - 1, places=6, allow_nan=False).map(lambda one: one + 0)


def days(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[date]:
    return st.dates(first, last)


def _in_order(draw: Draw) -> tuple[date | None, date | None]:
    start, end = draw(st.none() | days()), draw(st.none() | days())
    return (end, start) if start and end and end < start else (start, end)


def _row(**values: Any) -> Any:
    return SimpleNamespace(**values)


def _lines(draw: Draw, *names: str) -> dict[str, str]:
    return {name: draw(LINES) for name in names}


def _party(draw: Draw, *, leads: bool) -> Any:
    roles = draw(st.sets(st.sampled_from(TAKING_PART), min_size=1))
    if not leads and draw(st.booleans()):
        roles = {WATCHING}
    joined, left = _in_order(draw)
    decided = draw(st.booleans())
    return _row(
        roles=sorted(roles),
        note=draw(LINES),
        joined_on=joined,
        left_on=None if leads else left,
        decision_body=draw(NAMES) if decided else "",
        decision_on=draw(st.none() | days(last=TODAY)) if decided else None,
        decision_minute=draw(LINES) if decided else "",
        decision_link=draw(st.sampled_from(["", "https://example.org/a?b=1#c"])) if decided else "",
    )


def _shares(draw: Draw, keys: Sequence[str]) -> dict[str, int]:
    left, found = EVERYTHING, {}
    for key in keys:
        found[key] = draw(st.integers(0, left))
        left -= found[key]
    return {key: part for key, part in found.items() if part}


def _money(draw: Draw, keys: Sequence[str]) -> Any:
    """``keys`` are those who take part, two at least."""
    payer, payee, *others = draw(st.permutations(keys))
    basis = draw(st.sampled_from(list(Basis)))
    kind, shared = basis is Basis.IN_KIND, basis is Basis.COST_SHARE
    counted, bought = kind and draw(st.booleans()), kind and draw(st.booleans())
    start, end = _in_order(draw)
    amounts = st.decimals(1, 99_999, places=2) if kind else PENCE
    times = draw(st.integers(1, 100_000))
    return _row(
        payer=payee if shared and draw(st.booleans()) else payer,
        joint_payer=draw(st.sampled_from(["", *others])) if basis in (Basis.FIXED, Basis.CAPPED) else "",
        payee=payee,
        pence=None if kind else draw(PENCE),
        in_kind=draw(NAMES) if kind else "",
        **_lines(draw, "purpose", "source"),
        period_from=start,
        period_to=end,
        basis=basis.value,
        vat=draw(st.none() | st.sampled_from([one.value for one in Vat])),
        officer_days=draw(st.decimals(Decimal("0.01"), 99_999, places=2)) if counted else None,
        day_rate=draw(st.none() | st.integers(1, MOST_DAY_RATE // 100).map(lambda one: one * 100)) if counted else None,
        shares=_shares(draw, keys) if shared else {},
        years=draw(st.dictionaries(st.integers(1990, 2060), amounts, max_size=3)),
        alternative_pence=draw(st.integers(1, MAX_PENCE // times)) if bought else None,
        alternative_times=times if bought else None,
        alternative_per=draw(LINES) if bought else "",
        alternative_source=draw(LINES) if bought else "",
    )


def _pair(draw: Draw, keys: Sequence[str]) -> Any:
    mentor, mentee, *_ = draw(st.permutations(keys))
    return _row(
        mentor=mentor,
        mentee=mentee,
        mentor_post=draw(NAMES),
        mentee_post=draw(NAMES),
        **_lines(draw, "mentor_person", "mentee_person", "focus", "rhythm"),
        days_per_month=draw(st.none() | st.decimals(0, 100, places=1)),
        **dict(zip(("first_on", "last_on"), _in_order(draw), strict=True)),
    )


_LABEL = st.text(_FIT, min_size=1, max_size=12).map(normal_text).filter(can_be_seen)
_LABELS = st.lists(_LABEL | st.just("2  stars"), min_size=2, max_size=4, unique_by=str.casefold)


def _measure(draw: Draw, frameworks: Sequence[Framework]) -> Any:
    row = _row(
        name=draw(NAMES), scale="number", unit=draw(LINES), labels="",
        direction=draw(st.sampled_from(["higher", "lower"])),
        judged_by="", second_name="", second_labels="", baseline_value=None, baseline_label="", baseline_on=None,
        baseline_second="", baseline_from=None,
    )  # fmt: skip
    how = draw(st.sampled_from(["number", "own", "framework"]))
    if how == "own":
        row.scale, row.unit, row.labels = "rating", "", "\n".join(draw(_LABELS))
    elif how == "framework" and frameworks:
        by = draw(st.sampled_from(frameworks))
        row.scale, row.unit, row.labels, row.direction = "rating", "", "\n".join(by.labels), by.direction
        row.judged_by, row.second_name = f"{by.name} ({by.judge})", by.second_name
        row.second_labels = "\n".join(by.second_labels)
    if draw(st.booleans()):
        row.baseline_on = draw(days(last=TODAY))
        row.baseline_value, row.baseline_label = value_of(draw, row)
        row.baseline_second = draw(st.sampled_from(["", *filter(None, row.second_labels.split("\n"))]))
        row.baseline_from = draw(st.none() | st.just(row.baseline_on.replace(month=1, day=1)))
    return row


def value_of(draw: Draw, measure: Any) -> tuple[Decimal, str]:
    """A value on the scale of a measure, with its label on a rating."""
    if measure.scale == "number":
        return draw(NUMBERS), ""
    labels = measure.labels.split("\n")
    place = draw(st.integers(0, len(labels) - 1))
    return Decimal(place), labels[place]


def _target(draw: Draw, key: str, measure: Any) -> Any:
    value, label = value_of(draw, measure)
    due = draw(days(measure.baseline_on + timedelta(days=1)))
    way = {}
    between = measure.baseline_on + timedelta(days=1), due - timedelta(days=1)
    for day in draw(st.sets(days(*between), max_size=2)) if between[0] <= between[1] else ():
        reached, said = value_of(draw, measure)
        way[day] = said or number_words(reached).replace(",", "")
    return _row(measure=key, value=value, label=label, due_on=due, replaces="", reason=draw(LINES), way=way)


@st.composite
def legal_rows(
    draw: Draw,
    keys: Sequence[str],
    kinds: Collection[str],
    services: Collection[str],
    frameworks: Sequence[Framework],
) -> Rows:
    """What parties could have typed. ``keys`` are organisations, the first leads it."""
    chosen = keys[: draw(st.integers(1, len(keys)))]
    parties = {key: _party(draw, leads=key == keys[0]) for key in chosen}
    taking_part = [key for key, party in parties.items() if party.roles != [WATCHING]]
    several = len(taking_part) > 1
    start, end = _in_order(draw)
    measures = {f"M{at}": _measure(draw, frameworks) for at in range(draw(st.integers(0, 2)))}
    targets = {
        f"T{key}{at}": _target(draw, key, row)
        for key, row in measures.items()
        if row.baseline_on
        for at in range(draw(st.integers(0, 2)))
    }
    asked = draw(st.sets(st.sampled_from(sorted(QUESTIONS)), max_size=3))
    governed = draw(st.sampled_from(["nothing", "notice", "all"]))
    return Rows(
        about=_row(
            kind=draw(st.sampled_from(sorted(kinds))),
            title=draw(NAMES),
            purpose=draw(WORDS),
            starts_on=start,
            ends_on=end,
            success_gate=draw(WORDS),
            services=sorted(draw(st.sets(st.sampled_from(sorted(services)), max_size=3))),
        ),
        legal=_row(legal_basis=draw(WORDS), accountable_body=draw(st.sampled_from(["", *taking_part]))),
        visits=_row(rhythm=draw(WORDS), visits_per_month=draw(st.none() | st.integers(0, 200))),
        governance=_row(
            **dict.fromkeys(("meetings", "data_sharing", "equality_impact"), draw(LINES) if governed == "all" else ""),
            **dict.fromkeys(("board", "scrutiny", "exit_plan"), draw(WORDS) if governed == "all" else ""),
            next_review_on=draw(st.none() | days()) if governed == "all" else None,
            notice_months=draw(st.integers(0, LONGEST_NOTICE)) if governed != "nothing" else None,
        ),
        parties=parties,
        money={f"F{at}": _money(draw, taking_part) for at in range(draw(st.integers(0, 3)) if several else 0)},
        settled={
            key: _row(answer=draw(st.sampled_from([one for one, _ in QUESTIONS[key].choices])), note=draw(WORDS))
            for key in sorted(asked)
        },
        pairs={f"P{at}": _pair(draw, taking_part) for at in range(draw(st.integers(0, 2)) if several else 0)},
        measures=measures,
        targets=targets,
        criteria={f"C{at}": _row(name=draw(NAMES), how=draw(WORDS)) for at in range(draw(st.integers(0, 2)))},
    )


def terms_from(rows: Rows) -> Terms:
    """The terms that these rows would be, as a document has them."""
    arrangement = _row(
        **vars(rows.about), **vars(rows.visits), legal_basis=rows.legal.legal_basis,
        accountable_body_id=rows.legal.accountable_body or None,
    )  # fmt: skip
    parts: Mapping[str, Any] = {
        "services": [_row(service_slug=slug) for slug in rows.about.services],
        "parties": [_row(organisation_id=key, **vars(row)) for key, row in rows.parties.items()],
        "money": [_ended(key, row, "payer", "joint_payer", "payee") for key, row in rows.money.items()],
        "shares": [
            _row(money_flow_id=key, organisation_id=who, hundredths=part)
            for key, row in rows.money.items()
            for who, part in row.shares.items()
        ],
        "planned": [
            _row(money_flow_id=key, year=year, **dict(zip(("pence", "days"), _amounts(row, amount), strict=True)))
            for key, row in rows.money.items()
            for year, amount in row.years.items()
        ],
        "settled": [_row(question=key, **vars(row)) for key, row in rows.settled.items()],
        "pairs": [_ended(key, row, "mentor", "mentee") for key, row in rows.pairs.items()],
        "measures": _keyed(rows.measures),
        "targets": _keyed(rows.targets),
        "points": [
            _row(target=key, on_date=day, label=typed, value=None)
            for key, row in rows.targets.items()
            for day, typed in row.way.items()
        ],
        "governance": [rows.governance],
        "criteria": _keyed(rows.criteria),
    }
    names: Any = {key: key for key in rows.parties}
    return terms_of(arrangement, parts, names)


def _keyed(rows: Mapping[str, Any]) -> list[Any]:
    return [_row(**vars(row) | {"reference": key, "id": key}) for key, row in rows.items()]


def _ended(key: str, row: Any, *ends: str) -> Any:
    ids = {f"{end}_id": getattr(row, end) or None for end in ends}
    return _row(**vars(row) | ids | {"reference": key, "id": key})


def _amounts(row: Any, amount: Any) -> tuple[Any, Any]:
    return (None, amount) if row.pence is None else (amount, None)
