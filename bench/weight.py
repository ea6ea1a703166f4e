"""What a page weighs: its HTML, and all that a browser fetches on the first visit."""

import gzip
import re
from urllib.parse import urljoin

from bench.cases import Browser

_FETCHED = re.compile(r'(?:href|src|data-components)="(/static/[^"]+)"')
_IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
_COMPRESSIBLE = ("text/", "javascript", "json", "svg", "xml", "icon")


def weigh(browser: Browser, path: str) -> dict[str, object]:
    """Bytes of the HTML, and of a whole first visit (fonts left out: the pages name none) compressed by gzip."""
    _, _, html = browser.visit(path)
    files: dict[str, int] = {}
    waiting = list(dict.fromkeys(_FETCHED.findall(html.decode())))
    while waiting:
        address = waiting.pop(0)
        if address in files or address.startswith(("data:", "#")):
            continue
        status, headers, body = browser.fetch(address)
        files[address] = _compressed(headers, body) if status == 200 else 0
        if "css" in headers.get("content-type", "") and not headers.get("content-encoding"):
            waiting += [urljoin(address, found) for found in _IN_STYLE.findall(body.decode())]
    page = len(gzip.compress(html, 6))
    named = {address.partition("?")[0]: size for address, size in files.items()}
    elsewhere = re.findall(r'(?:src|href)="(https?:)?//', html.decode())
    return {
        "html": len(html),
        "html_compressed": page,
        "first_visit": page + sum(files.values()),
        "files": named,
        "elsewhere": len(elsewhere),
    }


def _compressed(headers: dict[str, str], body: bytes) -> int:
    kind = headers.get("content-type", "")
    if headers.get("content-encoding") or not any(word in kind for word in _COMPRESSIBLE):
        return len(body)
    return len(gzip.compress(body, 6))
