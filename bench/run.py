"""The whole measurement: each database, each size, each viewer; figures to a file and a table to the screen."""

import argparse
import json
import os
import platform
import secrets
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from argon2 import PasswordHasher

from bench.cases import PASSWORD, BareBrowser, Browser, Case, forms, pages
from bench.measure import beside, measure
from bench.places import Place, places
from bench.report import table
from bench.serving import CLIENT_CORE, Served, pin
from bench.weight import weigh
from bench.world import FEW, NEARLY_ALL, VIEWERS, World

SIZES = (1_000, 100_000, 1_000_000)
WALLS_AT = 100_000
PORTS = (8710, 8711, 8712)
FOUND, SEE_OTHER, MISSING = 200, 303, 404
RESULTS = Path("var/bench.json")
LIBRARIES = ("Flask", "SQLAlchemy", "psycopg", "granian", "Werkzeug", "Jinja2")

Results = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """How long to look: seconds for one case, rounds and seconds of a comparison; and at what alone, if not at all."""

    seconds: float
    rounds: int
    round_seconds: float
    only: str = ""


def main() -> None:
    """Measure and write down."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    pace = Pace(0.7, 3, 0.5, asked.only) if asked.quick else Pace(asked.seconds, 9, 0.8, asked.only)
    pin(CLIENT_CORE)
    results: Results = {"machine": machine(), "runs": []}
    folder = Path(tempfile.mkdtemp(prefix="accord-bench-"))
    with places(asked.databases, folder) as chosen:
        for place in chosen:
            filled = [fill(place, size) for size in asked.sizes]
            for one in filled:
                results["runs"].append(measure_size(place, one, pace, folder))
                asked.out.parent.mkdir(exist_ok=True)
                asked.out.write_text(json.dumps(results, indent=1))
                print(table({**results, "runs": results["runs"][-1:]}), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=list(SIZES), help="statements, e.g. 1000,100000")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=2.0, help="how long one case is driven")
    parser.add_argument("--quick", action="store_true", help="short turns: figures that only tell right from wrong")
    parser.add_argument(
        "--only", choices=("", "pages", "ratios"), default="", help="the pages alone, or the comparisons alone"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures go, as JSON")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(one.replace("_", "")) for one in text.split(",")]


def machine() -> dict[str, Any]:
    """What it was measured on, and when."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
        "load": os.getloadavg(),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


@dataclass(frozen=True)
class Filled:
    """A database that is ready, and the copy without walls, where there is one."""

    size: int
    url: str
    open_url: str
    seconds: float


def fill(place: Place, size: int) -> Filled:
    """Make and fill a database, and its copy without walls at the size where walls are weighed."""
    hashed = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(PASSWORD)
    began = time.perf_counter()
    url = place.fill(size, hashed)
    open_url = place.without_walls(size) if size == WALLS_AT else ""
    filled = Filled(size, url, open_url, round(time.perf_counter() - began, 1))
    megabytes = place.size(size) / 2**20
    print(f"{place.name}: {size:,} statements loaded in {filled.seconds} s, {megabytes:,.0f} MB", flush=True)
    return filled


def measure_size(place: Place, filled: Filled, pace: Pace, folder: Path) -> Results:
    """Everything at one size, on one kind of database."""
    size, url = filled.size, filled.url
    run: Results = {
        "database": f"{place.name} {place.version}", "size": size,
        "loaded_in": filled.seconds, "bytes": place.size(size), "load": os.getloadavg()[0],
    }  # fmt: skip
    print(f"{place.name}: measuring at {size:,}", flush=True)
    try:
        there = count_statements(url, size, folder, run)
        with portal(url, folder, PORTS[0]) as served, bare(place, PORTS[1]) as plain:
            run["started_in"] = round(served.started_in, 2)
            run["memory_idle"] = [round(value, 1) for value in served.megabytes()]
            if pace.only != "ratios":
                latencies(served, place, there, pace, run)
            if pace.only != "pages":
                ratios(served, plain, there, pace, run)
            run["memory_after"] = [round(value, 1) for value in served.megabytes()]
            browser = Browser(served.port)
            run["weight"] = {case.name: weigh(browser, case.path) for case in there}
        run["started_again_in"] = starts(url, folder)
        if filled.open_url and pace.only != "pages":
            with (
                portal(url, folder, PORTS[0]) as up,
                portal(filled.open_url, folder, PORTS[2], BENCH_WALLS="off") as down,
            ):
                walls(up, down, there, pace, run)
    finally:
        place.forget(size)
    return run


