"""The words of mail. Titles and names of people stay out: mail is read by more eyes than a page."""

from datetime import date

from portal.core.months import day_words
from portal.core.text import normal_line


def released(name: str, predecessor: str, successor: str, on_date: date, link: str) -> tuple[str, str]:
    """What an organisation had waits for its successor."""
    day = day_words(on_date)
    return (
        f"{normal_line(predecessor)} passes to you on {day}",
        f"Hello {normal_line(name)}\n\n{normal_line(successor)} takes the place of {normal_line(predecessor)} on {day}."
        f" You are a manager there, so please look at what passes to it on Accord. From {day} you can accept or decline"
        f" each thing, or accept everything at once. Nothing passes until you do.\n\nSee what passes:\n\n{link}\n\n"
        "Accord\n",
    )
