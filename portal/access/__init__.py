"""Floor 2: who is looking, what they may do, and who is on a list."""

from portal.access.guard import can, load, public, require, requires, roles_on, signed_in
from portal.access.lists import (
    Admitted,
    end_access,
    end_audits,
    grant_access,
    hold_lists,
    lists_within,
    move_term,
    open_list,
    open_term,
    who_can_see,
)
from portal.access.permissions import Permission
from portal.access.roles import MembershipRole
from portal.access.viewer import Viewer, current_viewer, known_viewer, look_as, viewing

__all__ = [
    "Admitted",
    "MembershipRole",
    "Permission",
    "Viewer",
    "can",
    "current_viewer",
    "end_access",
    "end_audits",
    "grant_access",
    "hold_lists",
    "known_viewer",
    "lists_within",
    "load",
    "look_as",
    "move_term",
    "open_list",
    "open_term",
    "public",
    "require",
    "requires",
    "roles_on",
    "signed_in",
    "viewing",
    "who_can_see",
]