@contextmanager
def portal(url: str, folder: Path, port: int, **more: str) -> Iterator[Served]:
    """The portal on ``port``; ``more`` are settings of ``bench.served``."""
    environment = {
        "DATABASE_URL": url, "PORTAL_DATA_DIR": str(folder / "data"), "SECRET_KEY": secrets.token_hex(32),
        "PORTAL_ENV": "production" if url.startswith("postgresql") else "development", "TRUSTED_HOSTS": "127.0.0.1",
        **more,
    }  # fmt: skip
    with Served("bench.served:application", port, environment, "/sign-in") as served:
        yield served


@contextmanager
def bare(place: Place, port: int) -> Iterator[Served]:
    """The bare pages, on tables of their own."""
    environment = {"BARE_DATABASE": place.bare_url}
    with Served("bench.bare:app", port, environment, "/sign-in") as served:
        yield served


def starts(url: str, folder: Path) -> float:
    """Seconds until the first page is answered; the median of three starts."""
    times = []
    for _ in range(3):
        with portal(url, folder, PORTS[0]) as served:
            times.append(served.started_in)
    return round(statistics.median(times), 2)


def count_statements(url: str, size: int, folder: Path, run: Results) -> list[Case]:
    """Count SQL statements of each page for each viewer; give the pages that are there."""
    there: list[Case] = []
    counts: dict[str, dict[str, int]] = {}
    with portal(url, folder, PORTS[0], BENCH_COUNT="1") as served:
        for person, words in VIEWERS.items():
            browser = Browser(served.port, person)
            for case in pages(World(size, "")):
                browser.visit(case.path)
                status, headers, _ = browser.visit(case.path)
                if status == FOUND:
                    counts.setdefault(case.name, {})[words] = int(headers["x-statements"])
                    there += [] if case in there else [case]
                elif person == NEARLY_ALL:
                    print(f"  {case.name}: {case.path} answered {status}", flush=True)
        run["statements"] = counts
        browser = Browser(served.port)
        for form in forms():
            status, headers, _ = browser.send(browser.sending(form)(0))
            if status != SEE_OTHER:
                raise RuntimeError(f"{form.name}: {form.path} answered {status}")
            counts[form.name] = {VIEWERS[NEARLY_ALL]: int(headers["x-statements"])}
    return there


def latencies(served: Served, place: Place, there: list[Case], pace: Pace, run: Results) -> None:
    """One connection: each page for each viewer, then the statement made and the sign-in."""
    found: dict[str, dict[str, Any]] = {}
    for person, words in VIEWERS.items():
        browser = Browser(served.port, person)
        for case in there:
            if browser.visit(case.path)[0] == FOUND:
                figures = measure(served, place, browser.reading(case.path), FOUND, pace.seconds)
                found.setdefault(case.name, {})[words] = figures.plain()
    words = VIEWERS[NEARLY_ALL]
    for form in forms():
        sending = Browser(served.port).sending(form)
        found[form.name] = {words: measure(served, place, sending, SEE_OTHER, pace.seconds).plain()}
    entering = Browser(served.port).sign_in
    found["sign-in"] = {words: measure(served, place, lambda _: entering, SEE_OTHER, pace.seconds).plain()}
    run["pages"] = found


def ratios(served: Served, plain: Served, there: list[Case], pace: Pace, run: Results) -> None:
    """Requests per second beside those of the bare page that does the same, in turns."""
    run["ratios"] = {}
    bare_browser = BareBrowser(plain.port)
    for person in (NEARLY_ALL, FEW):
        browser = Browser(served.port, person)
        for case in there:
            if case.bare and browser.visit(case.path)[0] == FOUND:
                run["ratios"][f"{case.name}, {VIEWERS[person]}"] = beside(
                    (served, browser.reading(case.path), FOUND),
                    (plain, bare_browser.reading(f"/{case.bare}"), FOUND),
                    pace.rounds,
                    pace.round_seconds,
                ).plain()
    for form in forms():
        run["ratios"][form.name] = beside(
            (served, Browser(served.port).sending(form), SEE_OTHER),
            (plain, bare_browser.sending("/post"), SEE_OTHER),
            pace.rounds,
            pace.round_seconds,
        ).plain()


def walls(up: Served, down: Served, there: list[Case], pace: Pace, run: Results) -> None:
    """The same pages with both walls and with neither, in turns: the ratio is of requests per second."""
    run["walls"] = {}
    behind, before = Browser(up.port), Browser(down.port)
    for case in there:
        run["walls"][case.name] = beside(
            (up, behind.reading(case.path), FOUND),
            (down, before.reading(case.path), FOUND),
            pace.rounds,
            pace.round_seconds,
        ).plain()
    for form in forms():
        run["walls"][form.name] = beside(
            (up, behind.sending(form), SEE_OTHER),
            (down, before.sending(form), SEE_OTHER),
            pace.rounds,
            pace.round_seconds,
        ).plain()
