"""How the history of an account is told."""

from portal.ledger.telling import Subject

SENTENCES = {
    "password.changed": "chose a new password",
    "invitation.answered": "or somebody with the link answered an invitation to {}",
}
SUBJECTS: dict[str, Subject] = {}
