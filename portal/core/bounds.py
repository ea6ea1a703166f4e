"""How long texts are, between which days days lie and how many rows a document has, whatever they come from."""

from datetime import date

LINE, LINK, EMAIL, LONGEST_WORDS = 200, 500, 254, 5_000
"""Characters of a line, the address of a page, an email address (RFC 5321, with erratum 1690), and words."""
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 12, 31)
"""Between them there is room to reckon from a day, backwards and forwards, and stay on the calendar."""
MOST_OF_A_SORT = 5_000
"""Rows of one sort that a document has: what goes out in one can be read again."""
