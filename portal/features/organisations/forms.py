"""Forms about an organisation's own people."""

from portal.access import MembershipRole
from portal.forms import Choice, ChoiceField, PortalForm

ROLES = (
    Choice(MembershipRole.VIEWER.value, "Viewer", "Can read what the organisation can see"),
    Choice(MembershipRole.CONTRIBUTOR.value, "Contributor", "Can also write: records, replies, evidence"),
    Choice(MembershipRole.MANAGER.value, "Manager", "Can also confirm for the organisation and look after its people"),
)


class ChangeRoleForm(PortalForm):
    """Another role for a member."""

    versioned = True

    role = ChoiceField(
        "What can this person do?",
        choices=ROLES,
        coerce=MembershipRole,
        required="Choose what this person can do",
        subject="Role",
    )


class EndMembershipForm(PortalForm):
    """Nothing to fill in: the button is the answer."""

    versioned = True
