"""The questions that parties settle about tax, risk, property and staff, with the answers to choose from.

To add a question, add it here. One that was answered keeps its key, and so does an answer that was given: versions of
the terms name them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

OPEN = "open"


@dataclass(frozen=True)
class Question:
    """``about`` names it in lists; ``answers`` are words by key, to which "not settled yet" is added."""

    about: str
    asks: str
    hint: str
    answers: Mapping[str, str]

    def words(self, answer: str) -> str:
        """An answer in words."""
        return NOT_SETTLED if answer == OPEN else self.answers.get(answer, answer)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(key, words) of every answer."""
        return [*self.answers.items(), (OPEN, NOT_SETTLED)]


NOT_SETTLED = "This is not settled yet"

QUESTIONS: dict[str, Question] = {
    "vat": Question(
        "VAT",
        "How is VAT dealt with?",
        "Councils can usually get back the VAT that they pay. Charities often cannot",
        {
            "none": "No VAT is charged",
            "charged": "VAT is charged, and who pays it gets it back",
            "cost": "VAT is charged, and who pays it cannot get it back",
            "mixed": "It differs from payment to payment",
        },
    ),
    "liabilities": Question(
        "Liabilities",
        "Who answers for losses and claims?",
        "For example, when a service goes wrong and somebody is harmed",
        {
            "own": "Each party answers for what it does",
            "provider": "The party that gives the service",
            "shared": "All parties, in parts that are agreed",
            "accountable_body": "The accountable body",
        },
    ),
    "indemnity": Question(
        "Indemnity",
        "Does a party promise to make good another’s losses?",
        "Say in the note what the limit is, if there is one",
        {
            "none": "No",
            "one_way": "Yes, one party promises it",
            "mutual": "Yes, each party promises it to the others",
            "limited": "Yes, up to a limit",
        },
    ),
    "insurance": Question(
        "Insurance",
        "Whose insurance covers the work?",
        "Say in the note who has checked it and when it runs out",
        {
            "own": "Each party’s own",
            "lead": "One party’s, for all of them",
            "joint": "A policy that the parties take out together",
            "none": "There is no insurance",
        },
    ),
    "assets": Question(
        "What is bought or made",
        "Who owns what is bought or made?",
        "Equipment, buildings, data and written work",
        {
            "payer": "Whoever pays for it",
            "lead": "One party, for all of them",
            "joint": "The parties together",
            "none": "Nothing is bought or made",
        },
    ),
    "transfer": Question(
        "Staff who change employer",
        "Do staff change employer?",
        "The TUPE rules protect staff whose work moves to another employer",
        {
            "none": "No",
            "start": "Yes, under TUPE, when it starts",
            "end": "Yes, under TUPE, when it ends",
            "both": "Yes, under TUPE, when it starts and when it ends",
            "other": "Yes, in another way",
        },
    ),
    "secondment": Question(
        "Staff who are lent",
        "Are staff lent by one party to another?",
        "Say in the note who manages them and who pays them",
        {
            "none": "No",
            "seconded": "Yes, they are seconded",
            "section_113": "Yes, under section 113 of the Local Government Act 1972",
            "joint_posts": "Yes, in posts that the parties share",
        },
    ),
}
