"""Putting the frame together: configuration, database, protection, assets, what templates can use."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from portal.access import can, known_viewer
from portal.access.guard import declare, everyone
from portal.data import db
from portal.data.session import POSTGRES_PARAMETERS, prepare_engine
from portal.web import assets, errors, filters, headers, logs
from portal.web.application import SAFE_METHODS, ReferenceConverter

NAVIGATION: tuple[tuple[str, str, str | tuple[str, ...]], ...] = (
    ("Home", "/", "home."),
    ("Arrangements", "/arrangements", ("arrangements.", "risks.", "duties.", "matching.")),
    ("Feedback", "/feedback", "feedback."),
    ("Lessons", "/lessons", "lessons."),
    ("Evidence", "/evidence", "evidence."),
    ("Audits", "/engagements", "audits."),
    ("Organisations", "/organisations", "organisations."),
)
_protection = CSRFProtect()
FORM_MEMORY = 2_000_000
FORM_PARTS = 1_000


def flask_config(settings: config.Settings) -> dict[str, Any]:
    """Flask's own configuration, from ours."""
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SETTINGS": settings,
        "DEBUG": settings.debug,
        "TESTING": settings.portal_env is config.Environment.TEST,
        "TRUSTED_HOSTS": settings.trusted_hosts or None,
        "MAX_CONTENT_LENGTH": (settings.max_upload_mb + 1) * 1_000_000,
        "MAX_FORM_MEMORY_SIZE": FORM_MEMORY,
        "MAX_FORM_PARTS": FORM_PARTS,
        "SESSION_COOKIE_NAME": "__Host-accord" if settings.secure_cookies else "accord",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=settings.session_idle_minutes),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database),
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": settings.session_hours * 3600,
        "TEMPLATES_AUTO_RELOAD": settings.debug,
    }


def _engine_options(database: str) -> dict[str, Any]:
    if database.startswith("sqlite"):
        return {"connect_args": {"timeout": 10}, "hide_parameters": True}
    pool = {"pool_size": 8, "max_overflow": 8, "pool_pre_ping": False, "pool_recycle": 1800}
    return {"hide_parameters": True, "paramstyle": POSTGRES_PARAMETERS, **pool}


def register(app: Flask, settings: config.Settings) -> None:
    """Everything that is there whatever the features."""
    settings.portal_data_dir.mkdir(parents=True, exist_ok=True)
    if settings.portal_env is not config.Environment.TEST:
        logs.configure(settings)
    logs.register(app)
    app.url_map.converters["ref"] = ReferenceConverter
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    _protection.init_app(app)
    app.before_request(_check_token)
    filters.register(app)
    headers.register(app, settings.secure_cookies)
    errors.register(app)
    assets.register(app)
    app.context_processor(_context)
    declare(app, {"static": everyone("style, script and pictures are the same for everybody")})


def _check_token() -> None:
    """Take in all that is sent, and check its token, before the transaction begins: on SQLite it holds the one write
    lock, and somebody on a slow line must not keep everybody else from writing. A token that does not fit is answered
    when it is known who sent it (``Portal.dispatch_request``)."""
    g.token_fault = None
    if request.method in SAFE_METHODS or request.endpoint is None or not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        _protection.protect(apply_exemptions=True)
    except CSRFError as fault:
        g.token_fault = fault


def _context() -> dict[str, Any]:
    endpoint = request.endpoint or ""
    viewer = known_viewer()
    links = [(label, href, endpoint.startswith(prefix)) for label, href, prefix in NAVIGATION]
    return {
        "viewer": viewer,
        "can": can,
        "csp_nonce": headers.csp_nonce(),
        "navigation": links if viewer and viewer.acts else [],
        "change_organisation_url": "/choose-organisation",
    }
