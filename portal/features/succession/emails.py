"""The words of mail. Titles and names of people stay out: mail is read by more eyes than a page."""

from datetime import date

from portal.core.text import normal_line


def released(name: str, predecessor: str, successor: str, on_date: date, link: str) -> tuple[str, str]:
    """What an organisation had waits for its successor."""
    day = f"{on_date.day} {on_date:%B} {on_date.year}"
    return (
        f"{normal_line(predecessor)} passes to you on {day}",
        f"Hello {normal_line(name)}\n\n{normal_line(predecessor)} passes to {normal_line(successor)} on {day}. What it"
        f" had on Accord waits for you to accept it.\n\nSee what passes:\n\n{link}\n\nAccord\n",
    )
