"""Case 1, told by four people in a real browser: with script, without, and at 320 px.

``Inspector`` holds every page to what must hold everywhere: axe finds nothing, there is one h1, nothing scrolls
sideways, the error summary has the focus. Each form is sent empty once. Without script axe looks at a copy: see there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.auditing import (
    checks_the_chain,
    checks_the_evidence,
    ends_the_audit,
    finds_empty_lists,
    finds_none_of,
    opens_an_audit,
    writes_a_note,
)
from tests.journeys.conftest import Enter
from tests.journeys.living import (
    CALLED_BACK,
    DISPUTE,
    OUTCOME,
    REPLY,
    adds_evidence,
    answers_feedback,
    changes_the_last_day,
    confirms,
    disputes,
    gives_feedback_by_keyboard,
    logs_a_visit,
    logs_a_visit_on_the_way_home,
    records_a_reading,
)
from tests.journeys.registering import TITLE, Registering
from tests.journeys.site import Site
from tests.journeys.telling import NARROW, PLAIN, WIDE, Telling

ENTERED = (25, 42)
"""Pages from signing in to sending, and questions answered, as docs/performance.md says."""
TELLINGS = [
    pytest.param(WIDE, "sqlite", id="script-sqlite"),
    pytest.param(PLAIN, "postgresql", id="no-script-postgresql"),
    pytest.param(NARROW, "sqlite", id="narrow-sqlite"),
]


@pytest.mark.browser
@pytest.mark.parametrize(("telling", "database"), TELLINGS, indirect=["database"])
def test_kent_mentors_swindon(site: Site, somebody: Enter, telling: Telling, tmp_path: Path) -> None:
    # Swindon registers the arrangement and sends it.
    site.it_is(2005, 1, 14)
    swindon = somebody("manager.swindon")
    swindon.signs_in()
    swindon.sees("Nothing waits for you")
    registering = Registering(swindon, with_all_watchers=telling is WIDE)
    arrangement = registering.starts()
    registering.says_what_it_is_about()
    registering.adds_the_parties()
    registering.says_who_pays()
    registering.says_what_it_stands_on()
    registering.says_who_mentors_whom()
    registering.says_how_success_is_measured()
    registering.checks_and_sends()
    pages = swindon.pages - swindon.mistakes
    print(f"{telling}: case 1 is entered in {pages} pages, {swindon.fields} answers and {swindon.typed} keys")
    assert not registering.with_all_watchers or (pages, swindon.fields) == ENTERED, "say so in docs/performance.md"
    assert "manager.kent@demo.example.org" in reached(site)

    # Kent confirms, disputes a change, and confirms what is put right.
    kent = somebody("manager.kent")
    kent.signs_in()
    confirms(kent, empty_first=True)
    kent.sees("Kent County Council has confirmed version 1", "Confirmed by 2 of 4")
    changes_the_last_day(swindon, arrangement, 2006)
    swindon.sees("2 of 4 have confirmed; changed since: money")
    disputes(kent)
    kent.sees("has disputed version 2", "1 of 4 has confirmed; changed since: money; disputed by 1", DISPUTE)
    assert "manager.swindon@demo.example.org" in reached(site)
    changes_the_last_day(swindon, arrangement, 2005)
    kent.chooses_menu("Home")
    kent.follows(TITLE)
    kent.sees("What changed since version", "31 December 2005")
    confirms(kent)
    kent.sees("Kent County Council has confirmed version 3", "Confirmed by 1 of 4")

    # Kent works: a visit, evidence, a reading.
    logs_a_visit(kent, arrangement)
    if telling.narrow:
        logs_a_visit_on_the_way_home(kent, arrangement)
    content = adds_evidence(kent, arrangement, tmp_path)
    records_a_reading(kent, arrangement)

    # A forum speaks; Swindon answers.
    site.it_is(2005, 5, 16, 9)
    volunteer = somebody("volunteer.swindon-carers")
    volunteer.signs_in()
    statement = gives_feedback_by_keyboard(volunteer)
    assert {"manager.swindon@demo.example.org", "manager.kent@demo.example.org"} <= reached(site)
    swindon.signs_in()
    answers_feedback(swindon)
    assert "volunteer.swindon-carers@demo.example.org" in reached(site)
    volunteer.chooses_menu("Home")
    volunteer.follows("Accepted: what you said")
    volunteer.sees(REPLY, OUTCOME)

    # An auditor comes, reads the proof, and writes for their own house only.
    engagement = opens_an_audit(swindon)
    auditor = somebody("officer.auditor")
    auditor.signs_in()
    evidence = checks_the_evidence(auditor, content)
    checks_the_chain(auditor, engagement)
    note = writes_a_note(auditor, engagement)
    auditor.goes_to(f"/feedback/{statement}")
    auditor.sees(CALLED_BACK, REPLY)
    finds_none_of(swindon, f"/working-notes/{note}")

    # The audit ends, and the auditor is out on the next click.
    if telling.script:
        ends_the_audit(swindon, engagement)
    else:
        site.it_is(2005, 7, 1)
        auditor.signs_in()
    records = [f"/arrangements/{arrangement}", f"/evidence/{evidence}", f"/feedback/{statement}"]
    finds_none_of(auditor, f"/engagements/{engagement}", f"/working-notes/{note}", *records)
    finds_empty_lists(auditor)

    # Another council never saw any of it.
    stranger = somebody("manager.uttlesford")
    stranger.signs_in()
    finds_none_of(stranger, f"/engagements/{engagement}", f"/evidence/{evidence}/versions/1", *records)
    finds_empty_lists(stranger)


def reached(site: Site) -> set[str]:
    """Whom the mail of what has just happened went to."""
    return {str(letter["To"]) for letter in site.post()}
