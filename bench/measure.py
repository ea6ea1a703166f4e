"""Measuring one case, and two beside each other in turns."""

import statistics
from dataclasses import asdict, dataclass

from bench.drive import Build, Measured, drive
from bench.places import Place
from bench.serving import Served

LANES = 4
WARM_UP = 0.5
WARM_UP_TIMES = 12
"""psycopg prepares a statement that it runs for the sixth time, and PostgreSQL keeps a plan from the sixth on again."""


@dataclass(frozen=True)
class Figures:
    """One case: milliseconds of one connection, and what a request cost in processor time."""

    per_second: float
    p50: float
    p95: float
    p99: float
    worker_ms: float
    database_ms: float
    requests: int
    wrong: int
    body_bytes: int

    def plain(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in asdict(self).items()}


def measure(served: Served, place: Place, build: Build, expected: int, seconds: float) -> Figures:
    """Drive one connection for ``seconds``, after a warm-up."""
    drive(served.port, build, expected, WARM_UP, least=WARM_UP_TIMES)
    worker, database = served.cpu_seconds(), place.cpu_seconds()
    found = drive(served.port, build, expected, seconds)
    count = max(len(found.seconds), 1)
    return Figures(
        found.per_second,
        found.percentile(50),
        found.percentile(95),
        found.percentile(99),
        (served.cpu_seconds() - worker) * 1000 / count,
        (place.cpu_seconds() - database) * 1000 / count,
        len(found.seconds),
        found.wrong,
        found.body_bytes,
    )


@dataclass(frozen=True)
class Beside:
    """Two cases measured in turns: requests per second of each (medians), and the median of the rounds' ratios.

    ``worker_ratio`` is the other's processor time a request as a share of the first's: what the ratio of requests per
    second comes to where nothing else runs on the machine.
    """

    per_second: float
    other_per_second: float
    ratio: float
    least: float
    most: float
    wrong: int
    worker_ms: float
    other_worker_ms: float
    worker_ratio: float

    def plain(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in asdict(self).items()}


def beside(
    one: tuple[Served, Build, int], other: tuple[Served, Build, int], rounds: int, seconds: float, lanes: int = LANES
) -> Beside:
    """Drive both in short turns, the first to go changing each round, so that what else the machine does hits both."""
    pairs: list[tuple[Measured, Measured]] = []
    worker: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        turns, costs = {}, {}
        for which in (0, 1) if number % 2 else (1, 0):
            served, build, expected = (one, other)[which]
            before = served.cpu_seconds()
            turns[which] = drive(served.port, build, expected, seconds, lanes)
            costs[which] = (served.cpu_seconds() - before) * 1000 / max(len(turns[which].seconds), 1)
        if number:
            pairs.append((turns[0], turns[1]))
            worker.append((costs[0], costs[1]))
    ratios = [first.per_second / second.per_second for first, second in pairs]
    return Beside(
        statistics.median(first.per_second for first, _ in pairs),
        statistics.median(second.per_second for _, second in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        sum(first.wrong + second.wrong for first, second in pairs),
        statistics.median(first for first, _ in worker),
        statistics.median(second for _, second in worker),
        statistics.median(second / first for first, second in worker if first),
    )
