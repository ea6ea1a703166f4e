"""What an arrangement stands on, from a list that the operator keeps."""

from __future__ import annotations

from click.testing import Result

from portal.features.arrangements.cli import commands
from portal.features.arrangements.queries import newest_terms
from tests.arrangements.conftest import Case
from tests.arrangements.people import reference_of, sits
from tests.factories.world import World


def portal(case: Case, *words: str) -> Result:
    return case.app.test_cli_runner().invoke(commands, ["legal-bases", *words])


def test_it_is_chosen_from_the_list_and_said_in_words(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    sam, own = sits(case, world, case.swindon), reference_of(case, "Swindon Borough Council")
    address = f"/arrangements/{case.reference}/legal-basis"
    assert "A council lends its staff to another council" in sam.reads(address)
    refused = sam.sends(address, 422, accountable_body=own, legal_note=" ")
    assert "Choose what lets you do this, say it in your own words, or choose “Not known yet”" in refused
    assert "Choose from the options shown" in sam.sends(address, 422, accountable_body=own, bases=["magic"])
    more = "Contract 7 of 2005"
    sam.sends(address, accountable_body=own, bases=["contract", "lga_1972_113"], legal_note=more)
    case.send()
    with case.at(case.kent) as one:
        agreed = "Local Government Act 1972, section 113; Contract\nContract 7 of 2005"
        assert one.legal_basis == agreed
        assert f'"legal_basis":"{agreed}"'.replace("\n", "\\n") in newest_terms(one).terms

    # A retired one stays with what has it, and is offered to nobody else.
    assert portal(case, "retire", "contract").exit_code == 0
    assert "contract: Contract (retired)" in portal(case, "list").output
    sam.sends(address, accountable_body=own, bases=["contract", "lga_1972_113"], legal_note=more)
    with case.at(case.swindon) as one:
        assert one.terms_number == 1, "saved as it was, nothing is changed"
    sam.sends(address, accountable_body=own, bases=["lga_1972_113"])
    assert "changed since: legal basis" in sam.reads(f"/arrangements/{case.reference}")
    assert 'value="contract"' not in sam.reads(address)


def test_the_operator_keeps_the_list(case: Case) -> None:
    assert portal(case, "list").output.count("\n  ") == 11
    added = portal(case, "add", "care_2014_79", "--name", "Care Act 2014, section 79", "--hint", "Care is delegated")
    assert added.exit_code == 0, added.output
    assert "care_2014_79: Care Act 2014, section 79\n  Care is delegated" in portal(case, "list").output
    for words, said in (
        (("add", "grant", "--name", "Another grant"), "already"),
        (("add", "gift", "--name", "GRANT"), "already"),
        (("add", "Section 1", "--name", "Section 1"), "small letters"),
        (("retire", "nothing"), "no such legal basis"),
    ):
        result = portal(case, *words)
        assert result.exit_code == 1
        assert said in result.output
