"""What stands beside arrangements in the file of a list, so that the import can read it back."""

from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from portal.data import BigId, bundle, db, lasting
from portal.features.arrangements.models import Arrangement, CostShare, MoneyFlow, Party, PartyContact, PartyRole
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.rules.arrangement_rows import Flow
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.party_rows import Named
from portal.features.organisations import Membership, Organisation, Person

_JOINING = ("joined_on", "left_on", "decision_body", "decision_on", "decision_minute", "decision_link")
_ids: ContextVar[list[int]] = ContextVar("ids_of_list")
_IDS = bindparam("list_ids", callable_=_ids.get, type_=BigId, expanding=True)
_Payer, _Joint, _Payee = (aliased(Organisation) for _ in range(3))


@dataclass(frozen=True)
class Beside:
    """What the file of a list says of one arrangement beside its row."""

    purpose: str = ""
    success_gate: str = ""
    legal_basis: str = ""
    accountable: str = ""
    parties: tuple[Named, ...] = ()
    flows: tuple[Flow, ...] = ()


def _called(organisation: Any, label: str) -> Any:
    """``Kent County Council (7K3M-92QD)``."""
    return (organisation.name + " (" + organisation.reference + ")").label(label)


_PARTS: Parts = {
    "about": lasting(
        select(
            Arrangement.id,
            Arrangement.purpose,
            Arrangement.success_gate,
            Arrangement.legal_basis,
            _called(Organisation, "accountable"),
        )
        .outerjoin(Organisation, Organisation.id == Arrangement.accountable_body_id)
        .where(Arrangement.id.in_(_IDS))
        .order_by(Arrangement.id)
    ),
    "parties": lasting(
        select(
            Party.arrangement_id,
            Party.id,
            _called(Organisation, "called"),
            Party.note,
            *(getattr(Party, name) for name in _JOINING),
            PartyRole.role,
        )
        .join(Organisation, Organisation.id == Party.organisation_id)
        .join(PartyRole, PartyRole.party_id == Party.id)
        .where(Party.arrangement_id.in_(_IDS))
        .order_by(Party.id, PartyRole.role)
    ),
    "contacts": lasting(
        select(
            PartyContact.arrangement_id,
            Party.id,
            func.coalesce(Person.name, PartyContact.name).label("name"),
            PartyContact.post,
            func.coalesce(Person.email, PartyContact.email).label("email"),
            PartyContact.phone,
        )
        .join(
            Party,
            and_(
                Party.arrangement_id == PartyContact.arrangement_id,
                Party.organisation_id == PartyContact.organisation_id,
            ),
        )
        .outerjoin(Membership, Membership.id == PartyContact.membership_id)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(PartyContact.arrangement_id.in_(_IDS), Membership.ended_at.is_(None))
        .order_by(PartyContact.id)
    ),
    "flows": lasting(
        select(
            MoneyFlow.arrangement_id,
            MoneyFlow.id,
            MoneyFlow.basis,
            MoneyFlow.pence,
            MoneyFlow.in_kind,
            MoneyFlow.purpose,
            MoneyFlow.period_from,
            MoneyFlow.period_to,
            MoneyFlow.source,
            _called(_Payer, "payer"),
            _called(_Joint, "joint_payer"),
            _called(_Payee, "payee"),
        )
        .join(_Payer, _Payer.id == MoneyFlow.payer_id)
        .outerjoin(_Joint, _Joint.id == MoneyFlow.joint_payer_id)
        .join(_Payee, _Payee.id == MoneyFlow.payee_id)
        .where(MoneyFlow.arrangement_id.in_(_IDS))
        .order_by(MoneyFlow.id)
    ),
    "shares": lasting(
        select(CostShare.money_flow_id, _called(Organisation, "called"), CostShare.hundredths)
        .join(Organisation, Organisation.id == CostShare.organisation_id)
        .where(CostShare.arrangement_id.in_(_IDS))
        .order_by(CostShare.money_flow_id, CostShare.organisation_id)
    ),
}


def beside_list(ids: Sequence[int]) -> Mapping[int, Beside]:
    """What the file says of each of these arrangements, as far as the viewer sees it, in one statement."""
    if not ids:
        return {}
    _ids.set(list(ids))
    rows = bundle(db.session(), _PARTS)
    contacts = {row.id: Contact(row.name, row.post, row.email, row.phone) for row in rows["contacts"]}
    parties: dict[int, dict[int, Named]] = {}
    for row in rows["parties"]:
        there = parties.setdefault(row.arrangement_id, {})
        said = {name: getattr(row, name) for name in _JOINING}
        one = there.get(row.id) or Named(row.called, (), row.note, **said, lead_contact=contacts.get(row.id))
        there[row.id] = replace(one, roles=(*one.roles, row.role))
    flows: dict[int, list[Flow]] = {}
    for row in rows["flows"]:
        flows.setdefault(row.arrangement_id, []).append(_flow(row, rows["shares"]))
    return {
        row.id: Beside(
            row.purpose,
            row.success_gate,
            row.legal_basis,
            row.accountable or "",
            tuple(parties.get(row.id, {}).values()),
            tuple(flows.get(row.id, ())),
        )
        for row in rows["about"]
    }


def _flow(row: Any, shares: Iterable[Any]) -> Flow:
    return Flow(
        payer=row.payer,
        payee=row.payee,
        pence=row.pence,
        in_kind=row.in_kind,
        joint_payer=row.joint_payer or "",
        purpose=row.purpose,
        period_from=row.period_from,
        period_to=row.period_to,
        source=row.source,
        basis=row.basis,
        shares=tuple((share.called, share.hundredths) for share in shares if share.money_flow_id == row.id),
    )
