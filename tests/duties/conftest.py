"""The parties of case 3, as in the tests of risks."""

from tests.risks.conftest import joined  # noqa: F401
