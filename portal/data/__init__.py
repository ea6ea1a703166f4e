"""Floor 1: the database. What features use of it is named here."""

from portal.data.access_lists import (
    AccessGrant,
    AccessList,
    AccessListed,
    AccessTerm,
    GrantRole,
    OfOnePerson,
    child_of,
    ends_with_term,
    listed_parent,
)
from portal.data.adding import add_if_absent, add_numbered_rows, add_row, add_rows
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
from portal.data.bundle import bundle, is_lasting, lasting
from portal.data.days import day_or_never, days_after
from portal.data.kept import MOST_SHAPES, Kept
from portal.data.mandates import AccessMandate, place_waits, settle_mandate, take_term
from portal.data.narrow import narrow
from portal.data.pages import PAGE_SIZE, Listing, Page, page_by_key
from portal.data.plans import at_most, fixed_word, how_many, not_after, starts_with
from portal.data.session import Scope, bind_scope, db, scope_of, writing

__all__ = [
    "MOST_SHAPES",
    "PAGE_SIZE",
    "AccessGrant",
    "AccessList",
    "AccessListed",
    "AccessMandate",
    "AccessTerm",
    "Base",
    "BigId",
    "ExactNumber",
    "GrantRole",
    "Identified",
    "Kept",
    "Listing",
    "OfOnePerson",
    "Page",
    "Referenced",
    "Scope",
    "Timestamped",
    "UtcDateTime",
    "Versioned",
    "add_if_absent",
    "add_numbered_rows",
    "add_row",
    "add_rows",
    "at_most",
    "bind_scope",
    "bundle",
    "child_of",
    "day_or_never",
    "days_after",
    "db",
    "ends_with_term",
    "fixed_word",
    "folded_text",
    "how_many",
    "is_lasting",
    "lasting",
    "listed_parent",
    "narrow",
    "not_after",
    "page_by_key",
    "place_waits",
    "scope_of",
    "settle_mandate",
    "starts_with",
    "stored_enum",
    "take_term",
    "writing",
]
