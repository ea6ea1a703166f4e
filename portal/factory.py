"""Making the application."""

import config
from portal import wiring
from portal.access.guard import check_every_door
from portal.web import frame
from portal.web.application import Portal


def create_app(settings: config.Settings | None = None) -> Portal:
    """The application for ``settings`` (the environment's). Raises ``SystemExit`` naming every unsafe setting
    in production, and ``RuntimeError`` if an endpoint declares no access."""
    settings = settings or config.load()
    if settings.production and (faults := settings.faults()):
        raise SystemExit("Accord will not start in production:\n" + "\n".join(f"- {fault}" for fault in faults))
    app = Portal("portal", root_path=str(config.ROOT), static_folder="static", template_folder="templates")
    app.config.update(frame.flask_config(settings))
    frame.register(app, settings)
    wiring.register(app)
    check_every_door(app)
    return app
