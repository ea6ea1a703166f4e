"""Importing registers into each database: whole or not at all, twice as once, in any order."""

from itertools import permutations
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from portal.data import db
from portal.demo.cast import Cast
from portal.features.organisations import (
    NameKind,
    Organisation,
    OrganisationFacts,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationType,
    Succession,
    create_organisation,
    find_organisations,
    organisation_by_org_id,
)
from portal.features.organisations.cli import commands
from portal.features.organisations.models import OrganisationTerm, RegisterEntry
from portal.web.application import Portal
from tests.organisations.registers import KETTERING, REAL, charities, council, govuk, mysociety

TABLES = (Organisation, OrganisationName, OrganisationIdentifier, OrganisationTerm, Succession, RegisterEntry)


class Importer:
    """The command, run on files in a folder of its own."""

    def __init__(self, app: Portal, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self._runner: FlaskCliRunner = app.test_cli_runner()

    def __call__(self, content: bytes | Path, *options: str, code: int = 0) -> str:
        """What the command prints; ``code`` is the exit code it must end with."""
        file = content if isinstance(content, Path) else self.folder / "register.csv"
        if isinstance(content, bytes):
            file.write_bytes(content)
        result = self._runner.invoke(commands, ["import", str(file), *options])
        assert result.exit_code == code, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.output

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table of the directory, without what only tells rows apart."""
        with self.app.app_context():
            return {
                model.__tablename__: sorted(
                    tuple(str(value) for value in row)
                    for row in db.session.execute(
                        select(*(getattr(model, column.key) for column in model.__mapper__.column_attrs))
                    )
                )
                for model in TABLES
            }


@pytest.fixture
def importer(app: Portal, tmp_path: Path) -> Importer:
    return Importer(app, tmp_path)


def organisation(org_id: str) -> Organisation:
    found = organisation_by_org_id(org_id)
    assert found is not None, org_id
    return found


def successors(org_id: str) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Organisation.name, Succession.on_date)
        .join(Succession, Succession.successor_id == Organisation.id)
        .where(Succession.predecessor_id == organisation(org_id).id)
        .order_by(Organisation.name)
    )
    return [(name, str(day)) for name, day in rows]


def test_a_register_is_imported_and_a_second_time_changes_nothing(importer):
    assert "5 organisations added" in importer(KETTERING)
    before = importer.everything()
    assert "Nothing to change" in importer(KETTERING)
    assert importer.everything() == before


def test_successors_are_linked_also_when_there_are_two(importer, app):
    importer(KETTERING)
    with app.app_context():
        assert successors("GB-LAE-KET") == [("North Northamptonshire Council", "2021-04-01")]
        assert [name for name, _ in successors("GB-LAE-NTH")] == [
            "North Northamptonshire Council",
            "West Northamptonshire Council",
        ]


def test_a_successor_that_comes_later_is_linked_then(importer, app):
    old = mysociety(council("KET", "Kettering Borough Council", end_date="2021-04-01", replaced_by="NNT"))
    assert "is not in this file or on record" in importer(old)
    assert "1 succession added" in importer(mysociety(council("NNT", "North Northamptonshire Council")))
    with app.app_context():
        assert len(successors("GB-LAE-KET")) == 1
    assert "Nothing to change" in importer(old)


def test_a_dry_run_says_the_same_and_writes_nothing(importer):
    before = importer.everything()
    dry = importer(KETTERING, "--dry-run")
    assert importer.everything() == before
    wet = importer(KETTERING)
    assert dry.splitlines()[:-1] == wet.splitlines()
    assert dry.splitlines()[-1] == "Dry run: nothing was written"


def test_one_error_and_nothing_is_written(importer):
    before = importer.everything()
    broken = KETTERING + b"ZZZ,,,,,,,England\n" + KETTERING.splitlines()[1] + b"\n"
    output = importer(broken, code=1)
    assert "row 7" in output
    assert "Nothing was imported" in output
    assert importer.everything() == before


def test_registers_that_disagree_are_reported_and_the_later_knowledge_kept(importer, app):
    older = govuk(("KET", "Kettering Borough Council", "", ""), ("SWD", "Swindon Borough Council", "1905-06-20", ""))
    first, second = importer(KETTERING), importer(older)
    assert "registers disagree" not in first
    disagreement = next(line for line in second.splitlines() if "registers disagree" in line and "GB-LAE-KET" in line)
    for words in ("row 2", "2021-04-01", "says none", "mySociety", "GOV.UK"):
        assert words in disagreement
    with app.app_context():
        assert str(organisation("GB-LAE-KET").ends_on) == "2021-04-01"
    assert "registers disagree" in importer(older)


def test_the_order_of_imports_does_not_matter(importer, app):
    files = [
        KETTERING,
        govuk(("KET", "Kettering Council", "1974-04-01", ""), ("SWD", "Swindon Borough Council", "", "")),
        charities({"no": "219177", "name": "CHESHIRE FREEMASONS' CHARITY"}),
    ]
    outcomes = []
    for order in permutations(files):
        for content in order:
            importer(content)
        with app.app_context():
            kettering = organisation("GB-LAE-KET")
            names = db.session.execute(
                select(OrganisationName.name, OrganisationName.kind)
                .where(OrganisationName.organisation_id == kettering.id)
                .order_by(OrganisationName.name)
            )
            outcomes.append((kettering.name, kettering.starts_on, kettering.ends_on, [tuple(row) for row in names]))
            for model in reversed(TABLES):
                for row in db.session.scalars(select(model)):
                    db.session.delete(row)
                db.session.flush()
            db.session.commit()
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert outcomes[0][0] == "Kettering Borough Council"
    assert ("Kettering Council", NameKind.ALTERNATIVE) in outcomes[0][3]


def test_a_new_official_name_keeps_the_old_one_as_former(importer, app):
    importer(mysociety(council("DNC", "Doncaster Metropolitan Borough Council")))
    renamed = mysociety(council("DNC", "City of Doncaster Council"))
    told = "Doncaster Metropolitan Borough Council: name “Doncaster Metropolitan Borough Council” becomes “City of Donc"
    assert told in importer(renamed, "--dry-run")
    said = importer(renamed)
    assert told in said
    assert "1 changed" in said
    assert "Nothing to change" in importer(mysociety(council("DNC", "City of Doncaster Council")))
    with app.app_context():
        assert organisation("GB-LAE-DNC").name == "City of Doncaster Council"
        former = select(OrganisationName.name).where(OrganisationName.kind == NameKind.FORMER)
        assert db.session.scalars(former).all() == ["Doncaster Metropolitan Borough Council"]
        assert [row.name for row in find_organisations("donc metro")] == ["City of Doncaster Council"]


def test_what_was_entered_by_hand_is_found_by_its_number_and_kept(importer, app):
    with app.app_context():
        facts = OrganisationFacts(
            identifiers=[("GB-LAE", "KEN")], other_names=[("KCC", "en", NameKind.SHORT)], region="South East"
        )
        by_hand = create_organisation("Kent CC", OrganisationType.COUNCIL, facts).reference
        db.session.commit()
    importer(mysociety(council("KEN", "Kent County Council", local_authority_type="CTY")))
    importer(govuk(("KEN", "Kent County Council", "", "")))
    with app.app_context():
        kent = organisation("GB-LAE-KEN")
        assert (kent.reference, kent.name, kent.region) == (by_hand, "Kent County Council", "South East")
        assert {row.name for row in find_organisations("KCC")} == {"Kent County Council"}
        assert {row.name for row in find_organisations("kent cc")} == {"Kent County Council"}


def test_a_charity_with_another_ones_company_number_stays_itself(importer, app):
    importer(charities({"no": "219177", "name": "OLD TRUST", "company": "00326093"}))
    output = importer(charities({"no": "219178", "name": "NEW TRUST", "company": "00326093"}))
    assert "belongs to another organisation" in output
    with app.app_context():
        assert organisation("GB-CHC-219177").name == "OLD TRUST"
        assert organisation("GB-CHC-219178").name == "NEW TRUST"
        assert organisation("GB-COH-00326093").name == "OLD TRUST"


def test_welsh_names_find_their_councils(importer, app):
    names = "official-name\tofficial-name-cy\nSwansea & District\tAbertawe\nPowys County Council\tPowys A / Powys B\n"
    assert "is no organisation we have" in importer(names.encode(), code=1)
    importer(
        mysociety(
            council("SWA", "Swansea and District Council", nation="Wales"),
            council("POW", "Powys County Council", nation="Wales"),
        )
    )
    output = importer(names.encode())
    assert "the nearest name" in output
    assert "holds 2 names" in output
    with app.app_context():
        assert [row.name for row in find_organisations("abertawe")] == ["Swansea and District Council"]
        assert organisation("GB-PLA-POW").name == "Powys County Council"


def test_an_error_of_the_file_is_a_line_and_no_traceback(importer, tmp_path):
    for file in (tmp_path / "nowhere.csv", tmp_path):
        assert "cannot be read" in importer(file, code=1)
    output = importer(b"org_id,alternative_name,set_as_primary,\nGB-CHC-1,The Foundation,\n", code=1)
    assert "We do not know this file" in output
    for known in ("mysociety", "govuk-eng", "govuk-wales", "welsh-names", "charities"):
        assert known in output
    large = tmp_path / "large.csv"
    large.write_bytes(b"registered_charity_number,charity_name\n" + b"219177,A\n" * 6_000_000)
    assert "larger than 25 MB" in importer(large, code=1)
    assert "lacks" in importer(KETTERING, "--as", "charities", code=1)


def test_control_characters_do_not_reach_the_terminal(importer):
    output = importer(charities({"no": "219177", "name": "A\x1b[2JB"}), code=1)
    assert "\x1b" not in output
    assert "row 2" in output


if REAL.exists():  # the header of the run says when it does not

    def test_the_real_registers(importer, app):
        authorities = REAL / "1-local-authorities"
        reports = {
            name: importer(folder / name)
            for folder, name in [
                (authorities, "uk_local_authorities_future.csv"),
                (authorities, "govuk-register-local-authority-eng.csv"),
                (authorities, "govuk-register-principal-local-authority.csv"),
                (authorities, "welsh-names.tsv"),
                (authorities, "lookup_name_to_registry.csv"),
                (authorities, "lookup_gss_to_registry.csv"),
                (REAL / "2-voluntary-sector", "charities_operating_in_trafford.csv"),
            ]
        }
        first, english, charity = (reports[name] for name in list(reports)[:2] + list(reports)[-1:])
        assert "470 organisations added" in first
        assert "50 successions added" in first
        assert first.count("read 1996 as serial number 1996 and then moved a century") == 38
        assert english.count("is not a real date: a spreadsheet read") == 45
        assert any("GB-LAE-KET" in line and "registers disagree" in line for line in english.splitlines())
        assert "490 organisations added" in charity
        assert "(366 rows: " in charity
        for name in reports:
            folder = authorities if (authorities / name).exists() else REAL / "2-voluntary-sector"
            assert "Nothing to change" in importer(folder / name)
        with app.app_context():
            assert db.session.scalar(select(func.count(Organisation.id))) == 960
            assert organisation("GB-LAE-SWD").starts_on is None
            assert organisation("GB-PLA-AGY").name == "Isle of Anglesey County Council"
            assert [row.name for row in find_organisations("sir ynys mon")] == ["Isle of Anglesey County Council"]
            assert len(successors("GB-LAE-NTH")) == 2
            assert len(successors("GB-LAE-CMA")) == 2
            assert organisation("GB-LANI-NIR-A").ends_on is not None

    def test_the_real_register_takes_no_council_of_the_demo_for_another(importer, app):
        with app.app_context():
            Cast().enter()
        said = importer(REAL / "1-local-authorities" / "govuk-register-local-authority-eng.csv", "--dry-run")
        changes = [line for line in said.splitlines() if line.startswith("change: ")]
        assert [line for line in changes if ": name “" in line] == []
        assert any("Kettering Borough Council: end date “2021-04-01” becomes “none”" in line for line in changes)
