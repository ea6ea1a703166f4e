"""Static files: served by WhiteNoise, addressed by their content so that they can be kept for ever."""

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

FOR_EVER = 365 * 24 * 3600
SHORT = 60


def register(app: Flask) -> None:
    """Serve ``static/`` ahead of the application and give templates ``asset(path)``."""
    folder = Path(app.static_folder or "static")

    @lru_cache(maxsize=256)
    def asset(path: str) -> str:
        file = folder / path
        stamp = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "missing"
        return f"/static/{quote(path)}?v={stamp}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        autorefresh=app.debug,
        max_age=SHORT if app.debug else FOR_EVER,
        add_headers_function=_harmless,
    )


def _harmless(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
