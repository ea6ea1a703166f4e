"""Who is in the demo: the organisations of the five cases, and invented people with role-like names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.access import MembershipRole, Viewer, viewing
from portal.core import clock
from portal.data import db
from portal.features.organisations import (
    Membership,
    NameKind,
    Organisation,
    OrganisationFacts,
    OrganisationType,
    Person,
    acts,
    add_membership,
    create_organisation,
    create_person,
    operator_for,
    organisation_by_org_id,
    record_succession,
)
from portal.features.signin import hashed

PASSWORD = "accord demo, for trying only"  # noqa: S105 - it is printed for everybody to use
SHORT = {"odpm": "ODPM", "health": "DH"}
DOMAIN = "demo.example.org"
OPENED = datetime(2004, 11, 1, 9, tzinfo=UTC)

COUNCIL, DEPARTMENT = OrganisationType.COUNCIL, OrganisationType.GOVERNMENT_DEPARTMENT
VOLUNTARY, CHARITY = OrganisationType.VOLUNTARY_BODY, OrganisationType.CHARITY
COMPANY, AUDIT_BODY = OrganisationType.COMMUNITY_INTEREST_COMPANY, OrganisationType.AUDIT_BODY


@dataclass(frozen=True)
class Part:
    """One organisation: ``key`` names it in the stories, ``org_id`` is its code in the register of authorities;
    nobody acts for one that is not ``peopled``."""

    key: str
    name: str
    type: OrganisationType
    org_id: str = ""
    nation: str = "England"
    ends_on: date | None = None
    peopled: bool = True


CAST = (
    Part("kent", "Kent County Council", COUNCIL, "KEN"),
    Part("swindon", "Swindon Borough Council", COUNCIL, "SWD"),
    Part("odpm", "Office of the Deputy Prime Minister", DEPARTMENT, ends_on=date(2006, 5, 5)),
    Part("health", "Department of Health", DEPARTMENT),
    Part("bedfordshire", "Bedfordshire County Council", COUNCIL, ends_on=date(2009, 3, 31)),
    Part("birmingham", "Birmingham City Council", COUNCIL, "BIR"),
    Part("cumbria", "Cumbria County Council", COUNCIL, "CMA", ends_on=date(2023, 4, 1)),
    Part("ealing", "London Borough of Ealing", COUNCIL, "EAL"),
    Part("scilly", "Council of the Isles of Scilly", COUNCIL, "IOS"),
    Part("oldham", "Oldham Metropolitan Borough Council", COUNCIL, "OLD"),
    Part("plymouth", "Plymouth City Council", COUNCIL, "PLY"),
    Part("kettering", "Kettering Borough Council", COUNCIL, "KET", ends_on=date(2021, 4, 1)),
    Part("north-northamptonshire", "North Northamptonshire Council", COUNCIL, "NNT"),
    Part("bedford", "Bedford Borough Council", COUNCIL, "BDF", peopled=False),
    Part("central-bedfordshire", "Central Bedfordshire Council", COUNCIL, "CBF", peopled=False),
    Part("cumberland", "Cumberland Council", COUNCIL, "CBD", peopled=False),
    Part("westmorland", "Westmorland and Furness Council", COUNCIL, "WAF", peopled=False),
    Part("uttlesford", "Uttlesford District Council", COUNCIL, "UTT"),
    Part("colchester", "Colchester Borough Council", COUNCIL, "COL"),
    Part("dartford", "Dartford Borough Council", COUNCIL, "DAR"),
    Part("thanet", "Thanet District Council", COUNCIL, "THA"),
    Part("ynys-mon", "Isle of Anglesey County Council", COUNCIL, nation="Wales"),
    Part("swindon-carers", "Swindon Carers’ Forum", VOLUNTARY),
    Part("dartford-forum", "Dartford Voluntary Organisations’ Forum", VOLUNTARY),
    Part("weald-care", "Weald Home Care", COMPANY),
    Part("downs-charity", "North Downs Advice and Support", CHARITY),
    Part("auditor", "Local Services Audit Office", AUDIT_BODY),
    Part("other-auditor", "Regional Assurance Board", AUDIT_BODY),
)

SUCCESSIONS = (
    ("kettering", "north-northamptonshire", date(2021, 4, 1)),
    ("bedfordshire", "bedford", date(2009, 4, 1)),
    ("bedfordshire", "central-bedfordshire", date(2009, 4, 1)),
    ("cumbria", "cumberland", date(2023, 4, 1)),
    ("cumbria", "westmorland", date(2023, 4, 1)),
)
_DISTRICT, _UNITARY, _COUNTY = "Non-metropolitan district", "Unitary authority", "County"
WHERE = {
    "kent": (_COUNTY, "South East"),
    "swindon": (_UNITARY, "South West"),
    "bedfordshire": (_COUNTY, "East of England"),
    "birmingham": ("Metropolitan district", "West Midlands"),
    "cumbria": (_COUNTY, "North West"),
    "ealing": ("London borough", "London"),
    "scilly": (_UNITARY, "South West"),
    "oldham": ("Metropolitan district", "North West"),
    "plymouth": (_UNITARY, "South West"),
    "kettering": (_DISTRICT, "East Midlands"),
    "north-northamptonshire": (_UNITARY, "East Midlands"),
    "uttlesford": (_DISTRICT, "East of England"),
    "colchester": (_DISTRICT, "East of England"),
    "dartford": (_DISTRICT, "South East"),
    "thanet": (_DISTRICT, "South East"),
    "ynys-mon": ("Welsh unitary authority", "Wales"),
}
"""The type of each council and its region, in the words of the registers."""

# Those whom the stories name: (organisation, role, name, the part of the address before the @).
NAMED = (
    ("kent", MembershipRole.MANAGER, "Partnership Manager, Kent", "manager.kent"),
    ("kent", MembershipRole.CONTRIBUTOR, "Mentoring Officer, Kent", "officer.kent"),
    ("kent", MembershipRole.VIEWER, "Committee Member, Kent", "member.kent"),
    ("swindon", MembershipRole.MANAGER, "Partnership Manager, Swindon", "manager.swindon"),
    ("swindon", MembershipRole.CONTRIBUTOR, "Social Services Officer, Swindon", "officer.swindon"),
    ("swindon", MembershipRole.VIEWER, "Cabinet Member, Swindon", "member.swindon"),
    ("odpm", MembershipRole.MANAGER, "Engagement Lead, ODPM", "manager.odpm"),
    ("odpm", MembershipRole.CONTRIBUTOR, "Desk Officer, ODPM", "officer.odpm"),
    ("health", MembershipRole.MANAGER, "Performance Lead, Health", "manager.health"),
    ("swindon-carers", MembershipRole.MANAGER, "Forum Secretary, Swindon Carers", "manager.swindon-carers"),
    ("swindon-carers", MembershipRole.CONTRIBUTOR, "Forum Volunteer, Swindon Carers", "volunteer.swindon-carers"),
    ("dartford-forum", MembershipRole.MANAGER, "Forum Secretary, Dartford", "manager.dartford-forum"),
    ("dartford-forum", MembershipRole.CONTRIBUTOR, "Forum Volunteer, Dartford", "volunteer.dartford-forum"),
    ("weald-care", MembershipRole.MANAGER, "Contracts Manager, Weald Home Care", "manager.weald-care"),
    ("downs-charity", MembershipRole.MANAGER, "Chief Officer, North Downs", "manager.downs-charity"),
    ("auditor", MembershipRole.MANAGER, "Audit Director", "manager.auditor"),
    ("auditor", MembershipRole.CONTRIBUTOR, "Audit Officer", "officer.auditor"),
    ("auditor", MembershipRole.VIEWER, "Audit Trainee", "trainee.auditor"),
    ("other-auditor", MembershipRole.MANAGER, "Assurance Lead", "manager.other-auditor"),
    ("kettering", MembershipRole.MANAGER, "Policy Manager, Kettering", "manager.kettering"),
    ("north-northamptonshire", MembershipRole.MANAGER, "Transition Manager", "manager.north-northamptonshire"),
    ("uttlesford", MembershipRole.MANAGER, "Improvement Manager, Uttlesford", "manager.uttlesford"),
    ("uttlesford", MembershipRole.CONTRIBUTOR, "Customer Service Officer, Uttlesford", "officer.uttlesford"),
    ("colchester", MembershipRole.MANAGER, "Customer Manager, Colchester", "manager.colchester"),
    ("bedfordshire", MembershipRole.MANAGER, "Policy Lead, Bedfordshire", "manager.bedfordshire"),
    ("birmingham", MembershipRole.MANAGER, "Policy Lead, Birmingham", "manager.birmingham"),
    ("ealing", MembershipRole.MANAGER, "Policy Lead, Ealing", "manager.ealing"),
    ("dartford", MembershipRole.MANAGER, "Regeneration Manager, Dartford", "manager.dartford"),
    ("thanet", MembershipRole.MANAGER, "Regeneration Manager, Thanet", "manager.thanet"),
    ("ynys-mon", MembershipRole.MANAGER, "Rheolwr Partneriaethau, Ynys Môn", "manager.ynys-mon"),
    ("dartford-forum", MembershipRole.VIEWER, "Chief Officer, North Downs", "manager.downs-charity"),
)


TITLES = {
    MembershipRole.MANAGER: "Manager",
    MembershipRole.CONTRIBUTOR: "Officer",
    MembershipRole.VIEWER: "Reader",
}


def people() -> Iterator[tuple[str, MembershipRole, str, str]]:
    """Those named, then somebody for every role that an organisation of the cast has nobody in."""
    yield from NAMED
    held = {(key, role) for key, role, _, _ in NAMED}
    for part in CAST:
        for role, title in TITLES.items() if part.peopled else ():
            if (part.key, role) not in held:
                yield part.key, role, f"{title}, {part.name}", f"{title.lower()}.{part.key}"


class Cast:
    """The organisations and people, once made: who acts for whom."""

    def __init__(self) -> None:
        self._organisations: dict[str, int] = {}
        self._viewers: dict[str, Viewer] = {}

    def organisation(self, key: str) -> Organisation:
        """An organisation of the cast, loaded in the present session."""
        return db.session.get_one(Organisation, self._organisations[key])

    def organisation_id(self, key: str) -> int:
        return self._organisations[key]

    def viewer(self, address: str) -> Viewer:
        """Somebody of the cast by the part of their address before the @."""
        return self._viewers[address]

    def enter(self) -> None:
        """Make everybody. Nobody of the cast may be there yet."""
        with clock.pinned(OPENED):
            for part in CAST:
                self._enter_organisation(part)
            self._enter_names()
            secret = hashed(PASSWORD)
            for key, role, name, local in people():
                self._enter_person(key, role, name, f"{local}@{DOMAIN}", secret)

    def _enter_organisation(self, part: Part) -> None:
        subtype, region = WHERE.get(part.key, (None, None))
        facts = OrganisationFacts(
            identifiers=[("GB-LAE", part.org_id)] if part.org_id else [],
            other_names=[(SHORT[part.key], "en", NameKind.SHORT)] if part.key in SHORT else [],
            subtype=subtype,
            nation=part.nation,
            region=region,
            ends_on=part.ends_on,
        )
        with viewing(Viewer(0, "operator", "Operator")):
            known = organisation_by_org_id(f"GB-LAE-{part.org_id}") if part.org_id else None
            self._organisations[part.key] = (known or create_organisation(part.name, part.type, facts)).id

    def _enter_names(self) -> None:
        with viewing(Viewer(0, "operator", "Operator")):
            for old, new, day in SUCCESSIONS:
                record_succession(self.organisation(old), self.organisation(new), day)

    def _enter_person(self, key: str, role: MembershipRole, name: str, email: str, secret: str) -> None:
        with viewing(Viewer(0, "operator", "Operator")):
            organisation = self.organisation(key)
            operator = operator_for(organisation)
            reference, organisation_name = organisation.reference, organisation.name
        with viewing(operator):
            person = db.session.scalar(select(Person).where(Person.email == email)) or create_person(name, email)
            person.password = secret
            add_membership(person, operator.organisation_id, role)
            viewer = Viewer(
                person.id, person.actor_id, name, operator.organisation_id, reference, organisation_name, role
            )
        self._viewers.setdefault(email.removesuffix(f"@{DOMAIN}"), viewer)


def accounts() -> list[dict[str, str]]:
    """Every demo account there is, one for each organisation that the person can act for now: email, password,
    person, organisation, role."""
    rows = db.session.execute(
        select(Person.email, Person.name, Organisation.name.label("organisation"), Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.email.endswith(f"@{DOMAIN}"), Membership.ended_at.is_(None))
        .where(acts(Organisation, clock.now()))
        .order_by(Membership.id)
    )
    return [
        {
            "email": row.email,
            "password": PASSWORD,
            "person": row.name,
            "organisation": row.organisation,
            "role": row.role.value,
        }
        for row in rows
    ]
