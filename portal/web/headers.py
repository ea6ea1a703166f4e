"""What every answer says to the browser."""

from flask import Flask, Response, g, request

from portal.web.application import new_nonce

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LASTING = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def csp_nonce() -> str:
    """The nonce of this page's own script."""
    nonce: str = g.setdefault("csp_nonce", new_nonce())
    return nonce


def register(app: Flask, https: bool) -> None:
    """Set the headers on every answer; pages are never stored, by the browser or between."""
    fixed = tuple((FIXED | LASTING if https else FIXED).items())

    @app.after_request
    def _protect(response: Response) -> Response:
        # Looked through once: to look for each of them costs more than to write them.
        said = {name.lower() for name, _ in response.headers}
        for name, value in fixed:
            if name.lower() not in said:
                response.headers.add(name, value)
        if "content-security-policy" not in said:
            response.headers.add("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
        if "cache-control" not in said and request.endpoint != "static":
            response.headers.add("Cache-Control", "no-store")
        return response
