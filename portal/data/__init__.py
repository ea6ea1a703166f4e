"""Floor 1: the database. What features use of it is named here."""

from portal.data.access_lists import AccessGrant, AccessList, AccessListed, GrantRole, child_of, listed_parent
from portal.data.base import (
    Base,
    BigId,
    ExactNumber,
    Identified,
    Referenced,
    Timestamped,
    UtcDateTime,
    Versioned,
    folded_text,
    stored_enum,
)
from portal.data.bundle import bundle
from portal.data.narrow import narrow
from portal.data.pages import PAGE_SIZE, Page, page_by_key
from portal.data.session import Scope, bind_scope, db, scope_of, writing

__all__ = [
    "PAGE_SIZE",
    "AccessGrant",
    "AccessList",
    "AccessListed",
    "Base",
    "BigId",
    "ExactNumber",
    "GrantRole",
    "Identified",
    "Page",
    "Referenced",
    "Scope",
    "Timestamped",
    "UtcDateTime",
    "Versioned",
    "bind_scope",
    "bundle",
    "child_of",
    "db",
    "folded_text",
    "listed_parent",
    "narrow",
    "page_by_key",
    "scope_of",
    "stored_enum",
    "writing",
]
