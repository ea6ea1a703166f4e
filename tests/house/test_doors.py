"""Every door declares what it asks, and asks it."""

from __future__ import annotations

import re

import pytest

from portal.access import guard
from portal.access.guard import check_every_door, declaration_of
from portal.access.permissions import Permission
from portal.access.policy import POLICY, Verb
from portal.web.application import SAFE_METHODS, Portal


def test_every_endpoint_declares_its_access(app: Portal) -> None:
    check_every_door(app)


def test_an_endpoint_without_a_declaration_keeps_the_application_from_starting() -> None:
    bare = Portal("bare")
    bare.add_url_rule("/open", "open", lambda: "anyone")
    with pytest.raises(RuntimeError, match="open"):
        check_every_door(bare)


def test_no_read_permission_guards_a_write(app: Portal) -> None:
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        writes = (rule.methods or set()) - SAFE_METHODS
        if writes and declared and declared.permission:
            assert POLICY[declared.permission].verb is Verb.WRITE, rule


def test_a_write_that_asks_for_no_permission_says_why(app: Portal) -> None:
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if (rule.methods or set()) - SAFE_METHODS and declared and declared.permission is None:
            assert len(declared.reason) > 10, rule


def test_every_permission_has_a_rule_and_a_use(app: Portal) -> None:
    assert set(POLICY) == set(Permission)


def test_a_declared_reading_of_a_record_loads_it_through_the_walls(app: Portal) -> None:
    for rule in app.url_map.iter_rules():
        if "ref" in rule.arguments:
            declared = declaration_of(app, rule.endpoint)
            assert declared is not None
            assert declared.model is not None or declared.permission is None or not POLICY[declared.permission].on, rule


def test_addresses_are_kebab_case_with_typed_parameters(app: Portal) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule
        for parameter in re.findall(r"<([^>]+)>", rule.rule):
            assert ":" in parameter, f"{rule}: give {parameter} a type"


def test_a_permission_asked_of_a_record_cannot_be_declared_without_one() -> None:
    with pytest.raises(TypeError):
        guard.requires(Permission.ARRANGEMENT_READ)
