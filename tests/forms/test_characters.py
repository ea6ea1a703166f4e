"""What is refused and what is drawn as unreadable are the characters that Unicode itself sets apart."""

import unicodedata

from portal.core.text import unfit_character
from portal.forms.characters import UNREADABLE, fault_in, safe_to_show

DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_what_may_not_be_kept_is_what_is_drawn_as_unreadable() -> None:
    for number in range(0x110000):
        character = chr(number)
        if character == "\r":
            continue
        unfit = (
            unicodedata.category(character) == "Cs"
            or (unicodedata.category(character) == "Cc" and character not in "\n\t")
            or unicodedata.bidirectional(character) in DIRECTIONS
            or number & 0xFFFE == 0xFFFE
        )
        assert bool(unfit_character(character)) is unfit, hex(number)
        assert safe_to_show(character) == (UNREADABLE if unfit else character), hex(number)


def test_ends_of_lines_are_ours() -> None:
    assert safe_to_show("a\r\nb\rc\n") == "a\nb\nc\n"


def test_what_could_not_be_read_is_named() -> None:
    assert fault_in("plain") is None
    assert fault_in("a\ufffd") == "a character that we could not read"
