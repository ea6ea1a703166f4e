"""What can happen next, in words a person reads before taking a step."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.features.arrangements.rules.lifecycle import Step, allowed


@dataclass(frozen=True)
class Move:
    """One step that somebody can take: ``endpoint`` of its page, the link, what it does, the question and the button of
    its page, what is said when it is done. ``permission`` is asked of whoever takes it; ``warns`` of what is hard to
    undo."""

    endpoint: str
    link: str
    effect: str
    title: str
    button: str
    done: str
    permission: str
    warns: bool = False


MOVES: Mapping[Step, Move] = {
    Step.START: Move(
        "start",
        "Start it",
        "It is active from now on. It also starts by itself within a day, once its start date has come.",
        "Start this arrangement?",
        "Start it",
        "The arrangement is active",
        "arrangement:steer",
    ),
    Step.REVIEW: Move(
        "review",
        "Put it under review",
        "It goes on while the parties look at it again. You say by when the review is over.",
        "Put this arrangement under review",
        "Start the review",
        "The arrangement is under review",
        "arrangement:review",
    ),
    Step.CARRY_ON: Move(
        "carry_on",
        "End the review and carry on",
        "It is active again. You say what the review found.",
        "End the review and carry on",
        "Carry on",
        "The review is over and the arrangement is active",
        "arrangement:steer",
    ),
    Step.END: Move(
        "end",
        "Give notice to end it",
        "Any party can give notice. It goes on until the last day that you name.",
        "Give notice to end this arrangement",
        "Give notice",
        "Notice is given",
        "arrangement:end",
        warns=True,
    ),
    Step.RESUME: Move(
        "resume",
        "Take the notice back",
        "It is active again. Only the organisation that gave notice can do this.",
        "Take the notice back",
        "Take it back",
        "The notice is taken back and the arrangement is active",
        "arrangement:end",
    ),
    Step.CLOSE: Move(
        "close",
        "Close it",
        "It is over. It stays on the record, but nobody can change it or add to it any more. Only the success"
        " criteria of a pilot can still be judged.",
        "Close this arrangement",
        "Close it",
        "The arrangement is closed",
        "arrangement:steer",
        warns=True,
    ),
    Step.REFUSE: Move(
        "refuse",
        "Refuse to take part",
        "Your organisation will not take part. Nobody is asked to confirm it any more, unless it is sent again.",
        "Refuse to take part in this arrangement",
        "Refuse to take part",
        "Your organisation has refused to take part",
        "arrangement:confirm",
        warns=True,
    ),
    Step.WITHDRAW: Move(
        "withdraw",
        "Withdraw it",
        "It stays on the record for everybody who can see it now, but nobody can change it or add to it any more.",
        "Withdraw this arrangement?",
        "Withdraw it",
        "The arrangement is withdrawn",
        "arrangement:send",
        warns=True,
    ),
}


def moves(state: str, *, owner: bool, noticed: bool) -> list[Move]:
    """What an organisation can do next: ``owner`` registered it, ``noticed`` gave the notice that runs.

    Whether the person may is for the policy to say.
    """
    hidden = {Step.REFUSE} if owner else set()
    if not noticed:
        hidden.add(Step.RESUME)
    return [move for step, move in MOVES.items() if allowed(state, step) and step not in hidden]
