"""Questions answered with a number or a sum of money."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from portal.core import money
from portal.core.text import leave_out
from portal.forms.asked import TextLike

_WHOLE = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)", re.ASCII)
_DECIMAL = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


class Bounded(TextLike):
    """A number between ``minimum`` and ``maximum`` (either may be left out), both included."""

    max_length = 40
    width = "10"
    spellcheck = False

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] | None = None,
        *,
        minimum: int | Decimal | None = None,
        maximum: int | Decimal | None = None,
        **kwargs: Any,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        super().__init__(label, validators, **kwargs)

    def bare(self, text: str) -> str:
        """``text`` without the signs that the page shows before and after the input."""
        return text.removeprefix(self.prefix).removesuffix(self.suffix).strip()

    def within(self, value: Any) -> Any:
        """``value`` if it lies within the bounds. Raises ``ValueError`` with the message."""
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and not low <= value <= high:
            raise ValueError(f"{self.subject} must be between {self.words(low)} and {self.words(high)}")
        return self.beside(value)

    def beside(self, value: Any) -> Any:
        """``value`` if it is on the right side of each bound. Raises ``ValueError`` with the message."""
        low, high = self.minimum, self.maximum
        if low is not None and value < low:
            raise ValueError(f"{self.subject} must be {self.words(low)} or more")
        if high is not None and value > high:
            raise ValueError(f"{self.subject} must be {self.words(high)} or less")
        return value


class WholeNumberField(Bounded):
    """A whole number. Data: ``int`` or ``None``."""

    inputmode = "numeric"
    width = "5"

    def __init__(self, label: str = "", validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("maximum", 2**31 - 1)
        super().__init__(label, validators, **kwargs)

    def read(self, text: str) -> int:
        """The number, with its unit after it or not; thousands may be marked with commas."""
        text = self.bare(text)
        if not _WHOLE.fullmatch(text):
            raise ValueError(f"{self.subject} must be a whole number, like 12{leave_out(text)}")
        return int(self.within(int(plain_digits(text))))

    def words(self, value: Any) -> str:
        """With commas between thousands."""
        return "" if value is None else f"{value:,}"


class DecimalField(Bounded):
    """A number with at most ``places`` digits after the point. Data: ``Decimal`` (finite) or ``None``."""

    inputmode = "decimal"

    def __init__(
        self, label: str = "", validators: Sequence[Any] | None = None, *, places: int = 2, **kwargs: Any
    ) -> None:
        self.places = places
        super().__init__(label, validators, **kwargs)

    def read(self, text: str) -> Decimal:
        """The number, with its unit after it or not; thousands may be marked with commas. "NaN" and "Infinity" are not
        numbers."""
        text = self.bare(text)
        if not _DECIMAL.fullmatch(text):
            raise ValueError(f"{self.subject} must be a number, like 12.5{leave_out(text)}")
        if len(text.partition(".")[2]) > self.places:
            raise ValueError(f"{self.subject} must have {self.places} or fewer digits after the decimal point")
        return Decimal(self.within(Decimal(plain_digits(text))))

    def write(self, value: Any) -> str:
        """Without an exponent and without noughts at the end."""
        return "" if value is None else plain_decimal(Decimal(value))

    def words(self, value: Any) -> str:
        """With commas between thousands."""
        return f"{Decimal(self.write(value)):,f}" if value is not None else ""


class PenceField(Bounded):
    """Money, typed as ``2,600,000``, ``£3,500.50`` or ``2.6m``. Data: pence, ``int`` or ``None``; bounds in pence."""

    inputmode = "decimal"
    prefix = "£"

    def __init__(self, label: str = "", validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("minimum", 0)
        kwargs.setdefault("maximum", money.MAX_PENCE)
        super().__init__(label, validators, **kwargs)

    def read(self, text: str) -> int:
        """The pence."""
        if any(unicodedata.category(one) == "Sc" and one != "£" for one in text):
            raise ValueError(f"{self.subject} must be in pounds, like 3,500 or 2.6m")
        try:
            pence = money.read_pence(text)
        except (ValueError, ArithmeticError):
            advice = leave_out(text.removeprefix("£"))
            raise ValueError(f"{self.subject} must be an amount of money, like 3,500 or 2.6m{advice}") from None
        return int(self.beside(pence))

    def write(self, value: Any) -> str:
        """The exact amount; the pound sign stands before the input."""
        return "" if value is None else money.exact(value).replace("£", "")

    def words(self, value: Any) -> str:
        """The exact amount with its sign."""
        return "" if value is None else money.exact(int(value))


def plain_digits(text: str) -> str:
    """A typed number without commas and with a plain minus sign."""
    return text.replace(",", "").replace("−", "-")


def plain_decimal(value: Decimal) -> str:
    """``12.5`` for ``Decimal("12.50")``, ``100`` for ``Decimal("1E+2")``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
