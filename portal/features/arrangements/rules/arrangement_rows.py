"""Arrangements as rows of a table: what each row says, with organisations as they are spelt."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from html import unescape
from typing import TypeVar

from portal.core.bounds import LINE
from portal.core.digests import canonical, digest_of
from portal.core.errors import Invalid
from portal.core.money import exact
from portal.core.references import read_reference
from portal.core.text import can_be_seen, normal_line
from portal.features.arrangements.models import Basis
from portal.features.arrangements.rules.cell_lines import line_of, parts_of
from portal.features.arrangements.rules.cells import (
    read_amount,
    read_end,
    read_line,
    read_name,
    read_start,
    read_words,
)
from portal.features.arrangements.rules.figures import NO_FIGURE
from portal.features.arrangements.rules.party_rows import (
    LISTED,
    Named,
    differing,
    read_partners,
    read_roles,
    said_of_each,
    together,
)

_FLOW_PARTS = 9
_ONCE = (
    "title",
    "kind",
    "purpose",
    "starts_on",
    "ends_on",
    "success_gate",
    "legal_basis",
    "accountable",
    "value",
)
_FIELD_OF = {"accountable": "accountable_body", "value": "amount"}

Value = TypeVar("Value")


@dataclass(frozen=True)
class Asked:
    """What holds where a row does not say: ``kind`` is a slug, roles are those of partners; ``parted`` says how
    partners stand in a cell, ``signs`` that ``&amp;`` stands for ``&``. ``kinds`` and ``services`` are names by
    slug."""

    kind: str
    kinds: Mapping[str, str]
    partner_roles: tuple[str, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    parted: str = LISTED
    signs: bool = False


@dataclass(frozen=True)
class Flow:
    """What one partner gives another, both as they are spelt; ``joint_payer`` pays with ``payer``. ``shares`` of a cost
    are hundredths of a per cent."""

    payer: str
    payee: str
    pence: int | None = None
    in_kind: str = ""
    joint_payer: str = ""
    purpose: str = ""
    period_from: date | None = None
    period_to: date | None = None
    source: str = ""
    basis: str = Basis.FIXED.value
    shares: tuple[tuple[str, int], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody in it, as spelt."""
        return tuple(name for name in (self.payer, self.joint_payer, self.payee, *dict(self.shares)) if name)


@dataclass(frozen=True)
class Said:
    """An arrangement as one row says it, or several rows with the same ``key`` together. ``reference`` is that of one
    on the record; ``value`` an amount of which the file does not say who pays whom; ``services`` are slugs."""

    title: str
    kind: str = ""
    purpose: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    success_gate: str = ""
    services: tuple[str, ...] = ()
    legal_basis: str = ""
    accountable: str = ""
    parties: tuple[Named, ...] = ()
    flows: tuple[Flow, ...] = ()
    value: str = ""
    key: str = ""
    reference: str = ""

    @property
    def names(self) -> list[str]:
        """Every organisation that it names, as it is spelt, each once."""
        found = [one.name for one in self.parties]
        found += [name for flow in self.flows for name in flow.names]
        return [name for name in dict.fromkeys([*found, self.accountable]) if name]

    @property
    def digest(self) -> str:
        """What makes it the same arrangement when the file comes again: its key with its title, or all that tells it
        from another."""
        if self.key:
            return digest_of(canonical(["key", self.key, self.title]))
        parties = sorted([one.name, *one.roles] for one in self.parties)
        flows = [[flow.payer, flow.payee, flow.pence, flow.in_kind, flow.purpose] for flow in self.flows]
        told = [self.title, self.kind, self.purpose, self.starts_on, self.ends_on, parties, flows, self.value]
        return digest_of(canonical(told))


