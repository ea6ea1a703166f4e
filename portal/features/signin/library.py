"""Flask-Security, loaded without the package that would encrypt the secrets of authenticator apps.

Nobody signs in with such an app here, and the library does without it where it is not there: 6 MB less in each worker.
"""

import sys
from typing import Any

_LEFT_OUT = "cryptography"
_modules: dict[str, Any] = sys.modules
_loaded = _modules.get(_LEFT_OUT)
_modules[_LEFT_OUT] = None  # which importing takes for a package that is not there
try:
    from flask_security import Security, SQLAlchemyUserDatastore, UserMixin, recoverable
    from flask_security.utils import hash_password, login_user, logout_user, verify_password
finally:
    del _modules[_LEFT_OUT]
    if _loaded is not None:
        _modules[_LEFT_OUT] = _loaded

__all__ = [
    "SQLAlchemyUserDatastore",
    "Security",
    "UserMixin",
    "hash_password",
    "login_user",
    "logout_user",
    "recoverable",
    "verify_password",
]
