"""Names as people look for them: folded to bare words, split out of crowded cells."""

import re
import unicodedata

TERM_LENGTH = 60
MOST_INITIALS = 10
"""Letters of what is read as initials in somebody's file."""

_SHORT_FOR: dict[str, tuple[str, ...]] = {
    "bc": ("borough",),
    "cbc": ("borough",),
    "cc": ("county", "city"),
    "dc": ("district",),
    "lb": ("london",),
    "lbc": ("london",),
    "mbc": ("metropolitan", "borough"),
    "mdc": ("metropolitan", "district"),
    "rb": ("royal",),
    "rbc": ("royal", "borough"),
}
"""What people write for the kind of a council; of several words any will do."""

_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"})
"""Words that no initial stands for."""

_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")
_ORG_ID = re.compile(r"[A-Za-z]{2}-[A-Za-z]{2,}(?:-[A-Za-z0-9]+)+")


def words_of(text: str) -> list[str]:
    """The folded words of ``text``: no accents, no capitals, no punctuation, no soft hyphens or other hidden
    characters, ``&`` read as "and".

    "Tŷ" and "ty" fold alike; so do "King's" and "Kings".
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and "))
    bare = "".join(one for one in plain if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return _WORD.findall(bare.casefold())


def folded(text: str) -> str:
    """``text`` as its folded words with single spaces: what names are compared and sorted by."""
    return " ".join(words_of(text))


def initials_of(name: str) -> str:
    """The folded initials of a name, ``odpm`` of "Office of the Deputy Prime Minister"; nothing of fewer than two
    words that count."""
    words = [word for word in words_of(name) if word not in _SMALL]
    return "".join(word[0] for word in words)[:TERM_LENGTH] if len(words) > 1 else ""


def as_initials(name: str) -> str:
    """What a name in a file is as initials, folded: ``odpm`` of "ODPM" and of "O.D.P.M."; nothing of any other."""
    letters = "".join(words_of(name))
    parted = all(len(word) == 1 for word in words_of(name)) and not name.strip().isalpha()
    together = name.strip().isalpha() and name.isupper()
    return letters if 1 < len(letters) <= MOST_INITIALS and (parted or together) else ""


def terms_of(names: list[str], identifiers: list[tuple[str, str]]) -> set[str]:
    """Every term by whose start an organisation is found: words and initials of its names, its codes, its whole
    org-ids."""
    terms = {word[:TERM_LENGTH] for name in names for word in words_of(name)} | set(map(initials_of, names))
    for scheme, value in identifiers:
        terms.add(_squashed(value))
        terms.add(_squashed(scheme + value))
    return terms - {""}


def search_terms(text: str, most: int = 6) -> list[str]:
    """What a typed search asks for: each is the start of a term, all must match. ``GB-LAE-KEN`` is one term."""
    found: list[str] = []
    for piece in text.split():
        found += [_squashed(piece)] if _ORG_ID.fullmatch(piece) else [word[:TERM_LENGTH] for word in words_of(piece)]
    return list(dict.fromkeys(found))[:most]


def written_out(term: str) -> tuple[str, ...]:
    """What a term of a search may be the start of: itself, or a word of a council’s name that it is short for."""
    return (term, *_SHORT_FOR.get(term, ()))


def _squashed(text: str) -> str:
    return "".join(words_of(text))[:TERM_LENGTH]


def pieces_of(cell: str) -> list[str]:
    """The pieces of a list parted by commas; a comma with a space after it is part of a name."""
    return [piece.strip() for piece in re.split(r",(?! )", cell) if piece.strip()]


def split_names(cell: str) -> list[str]:
    """Names listed in one cell, where a comma with a space after it is part of a name.

    Pieces that together spell another name of the same cell are that name with its spaces lost
    ("rhondda,cynon,taff" beside "Rhondda Cynon Taff"), and are not names of their own.
    """
    pieces = pieces_of(cell)
    whole = {folded(piece) for piece in pieces if len(words_of(piece)) > 1}
    kept: list[str] = []
    at = 0
    while at < len(pieces):
        run = next((end for end in range(len(pieces), at + 1, -1) if folded(" ".join(pieces[at:end])) in whole), None)
        if run is None:
            kept.append(pieces[at])
        at = run or at + 1
    return kept


def without_repeats(names: list[str], seen: set[str] | None = None) -> list[str]:
    """The names that fold differently from each other and from ``seen`` (folded), first spelling kept."""
    taken = set(seen or ())
    kept = []
    for name in names:
        if (key := folded(name)) and key not in taken:
            taken.add(key)
            kept.append(name)
    return kept
