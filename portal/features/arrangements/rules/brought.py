"""Arrangements that a file brings in, as the terms they would have; and which of them are on the record already."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.core.bounds import LONGEST_WORDS
from portal.core.errors import RuleBroken
from portal.core.money import exact
from portal.features.arrangements.rules.arrangement_rows import Asked, Flow, Said, flow_line
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.party_rows import Named
from portal.features.arrangements.rules.records_read import Records
from portal.features.arrangements.rules.terms import FIELDS, Terms
from portal.features.arrangements.rules.words import period_words

_SECTIONS_OF_ROWS = ("parties", "money", "pairs", "measures", "targets")


@dataclass(frozen=True)
class Meaning:
    """What a name in a file stands for: organisations by reference, or none; ``noted`` if it is kept in words."""

    references: tuple[str, ...] = ()
    noted: bool = False


@dataclass(frozen=True)
class Brought:
    """One arrangement of a file. ``row`` is its number there, ``digest`` what makes it the same when it comes again,
    ``reference`` that of one on the record which it says it is, ``records`` what comes in beside the terms, ``kept``
    the amounts that stand in the words of what it is for."""

    row: int
    terms: Terms
    digest: str
    reference: str = ""
    records: Records = field(default_factory=Records)
    kept: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """What whoever brings it has to look at, in words."""
        alone = ["No other party"] if len(self.terms["parties"]) == 1 else []
        return alone + [f"{one} is kept in what it is for" for one in self.kept]


@dataclass(frozen=True)
class Plan:
    """What a file would add: ``new`` arrangements, and how many are ``known``: on the record, or twice in the file."""

    new: list[Brought] = field(default_factory=list)
    known: int = 0


def plan_arrangements(brought: Iterable[Brought], known: Collection[str]) -> Plan:
    """Hold arrangements against what is ``known``: digests and references."""
    there, new, count = set(known), [], 0
    for one in brought:
        if there & {one.digest, one.reference or one.digest}:
            count += 1
        else:
            new.append(one)
        there.add(one.digest)
    return Plan(new, count)


def terms_said(said: Said, asked: Asked, own: tuple[str, Sequence[str]], means: Mapping[str, Meaning]) -> Terms:
    """The terms of an arrangement as a file says it: ``own`` is the organisation that brings it, by reference, with its
    roles where the file does not say; ``means`` what each name stands for.

    A name or an amount that stands for nothing on the record is kept in the words of what it is for. Raises
    ``RuleBroken`` where that makes them too long.
    """
    parties: dict[str, dict[str, Any]] = {own[0]: {"roles": [], "note": ""}}

    def join(name: str, roles: Iterable[str], note: str = "") -> None:
        for reference in means[name].references:
            there = parties.setdefault(reference, {"roles": [], "note": ""})
            there["roles"] = [*dict.fromkeys([*there["roles"], *roles])]
            there["note"] = there["note"] or note

    for one in said.parties:
        join(one.name, one.roles, one.note)
        for reference in means[one.name].references:
            parties[reference] = {name: value for name, value in _joining(one).items() if value} | parties[reference]
    flows, kept = _flows(said, means)
    for flow in flows:
        for name in flow.names:
            join(name, ())
    if said.accountable:
        join(said.accountable, ())
    for reference, party in parties.items():
        party["roles"] = sorted(party["roles"] or (own[1] if reference == own[0] else asked.partner_roles))
    terms = empty_terms() | {"parties": parties}
    terms["about"] |= {
        "kind": said.kind or asked.kind,
        "title": said.title,
        "purpose": _purpose(said, means, kept),
        "starts_on": said.starts_on.isoformat() if said.starts_on else None,
        "ends_on": said.ends_on.isoformat() if said.ends_on else None,
        "success_gate": said.success_gate,
        "services": list(said.services),
    }
    accountable = means[said.accountable].references if said.accountable else ()
    terms["legal"] = {"legal_basis": said.legal_basis, "accountable_body": "".join(accountable[:1])}
    terms["money"] = {str(number): _money(flow, means) for number, flow in enumerate(flows, 1)}
    return terms


def _joining(one: Named) -> dict[str, Any]:
    """When it joined and left, and the decision, as the terms have them."""
    days = {name: day.isoformat() for name in ("joined_on", "left_on", "decision_on") if (day := getattr(one, name))}
    return days | {name: getattr(one, name) for name in ("decision_body", "decision_minute", "decision_link")}


def contacts_said(said: Said, means: Mapping[str, Meaning]) -> dict[str, Contact]:
    """Whom to ask at each organisation, by reference."""
    found: dict[str, Contact] = {}
    for one in said.parties:
        if one.lead_contact:
            for reference in means[one.name].references:
                found.setdefault(reference, one.lead_contact)
    return found


def empty_terms() -> Terms:
    """Terms that say nothing."""
    blank = dict.fromkeys(("starts_on", "ends_on", "visits_per_month"))
    single = {
        section: {name: blank.get(name, "") for name in FIELDS[section]} for section in ("about", "legal", "visits")
    }
    for name in blank:
        for part in single.values():
            if name in part:
                part[name] = None
    return {**single, **{section: {} for section in _SECTIONS_OF_ROWS}}


def amounts_kept(said: Said, means: Mapping[str, Meaning]) -> tuple[str, ...]:
    """The amounts that are kept in words, because who pays or who gets them is no organisation on the record."""
    return tuple(_flows(said, means)[1])


def _flows(said: Said, means: Mapping[str, Meaning]) -> tuple[list[Flow], list[str]]:
    """The flows of which both ends are organisations on the record, and the others in words."""
    flows, kept = [], [said.value] if said.value else []
    for flow in said.flows:
        clear = all(len(means[name].references) == 1 for name in flow.names)
        if clear and flow.payer and flow.payee:
            flows.append(flow)
        else:
            kept.append(flow_line(flow).replace(" |  |", " |"))
    return flows, kept


def _money(flow: Flow, means: Mapping[str, Meaning]) -> dict[str, Any]:
    def one(name: str) -> str:
        return means[name].references[0] if name else ""

    row: dict[str, Any] = {
        "payer": one(flow.payer),
        "joint_payer": one(flow.joint_payer),
        "payee": one(flow.payee),
        "pence": flow.pence,
        "in_kind": flow.in_kind,
        "purpose": flow.purpose,
        "period_from": flow.period_from.isoformat() if flow.period_from else None,
        "period_to": flow.period_to.isoformat() if flow.period_to else None,
        "source": flow.source,
        "basis": flow.basis,
    }
    shares = {one(name): part for name, part in flow.shares}
    return row | ({"shares": shares} if shares else {})


def _purpose(said: Said, means: Mapping[str, Meaning], kept: Sequence[str]) -> str:
    noted = [name for name in said.names if means[name].noted]
    words = [said.purpose]
    words += [f"Named in the file and not on the list of organisations: {'; '.join(noted)}."] if noted else []
    words += [f"Money in the file: {'; '.join(kept)}."] if kept else []
    purpose = "\n\n".join(part for part in words if part)
    if len(purpose) > LONGEST_WORDS:
        raise RuleBroken("purpose", f"With what is kept of the file it must be {LONGEST_WORDS:,} characters or fewer")
    return purpose


def told_of(terms: Terms, names: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[str, ...]:
    """An arrangement as a row of words: title, kind, parties, when, money. ``names`` are those of organisations by
    their keys."""
    about = terms["about"]
    days = [date.fromisoformat(about[name]) if about[name] else None for name in ("starts_on", "ends_on")]
    money = [row["in_kind"] or exact(row["pence"]) for row in terms["money"].values()]
    parties = "; ".join(names.get(key, key) for key in terms["parties"])
    return about["title"], kinds.get(about["kind"], about["kind"]), parties, period_words(*days), "; ".join(money)
