"""Money is whole pence in an ``int``; these turn it to and from words."""

import re
from decimal import ROUND_HALF_UP, Decimal

MAX_PENCE = 10**15

_AMOUNT = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d{1,2})?")
_SCALED = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>million|m|billion|bn|thousand|k)", re.IGNORECASE)
_SCALES = {"million": 6, "m": 6, "billion": 9, "bn": 9, "thousand": 3, "k": 3}


def read_pence(text: str) -> int:
    """Pence from what a person typed: ``£2,600,000``, ``2.6m``, ``3500.50``, however much. Raises ``ValueError``
    otherwise."""
    words = text.strip().replace("−", "-")
    sign, words = (-1, words[1:]) if words.startswith("-") else (1, words)
    words = words.strip().removeprefix("£").strip()
    if scaled := _SCALED.fullmatch(words):
        pence = Decimal(scaled["number"]).scaleb(_SCALES[scaled["scale"].lower()] + 2)
    elif plain := _AMOUNT.fullmatch(words):
        pence = Decimal(plain["number"].replace(",", "") + (plain["part"] or "")) * 100
    else:
        raise ValueError("not an amount of money")
    if pence != pence.to_integral_value():
        raise ValueError("not an amount of money in whole pence")
    return sign * int(pence)


def exact(pence: int) -> str:
    """``£2,600,000`` or ``£3,500.50``: for tables."""
    pounds, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{pounds:,}" + (f".{rest:02d}" if rest else "")


def prose(pence: int) -> str:
    """``£2.6 million`` where it reads better and loses nothing, else the exact form: for sentences."""
    for name, size in (("billion", 10**11), ("million", 10**8)):
        if abs(pence) >= size:
            scaled = Decimal(pence) / size
            if scaled == scaled.quantize(Decimal("0.01"), ROUND_HALF_UP):
                return ("-" if pence < 0 else "") + f"£{abs(scaled).normalize():f} {name}"
    return exact(pence)
