"""What a file of arrangements says, once its columns, rows and names were chosen."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from portal.access import Permission, current_viewer, require
from portal.core import clock
from portal.core.bringing import Bringing, counts_words
from portal.core.digests import canonical, digest_of
from portal.core.errors import Invalid, RuleBroken
from portal.core.references import read_reference
from portal.core.tables import Row
from portal.documents import take
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import JOINT_BODY
from portal.features.arrangements.rules.arrangement_rows import Asked, Said, join_rows, read_arrangement
from portal.features.arrangements.rules.brought import Brought, Plan, amounts_kept, contacts_said, terms_said, told_of
from portal.features.arrangements.rules.documents import HEADER, named_in, renamed, why_not_ours, with_unagreed
from portal.features.arrangements.rules.lifecycle import must_confirm
from portal.features.arrangements.rules.name_answers import IS, added, keys_meant, meanings
from portal.features.arrangements.rules.records_read import read_records, with_contacts
from portal.features.arrangements.rules.terms_read import read_rows as check_terms
from portal.features.arrangements.rules.words import counted, listed, quoted
from portal.features.organisations import OrganisationType, add_organisation, organisation_ids
from portal.imports import Chosen, DryRun, Found, Problem, keep_matched, read_rows

MOST_NAMED = 20
STAYS_WHY = (
    "It is what others said or recorded, what went before, or a file. "
    "What others said or recorded never comes in, as yours or as theirs"
)


def names_in(chosen: Chosen) -> dict[str, list[int]]:
    """Every organisation that the rows name, as it is spelt, with the numbers of the rows."""
    names: dict[str, list[int]] = {}
    for row, named in _named(chosen):
        for name in named:
            names.setdefault(name, []).append(row)
    return names


def _named(chosen: Chosen) -> Iterator[tuple[int, Iterable[str]]]:
    if is_document(chosen):
        yield from ((row.number, named_in(*_told_in(row)[:2]).values()) for row in chosen.rows)
    else:
        yield from ((row, said.names) for row, said in _said(chosen)[0].items)


def is_document(chosen: Chosen) -> bool:
    """Whether the file is a document and no table."""
    return "terms" in chosen.columns


def _told_in(row: Row) -> tuple[Any, Any, Any]:
    """The terms of an arrangement in a document, its organisations by their keys there, and what it says beside."""
    told = dict(zip(HEADER, row.cells, strict=False))
    # A file that was uploaded before this portal read more of it has no records.
    return (
        json.loads(told["terms"]),
        json.loads(told["organisations"]),
        json.loads(told.get("records", '{"stays": {}}')),
    )


def read_file(chosen: Chosen) -> Found[Brought]:
    """What would come in, with every row that is wrong among the problems."""
    return _read_document(chosen) if is_document(chosen) else _read_table(chosen)


def _read_document(chosen: Chosen) -> Found[Brought]:
    means = meanings(names_in(chosen), chosen.matched)
    own, known, today = current_viewer().organisation_reference, queries.known_here(), clock.today()
    found: Found[Brought] = Found()
    for row in chosen.rows:
        terms, organisations, records = _told_in(row)
        reference = read_reference(row.cells[HEADER.index("reference")]) or ""
        named = named_in(terms, organisations)
        ours = next((key for key, name in named.items() if means[name].references == (own,)), "")
        if why := why_not_ours(terms, ours):
            found.left_out[why] += 1
            continue
        try:
            keys = keys_meant(named, means)
            made = renamed(with_unagreed(terms, records), keys)
            rows = check_terms(made, known, own, today)
            there = [key for key, party in rows.parties.items() if party.left_on is None and must_confirm(party.roles)]
            by = Bringing(own, keys, there, today)
            beside = read_records(records, rows, by, take(records, by))
            digest = digest_of(canonical([reference, terms]))
            found.items.append((row.number, Brought(row.number, made, digest, reference, beside)))
        except Invalid as wrong:
            title = row.cells[HEADER.index("title")]
            found.problems.extend(Problem(row.number, name, title, message) for name, message in wrong.errors.items())
    return found


def _read_table(chosen: Chosen) -> Found[Brought]:
    said, together = _said(chosen)
    asked, own = _asked(chosen), (current_viewer().organisation_reference, chosen.more["own_roles"])
    means, known, today = meanings(names_in(chosen), chosen.matched), queries.known_here(), clock.today()
    found: Found[Brought] = Found(problems=list(said.problems))
    for row, one in together:
        try:
            terms = terms_said(one, asked, own, means)
            check_terms(terms, known, own[0], today)
            beside = with_contacts(contacts_said(one, means))
            kept = amounts_kept(one, means)
            found.items.append((row, Brought(row, terms, one.digest, one.reference, beside, kept)))
        except Invalid as wrong:
            found.problems.extend(Problem(row, name, "", message) for name, message in wrong.errors.items())
    found.problems.sort(key=lambda problem: problem.row)
    return found


def planned(chosen: Chosen) -> tuple[Found[Brought], Plan]:
    """What the file says and what importing it would add. What brings too much with it to come in is a row that is
    wrong."""
    found = read_file(chosen)
    plan = actions.plan_arrangement_import([one for _, one in found.items])
    found.problems.extend(
        Problem(one.row, "title", one.terms["about"]["title"], why)
        for one in plan.new
        if (why := actions.too_much(one))
    )
    return found, plan


def rows_of(chosen: Chosen, part: Sequence[Brought], brought: Sequence[Brought]) -> list[int]:
    """The numbers of the rows that make up a part of what is brought, and of those that say the same again."""
    digests = {one.digest for one in part}
    first = {one.row for one in brought if one.digest in digests}
    rows = [] if is_document(chosen) else _said(chosen)[0].items
    keys = {said.key for row, said in rows if row in first} - {""}
    return sorted(first.union(row for row, said in rows if said.key in keys))


def organisations_in(chosen: Chosen, brought: Sequence[Brought]) -> Mapping[str, int]:
    """The ids of the organisations by their keys in the terms; those that are to be added are added now, and
    the answers about their names name them from then on, so that the next part of the file finds them.

    Raises ``Forbidden``, ``RuleBroken``.
    """
    viewer = current_viewer()
    named = {key for one in brought for key in one.terms["parties"]}
    ids = {viewer.organisation_reference: viewer.organisation_id, **organisation_ids(named)}
    new = {key: one for key, one in added(chosen.matched, names_in(chosen)).items() if key in named}
    if new:
        require(Permission.ORGANISATION_ADD)
    matched: dict[str, Any] = {}
    for key, (name, kind, spellings) in new.items():
        type_ = OrganisationType.OTHER if kind == JOINT_BODY else OrganisationType(kind)
        subtype = "Joint committee or joint body" if kind == JOINT_BODY else None
        made = add_organisation(name, type_, subtype, spellings)
        ids[key] = made.id
        matched |= {spelling: [IS, [made.reference], made.name] for spelling in spellings}
    if matched:
        keep_matched(chosen, matched)
    if missing := named - set(ids):
        raise RuleBroken("", f"{counted(len(missing), 'organisation')} went from the list. Match the names again")
    return ids


def told(chosen: Chosen) -> DryRun:
    """What importing the file would do, in words."""
    found, plan = planned(chosen)
    new = added(chosen.matched, names_in(chosen))
    names = queries.names_by_reference(key for one in plan.new for key in one.terms["parties"])
    names |= {key: f"{name} (to be added)" for key, (name, _, _) in new.items()}
    count, part = len(plan.new), len(actions.next_part(plan.new))
    facts = [("File", chosen.draft.filename), ("Rows read", f"{len(chosen.rows):,}")]
    if chosen.came:
        facts.append(("Came in from this file before", f"{chosen.came:,}"))
    facts.append(("New arrangements", f"{count:,}"))
    if plan.known:
        facts.append(("On the record already", f"{plan.known:,}"))
    facts += _to_look_at(chosen, plan)
    if comes := sum((one.records.come for one in plan.new), Counter()):
        facts.append(("Comes in with them", f"{counts_words(comes)}. They come in as your organisation’s own"))
    if stays := sum((one.records.left for one in plan.new), Counter()):
        facts.append(("Stays in the file", f"{counts_words(stays)}. {STAYS_WHY}"))
    if cut := dict.fromkeys(words for one in plan.new for words in one.records.cut):
        facts.append(("Not in the file", f"The file does not hold all {listed(cut)}. It was cut when it was made"))
    if found.left_out:
        facts.append(
            ("Arrangements left out", "; ".join(f"{count:,}, because {why}" for why, count in found.left_out.items()))
        )
    if new:
        facts.append(("Organisations to be added", "; ".join(name for name, _, _ in new.values())))
    if part < count:
        facts.append(("At once", f"{part:,}. You come back to this page for the next, until all {count:,} are in"))
    return DryRun(
        facts,
        ("Arrangement", "Kind", "Parties", "When", "Money", "Look at this"),
        [(*told_of(one.terms, names, queries.kind_names()), ". ".join(one.notes)) for one in plan.new],
        found.problems,
        _button(part, count),
    )


def _button(part: int, count: int) -> str:
    if not part:
        return ""
    return f"Import {counted(f'{count:,}', 'arrangement')}" if part == count else f"Import the next {part:,}"


def _to_look_at(chosen: Chosen, plan: Plan) -> list[tuple[str, str]]:
    """What the file says that does not come in as it stands there, or not enough for an arrangement."""
    facts = []
    if alone := [one.terms["about"]["title"] for one in plan.new if len(one.terms["parties"]) == 1]:
        facts.append(("No other party", f"{len(alone):,}: {quoted(alone)}. Add a party before you send them"))
    if kept := sum(len(one.kept) for one in plan.new):
        why = "The file does not say both who pays and who is paid, or one of them is not on the list of organisations"
        facts.append(("Amounts kept in words", f"{kept:,}. {why}. You find them in what the arrangement is for"))
    means = meanings(names_in(chosen), chosen.matched)
    for label, noted in (("Names kept in words", True), ("Names left out", False)):
        names = [name for name, meant in means.items() if not meant.references and meant.noted == noted]
        if names:
            facts.append((label, f"{len(names):,}: {quoted(names, MOST_NAMED)}"))
    return facts


def _asked(chosen: Chosen) -> Asked:
    more = chosen.more
    return Asked(
        kind=more["kind"],
        kinds=queries.kind_names(),
        services=queries.services(),
        partner_roles=(more["partner_roles"],),
        parted=more["parted"],
        signs=bool(more["signs"]),
    )


def _said(chosen: Chosen) -> tuple[Found[Said], list[tuple[int, Said]]]:
    """What the rows say, and the arrangements that they are together; read once for each request."""
    if "said" not in chosen.worked_out:
        chosen.worked_out["said"] = _read_said(chosen)
    said: tuple[Found[Said], list[tuple[int, Said]]] = chosen.worked_out["said"]
    return said


def _read_said(chosen: Chosen) -> tuple[Found[Said], list[tuple[int, Said]]]:
    asked = _asked(chosen)
    found = read_rows(chosen.rows, chosen.columns, lambda cells: read_arrangement(cells, asked))
    together, clashes = join_rows(found.items)
    found.problems.extend(Problem(row, name, "", message) for row, name, message in clashes)
    return found, together
