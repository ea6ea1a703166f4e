"""What an import would do, worked out whole before anything is written: a dry run is the plan alone."""

from dataclasses import dataclass, field, replace

from portal.features.organisations.rules.drafts import COUNCIL_SCHEMES, Draft, Facts, Identifier
from portal.features.organisations.rules.issues import Issues, Level
from portal.features.organisations.rules.merging import BY_HAND, Disagreement, Entry, Name, Profile, merge
from portal.features.organisations.rules.names import folded
from portal.features.organisations.rules.reading import Reading
from portal.features.organisations.rules.words import FIELD_WORDS, register_title, what_was_said


@dataclass(frozen=True)
class Known:
    """An organisation as the database has it. ``entries`` by register; names and identifiers as they stand."""

    id: int
    facts: Facts
    entries: dict[str, Entry]
    names: frozenset[Name]
    identifiers: frozenset[Identifier]

    def all_entries(self) -> dict[str, Entry]:
        """The registers' entries; before any import, what was entered by hand stands as the oldest one."""
        return self.entries or {BY_HAND: Entry(BY_HAND, None, self.facts)}


@dataclass(frozen=True)
class Directory:
    """The part of the database that an import touches. ``by_name`` is keyed by folded name."""

    organisations: dict[int, Known] = field(default_factory=dict)
    by_identifier: dict[Identifier, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    successions: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Step:
    """One organisation to add (``known`` is ``None``) or to bring up to date."""

    draft: Draft
    known: Known | None
    entry: Entry
    before: Profile | None
    after: Profile

    @property
    def settled(self) -> bool:
        """Whether the database already has all of it."""
        previous = self.known.entries.get(self.entry.register) if self.known else None
        return previous is not None and previous.facts == self.entry.facts and self.before == self.after


@dataclass(frozen=True)
class Plan:
    """Everything an import will do, and everything it has to say."""

    reading: Reading
    added: list[Step]
    changed: list[Step]
    unchanged: list[Step]
    successions: list[tuple[str, str]]
    """Pairs of council codes, predecessor and successor, that are not on record yet."""

    @property
    def issues(self) -> Issues:
        """The issues of reading and of planning."""
        return self.reading.issues

    @property
    def sound(self) -> bool:
        """Whether it may be carried out: it has no errors."""
        return not self.issues.of(Level.ERROR)

    @property
    def idle(self) -> bool:
        """Whether carrying it out would change nothing."""
        return not (self.added or self.changed or self.successions)


def plan(reading: Reading, directory: Directory) -> Plan:
    """Set what was read against what is known. Adds to the reading's issues; writes nothing."""
    added: list[Step] = []
    changed: list[Step] = []
    unchanged: list[Step] = []
    rows: dict[int, int] = {}
    for found in reading.drafts:
        known, draft = _match(found, reading, directory)
        if known is None and not reading.register.adds:
            reading.issues.warn(draft.row, "", _label(draft), "is no organisation we have: left out")
            continue
        if known and (first := rows.setdefault(known.id, draft.row)) != draft.row:
            reading.issues.error(draft.row, "", _label(draft), f"is the same organisation as row {first}")
            continue
        step = _step(draft, known, reading)
        _report_disagreements(step, reading)
        (added if known is None else unchanged if step.settled else changed).append(step)
    if not (added or changed or unchanged or reading.issues.of(Level.ERROR)):
        reading.issues.error(
            None, "", "", "Nothing in the file belongs to an organisation we have. Import a register of councils first"
        )
    return Plan(reading, added, changed, unchanged, _successions(reading, directory))


def _label(draft: Draft) -> str:
    if draft.called or not draft.identifiers:
        return draft.called or draft.code or ""
    return "-".join(draft.identifiers[0])


def _match(draft: Draft, reading: Reading, directory: Directory) -> tuple[Known | None, Draft]:
    """The organisation a draft is about, and the draft without identifiers that belong to another one."""
    holder = _holder_by_name(draft, reading, directory) if draft.called else _holder(draft, reading, directory)
    own = []
    for identifier in draft.identifiers:
        if directory.by_identifier.get(identifier, holder) == holder:
            own.append(identifier)
        else:
            reading.issues.warn(
                draft.row, "", "-".join(identifier), "belongs to another organisation on record: not given to this one"
            )
    if len(own) < len(draft.identifiers):
        draft = replace(draft, facts=draft.facts | {"identifiers": [list(one) for one in own]})
    return (directory.organisations[holder] if holder is not None else None), draft


def _holder(draft: Draft, reading: Reading, directory: Directory) -> int | None:
    first = draft.identifiers[:1] if reading.register.adds else codes_of(draft.code)
    for identifier in first:
        if identifier in directory.by_identifier:
            return directory.by_identifier[identifier]
    if not reading.register.adds:
        return None
    own_scheme = draft.identifiers[0][0]
    for identifier in draft.identifiers[1:]:
        holder = directory.by_identifier.get(identifier)
        # An organisation with another number in this very register is another organisation.
        if holder and all(scheme != own_scheme for scheme, _ in directory.organisations[holder].identifiers):
            return holder
    return None


def _holder_by_name(draft: Draft, reading: Reading, directory: Directory) -> int | None:
    called = draft.called or ""
    exact = directory.by_name.get(folded(called))
    near = {directory.by_name[name] for name in likely_names(called) if name in directory.by_name}
    if exact is not None or len(near) != 1:
        return exact
    holder = near.pop()
    name = directory.organisations[holder].facts["name"]
    reading.issues.warn(draft.row, "official-name", called, f"was taken for {name}, the nearest name")
    return holder


def codes_of(code: str | None) -> list[Identifier]:
    """The identifiers a bare council code can be: one for each nation's list."""
    return [(scheme, code) for scheme in COUNCIL_SCHEMES.values()] if code else []


def likely_names(called: str) -> list[str]:
    """How a council's official name may be on record (folded): as given, with "council" at the end, or without."""
    plain = folded(called)
    return [plain, f"{plain} council", plain.removesuffix(" council")]


def _step(draft: Draft, known: Known | None, reading: Reading) -> Step:
    key = reading.register.key
    if known is None:
        entry = Entry(key, reading.as_of, draft.facts)
        return Step(draft, None, entry, None, merge([entry]))
    entries = known.all_entries()
    entry = Entry(key, reading.as_of, draft.facts)
    if previous := known.entries.get(key):
        known_to = max(filter(None, (previous.as_of, reading.as_of)), default=None)
        entry = Entry(key, known_to, _with_former(draft.facts, previous.facts))
    after = merge(list({**entries, key: entry}.values()))
    return Step(draft, known, entry, merge(list(entries.values())), after)


def _with_former(facts: Facts, previous: Facts) -> Facts:
    """The facts with the official names that the same register gave before and no longer gives."""
    former = [*previous.get("former", []), *([previous["name"]] if "name" in previous else [])]
    former = [name for name in dict.fromkeys(former) if name != facts.get("name")]
    return facts | {"former": former} if former else facts


def _report_disagreements(step: Step, reading: Reading) -> None:
    for difference in step.after.disagreements:
        kept, other = difference.kept, difference.other
        if step.entry not in (kept, other) or other.register == BY_HAND:
            continue
        reading.issues.warn(
            step.draft.row,
            FIELD_WORDS[difference.field],
            f"{_label(step.draft)} {step.after.fields.get('name', '')}".strip(),
            f"registers disagree: {_said(kept, difference)}; {_said(other, difference)}. The later one was kept",
        )


def _said(entry: Entry, difference: Disagreement) -> str:
    known_to = entry.as_of.isoformat() if entry.as_of else "undated"
    return f"{register_title(entry.register)} ({known_to}) says {what_was_said(entry, difference.field)}"


def _successions(reading: Reading, directory: Directory) -> list[tuple[str, str]]:
    """Successions named by the file, or named earlier by the same register and possible only now."""
    known_codes = {value: found for (scheme, value), found in directory.by_identifier.items() if _council(scheme)}
    in_file = {draft.code for draft in reading.drafts if draft.code and reading.register.adds}
    said = [(draft.row, draft.code, code) for draft in reading.drafts for code in draft.facts.get("successors", [])]
    wanted: list[tuple[str, str]] = []
    for row, predecessor, successor in said:
        if successor not in in_file and successor not in known_codes:
            reading.issues.warn(
                row, "replaced-by", successor, "is not in this file or on record: linked when it is imported"
            )
        elif predecessor:
            wanted.append((predecessor, successor))
    wanted += _waiting(reading, directory, in_file)
    return [
        pair
        for pair in dict.fromkeys(wanted)
        if (known_codes.get(pair[0], -1), known_codes.get(pair[1], -1)) not in directory.successions
    ]


def _waiting(reading: Reading, directory: Directory, in_file: set[str]) -> list[tuple[str, str]]:
    return [
        (code, successor)
        for known in directory.organisations.values()
        if (entry := known.entries.get(reading.register.key))
        for successor in entry.facts.get("successors", [])
        if successor in in_file
        for scheme, code in entry.facts["identifiers"][:1]
        if _council(scheme) and code not in in_file
    ]


def _council(scheme: str) -> bool:
    return scheme in COUNCIL_SCHEMES.values()
