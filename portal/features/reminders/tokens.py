"""The link in each reminder that stops them: signed, so that it works for whoever is not signed in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def stop_token(actor_id: str) -> str:
    """What stands for a person in the link: their name in the ledger, signed. It does nothing but stop reminders, and
    works for as long as the secret key is kept."""
    token = _serializer().dumps(actor_id)
    return token if isinstance(token, str) else token.decode()


def actor_of(token: str) -> str | None:
    """Whose link this is, or ``None`` for one that we did not sign."""
    try:
        actor_id = _serializer().loads(token)
    except BadSignature:
        return None
    return actor_id if isinstance(actor_id, str) else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="accord.reminders.stop")
