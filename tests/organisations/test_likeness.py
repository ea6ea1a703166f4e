"""Names in somebody's file, held against the directory: what is spelt alike, what nearly, what is a letter off."""

from __future__ import annotations

import csv

import pytest

from portal.data import db
from portal.features.organisations import OrganisationFacts, OrganisationType, create_organisation, likely_organisations
from portal.features.organisations.rules.likeness import (
    LEAST,
    NEARLY,
    SAME,
    Likely,
    alike,
    guesses,
    named_reference,
    org_id_of,
    pieces_of,
    same_spellings,
)
from portal.web.application import Portal
from tests.organisations.registers import REAL


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("CHESHIRE EAST COUNCIL", "Cheshire East Council", SAME),
        ("Telford &amp; Wrekin Council.", "Telford and Wrekin Council", SAME),
        ("Chorley Council", "Chorley Borough Council", NEARLY),
        ("Joint Committee of Wrekin and Telford", "Telford & Wrekin Joint Committee", NEARLY),
        ("Kent County Council (via LASER)", "Kent County Council", NEARLY - 1),
    ],
)
def test_how_alike_two_names_are(one: str, other: str, score: int) -> None:
    assert alike(one, other) == score


def test_one_letter_is_seen_and_a_common_ending_is_nothing() -> None:
    assert LEAST <= alike("Knowsle Council", "Knowsley Metropolitan Borough Council") < NEARLY
    assert alike("Ashford Borough Council", "Bedford Borough Council") == 0
    assert same_spellings(["A Joint Board", "Ashford Borough Council", "Bedford Borough Council"]) == {}


def test_what_stands_in_a_cell_may_be_a_code_or_several_names() -> None:
    assert named_reference("Kent County Council (7K3M-92QD)") == "7K3M-92QD"
    assert org_id_of("local-authority-eng:BOL") == "GB-LAE-BOL"
    assert org_id_of("gb-chc-123456") == "GB-CHC-123456"
    assert org_id_of("Kent") == ""
    assert pieces_of("Rochdale, Stockport and Tameside") == ["Rochdale", "Stockport", "Tameside"]
    assert pieces_of("Kent County Council") == []


def test_a_name_that_two_have_is_not_sure() -> None:
    twice = [Likely("1", "Dorset Council"), Likely("2", "Dorset Council")]
    assert not guesses(["Dorset council"], twice)["Dorset council"].sure
    known = guesses(["Dorset County Council"], [Likely("1", "Dorset Council")])["Dorset County Council"]
    assert (known.sure, [one.name for one in known.offered]) == (False, ["Dorset Council"])


def test_the_directory_is_asked_by_name_code_and_reference(app: Portal) -> None:
    with app.app_context():
        facts = OrganisationFacts(identifiers=[("GB-LAE", "BOL")])
        bolton = create_organisation("Bolton Metropolitan Borough Council", OrganisationType.COUNCIL, facts)
        charity = create_organisation("Bolton Hospice", OrganisationType.CHARITY, OrganisationFacts())
        names = [
            "The Borough Council of Bolton",
            "local-authority-eng:BOL",
            f"Old name ({bolton.reference})",
            "BOLTON HOSPICE",
        ]
        found = likely_organisations([*names, "Nowhere", ""])
        assert [[one.name for one in found[name].offered] for name in names] == [
            [bolton.name], [bolton.name], [bolton.name], [charity.name],
        ]  # fmt: skip
        assert [found[name].sure for name in names] == [False, True, True, True]
        assert not found["Nowhere"].offered
        whole = create_organisation("Northern Trust of Walsall", OrganisationType.OTHER, OrganisationFacts())
        begun = create_organisation("Northumberland, Tyne and Wear Trust", OrganisationType.OTHER, OrganisationFacts())
        meant = likely_organisations(["NTW", "ntw"])
        assert [one.name for one in meant["NTW"].offered] == [whole.name, begun.name], "all of the initials come first"
        assert not meant["NTW"].sure
        assert not meant["ntw"].offered
        assert not likely_organisations([])
        db.session.rollback()


if REAL.exists():  # the header of the run says when it does not

    def test_the_real_buyers_are_found_among_the_real_councils() -> None:
        """168 spellings; three in four are exact, and the joint committee's two are one."""
        with (REAL / "1-local-authorities" / "uk_local_authorities_future.csv").open(encoding="utf-8-sig") as file:
            directory = [
                Likely(row["local-authority-code"], row["official-name"], None, (row["nice-name"],))
                for row in csv.DictReader(file)
            ]
        with (REAL / "3-shared-services" / "uk_contracts_finder.csv").open(encoding="utf-8") as file:
            names = sorted({row["buyer_name"] for row in csv.DictReader(file)})
        found = guesses(names, directory)
        assert sum(guess.sure for guess in found.values()) >= 125
        for name, guess in found.items():
            if guess.sure:
                assert alike(name, guess.offered[0].name) >= LEAST or alike(name, guess.offered[0].spellings[0]) == SAME
        unsure = [name for name in names if not found[name].sure]
        west = [name for name in unsure if name.startswith("West Mercia")]
        assert len(west) == 2
        assert same_spellings(unsure)[west[1]] == west[0]
        several = found["Blackpool Council and Wyre Council"].several
        assert [one.name for one in several] == ["Blackpool Borough Council", "Wyre Borough Council"]
