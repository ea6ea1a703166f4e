"""The access rules as text, for a reviewer: every door, every permission, every private table."""

from collections.abc import Iterator

from flask import Flask

from portal.access.guard import declaration_of
from portal.access.policy import NO_RECORD, POLICY
from portal.data import AccessListed, Base, OfOnePerson
from portal.data.row_security import APPEND_ONLY, of_one_person, private_tables
from portal.data.rule import policy_sql

LISTS = {
    "access_list": "by the organisation that opened it and by every organisation on it",
    "access_grant": "by the organisation it admits and the one that gave it; a whole list by every organisation on it",
    "access_term": "by the organisation that set it",
    "access_mandate": "by the organisation that gave it and the successor it is given to",
}
"""Who sees the rows that the walls themselves stand on (``portal.data.wall``, ``portal.data.row_security``)."""


def permissions() -> Iterator[str]:
    """A line for each permission: what it asks of the organisation and of the person."""
    for permission, rule in POLICY.items():
        on = "no record" if rule.on == NO_RECORD else "on the list as " + "/".join(sorted(rule.on))
        yield f"{permission:<24} {rule.verb:<6} {rule.by.value}+  {on}"


def doors(app: Flask) -> Iterator[str]:
    """A line for each route: methods, address, endpoint, and what it asks of a visitor."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        declared = declaration_of(app, rule.endpoint)
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        if declared is None:
            asked = "NOTHING DECLARED"
        elif declared.public:
            asked = f"public: {declared.reason}"
        elif declared.permission is None:
            asked = f"signed in: {declared.reason}"
        else:
            asked = declared.permission + (f" on {declared.model.__name__}" if declared.model else "")
        yield f"{methods:<9} {rule.rule}  [{rule.endpoint}]  {asked}"


def tables() -> Iterator[str]:
    """A line for each table: private, or open and why."""
    private, personal = set(private_tables()), of_one_person()
    for name, table in sorted(Base.metadata.tables.items()):
        if name in private:
            more = ", rows are only added" if table.info.get(APPEND_ONLY) else ""
            yield f"{name:<26} private{more}{', seen by one person' if name in personal else ''}"
        elif name in LISTS:
            yield f"{name:<26} seen {LISTS[name]}"
        else:
            yield f"{name:<26} open: {table.info.get('open', 'NO REASON GIVEN')}"


def model(name: str) -> Iterator[str]:
    """What decides who sees rows of the class or table ``name``. Raises ``LookupError`` for an unknown one."""
    for mapper in Base.registry.mappers:
        if name.lower() in {mapper.class_.__name__.lower(), str(mapper.local_table).lower()}:
            table = str(mapper.local_table)
            if table in LISTS:
                yield f"A row of {table} is seen {LISTS[table]}"
                return
            if not issubclass(mapper.class_, AccessListed):
                yield f"{table} is open: {mapper.local_table.info.get('open', 'NO REASON GIVEN')}"  # type: ignore[attr-defined]
                return
            yield f"A row of {table} is seen when:"
            yield f"  {policy_sql(table)}"
            if issubclass(mapper.class_, OfOnePerson):
                yield "and its person_id is the viewer's"
            for constraint in sorted(mapper.local_table.foreign_key_constraints, key=lambda one: str(one.name)):  # type: ignore[attr-defined]
                if "access_list_id" in constraint.column_keys and len(constraint.column_keys) > 1:
                    target = ", ".join(element.target_fullname for element in constraint.elements)
                    yield f"Its list follows its parent's: ({', '.join(constraint.column_keys)}) -> ({target})"
            return
    raise LookupError(name)
