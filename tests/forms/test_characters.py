"""The pattern for showing and the rule for keeping speak of the same characters."""

from portal.core.text import unfit_character
from portal.forms.characters import UNREADABLE, fault_in, safe_to_show


def test_what_may_not_be_kept_is_what_is_drawn_as_unreadable() -> None:
    for number in range(0x110000):
        character = chr(number)
        if character == "\r":
            continue
        expected = UNREADABLE if unfit_character(character) else character
        assert safe_to_show(character) == expected, hex(number)


def test_ends_of_lines_are_ours() -> None:
    assert safe_to_show("a\r\nb\rc\n") == "a\nb\nc\n"


def test_what_could_not_be_read_is_named() -> None:
    assert fault_in("plain") is None
    assert fault_in("a\ufffd") == "a character that we could not read"