def read_arrangement(cells: Mapping[str, str], asked: Asked) -> Said:
    """The arrangement of one row. Raises ``Invalid`` with a message for each field that is wrong."""
    errors: dict[str, str] = {}

    def take(name: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        text = cells[name].strip()
        text = "" if text.casefold() in NO_FIGURE else text
        try:
            return read(unescape(text) if asked.signs else text)
        except ValueError as wrong:
            errors[name] = f"It {wrong}"
            return otherwise

    nobody: tuple[Named, ...] = ()
    unsaid: tuple[str, ...] = ()
    names = take("parties", lambda text: read_partners(text, asked.parted), nobody)
    roles = take("roles", read_roles, unsaid)
    parties, wrong = said_of_each(names, cells)
    errors |= wrong
    said = Said(
        title=take("title", lambda text: _title(text, required=not cells["key"].strip()), ""),
        kind=take("kind", lambda text: _kind(text, asked.kinds), ""),
        purpose=take("purpose", read_words, ""),
        starts_on=take("starts_on", read_start, None),
        ends_on=take("ends_on", read_end, None),
        success_gate=take("success_gate", read_words, ""),
        services=take("services", lambda text: _services(text, asked.services), unsaid),
        legal_basis=take("legal_basis", read_words, ""),
        accountable=take("accountable_body", read_line, ""),
        parties=tuple(replace(one, roles=one.roles or roles) for one in parties),
        flows=take("money", _flows, ()),
        key=normal_line(cells["key"]),
        reference=read_reference(cells["reference"]) or "",
    )
    said = _with_amount(
        said, take("amount", read_amount, None), take("payer", read_line, ""), take("payee", read_line, "")
    )
    if said.starts_on and said.ends_on and said.ends_on < said.starts_on and not errors:
        errors["ends_on"] = "It must be after the start date"
    if errors:
        raise Invalid(errors)
    return said


def _with_amount(said: Said, pence: int | None, payer: str, payee: str) -> Said:
    if not pence:
        return said
    if payer and payee and payer != payee:
        return replace(said, flows=(*said.flows, Flow(payer, payee, pence)))
    ends = "".join(f" {word} {name}" for word, name in (("from", payer), ("to", payee)) if name)
    return replace(said, value=f"{exact(pence)}{ends}")


def join_rows(rows: Iterable[tuple[int, Said]]) -> tuple[list[tuple[int, Said]], list[tuple[int, str, str]]]:
    """The arrangements that the rows say, each with its first row; and what does not fit together, as (row, field,
    message). Rows with the same key are one arrangement: what they say of it once must agree, partners add up."""
    joined: dict[str, tuple[int, Said]] = {}
    wrong: list[tuple[int, str, str]] = []
    for number, said in rows:
        key = f"key {said.key}" if said.key else f"row {number}"
        if key not in joined:
            joined[key] = number, said
            continue
        first, there = joined[key]
        wrong.extend(
            (number, _FIELD_OF.get(name, name), f"It says otherwise than row {first}, which it joins")
            for name in _ONCE
            if getattr(said, name) and getattr(there, name) not in ("", None, getattr(said, name))
        )
        wrong.extend(
            (number, name, f"It says otherwise of a partner than row {first}, which it joins")
            for name in differing(there.parties, said.parties)
        )
        said_once = {name: getattr(there, name) or getattr(said, name) for name in _ONCE}
        parties = together([*there.parties, *said.parties])
        joined[key] = (
            first,
            replace(
                there,
                parties=parties,
                services=tuple(sorted({*there.services, *said.services})),
                flows=tuple(dict.fromkeys((*there.flows, *said.flows))),
                **said_once,
            ),
        )
    wrong += [
        (number, "title", "It must say what the arrangement is called")
        for number, one in joined.values()
        if not one.title
    ]
    return list(joined.values()), sorted(wrong)


def _title(text: str, *, required: bool) -> str:
    title = normal_line(text)
    if (over := len(title) - LINE) > 0:
        many = "character" if over == 1 else "characters"
        raise ValueError(f"has {len(title)} characters, {over} {many} too many: a title can have {LINE}. Shorten it")
    if required and not can_be_seen(title):
        raise ValueError("must say what the arrangement is called")
    return title


def _kind(text: str, kinds: Mapping[str, str]) -> str:
    wanted = normal_line(text).casefold()
    if not wanted:
        return ""
    for slug, name in kinds.items():
        if wanted in (slug.casefold(), name.casefold()):
            return slug
    raise ValueError(f"must be a kind of arrangement, like {', '.join(list(kinds.values())[:4])}, or be empty")


def _services(text: str, services: Mapping[str, str]) -> tuple[str, ...]:
    """The slugs of services that stand with semicolons between, or on lines of their own."""
    known = {name.casefold(): slug for slug, name in services.items()} | {slug: slug for slug in services}
    found = set()
    for part in filter(None, (normal_line(one) for one in re.split(r"[;\n]", text))):
        if part.casefold() not in known:
            raise ValueError(f"has a service that is not on the list: {part[:40]}. Put semicolons between services")
        found.add(known[part.casefold()])
    return tuple(sorted(found))


def flow_line(flow: Flow) -> str:
    """A flow on one line, for a cell that ``read_arrangement`` reads back."""
    days = [day.isoformat() if day else "" for day in (flow.period_from, flow.period_to)]
    amount = exact(flow.pence) if flow.pence is not None else flow.in_kind
    basis = flow.basis.replace("_", " ")
    shares = [f"{name} = {Decimal(part) / 100:f}%" for name, part in flow.shares]
    ends = [flow.payer, flow.joint_payer, flow.payee]
    return line_of([basis, amount, *ends, flow.purpose, *days, flow.source, *shares])


def _flows(text: str) -> tuple[Flow, ...]:
    return tuple(_flow(parts_of(line)) for line in text.split("\n") if line.strip())


def _flow(parts: Sequence[str]) -> Flow:
    basis = parts[0].casefold().replace(" ", "_")
    if len(parts) < _FLOW_PARTS or basis not in set(Basis) or not parts[1]:
        raise ValueError("must be a line for each amount, as a download of the list has it")
    _, amount, payer, joint, payee, purpose, start, end, source, *shares = parts
    in_kind = basis == Basis.IN_KIND
    return Flow(
        payer=read_name(payer),
        payee=read_name(payee),
        pence=None if in_kind else read_amount(amount),
        in_kind=read_line(amount) if in_kind else "",
        joint_payer=read_name(joint),
        purpose=read_line(purpose),
        period_from=read_start(start),
        period_to=read_end(end),
        source=read_line(source),
        basis=basis,
        shares=tuple(_share(part) for part in shares),
    )


def _share(part: str) -> tuple[str, int]:
    name, _, share = part.rpartition(" = ")
    if not name or not re.fullmatch(r"\d{1,3}(\.\d{1,2})?%", share, re.ASCII):
        raise ValueError("must have each part like “Kent County Council = 62.5%”")
    return read_name(name), int(Decimal(share.removesuffix("%")) * 100)
