"""What a person may do for their organisation, from least to most."""

import enum


class MembershipRole(enum.StrEnum):
    """A person's role in an organisation; each may do all that the one before may."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    MANAGER = "manager"

    def at_least(self, other: "MembershipRole") -> bool:
        """Whether this role may do everything ``other`` may."""
        order = list(MembershipRole)
        return order.index(self) >= order.index(other)
