"""The figures as tables for the screen."""

from collections.abc import Iterable, Iterator
from typing import Any

Results = dict[str, Any]


def table(results: Results) -> str:
    """Every figure of a measurement, run by run."""
    at = results["machine"]
    lines = [
        f"{at['at']}  {at['processor']}, {at['cores']} cores, {at['memory_gb']} GB, Python {at['python']}",
        "milliseconds on one connection; r/s: requests a second; worker, db: processor milliseconds a request",
    ]
    for run in results["runs"]:
        lines += ["", f"{run['database']}, {run['size']:,} statements ({run['bytes'] / 2**20:,.0f} MB)"]
        lines += _rows(_pages(run))
        lines += _beside("share of the bare page's requests per second", run.get("ratios", {}))
        lines += _beside("requests per second with the walls, as a share of those without", run.get("walls", {}))
        lines += list(_rest(run))
    return "\n".join(lines)


def _pages(run: Results) -> Iterator[tuple[str, ...]]:
    yield "page", "viewer", "r/s", "p50", "p95", "p99", "worker", "db", "sql", "wrong"
    for page, viewers in run.get("pages", {}).items():
        for viewer, one in viewers.items():
            counted = run["statements"].get(page, {}).get(viewer, "")
            yield (
                page, viewer, f"{one['per_second']:.0f}", *(f"{one[name]:.2f}" for name in ("p50", "p95", "p99")),
                f"{one['worker_ms']:.2f}", f"{one['database_ms']:.2f}", str(counted), str(one["wrong"]),
            )  # fmt: skip


def _beside(title: str, found: Results) -> list[str]:
    if not found:
        return []
    rows = [(title, "r/s", "other", "ratio", "least", "most", "worker", "other", "ratio", "wrong")]
    rows += [
        (
            name, f"{one['per_second']:.0f}", f"{one['other_per_second']:.0f}", f"{one['ratio']:.0%}",
            f"{one['least']:.0%}", f"{one['most']:.0%}", f"{one['worker_ms']:.2f}", f"{one['other_worker_ms']:.2f}",
            f"{one['worker_ratio']:.0%}", str(one["wrong"]),
        )
        for name, one in found.items()
    ]  # fmt: skip
    return ["", *_rows(rows)]


def _rest(run: Results) -> Iterator[str]:
    yield ""
    yield f"started in {run['started_in']} s, again in {run['started_again_in']} s"
    for name in ("memory_idle", "memory_after"):
        yield f"{name.replace('_', ' ')}: {run[name][0]} MB resident, {run[name][1]} MB proportional"
    for page, one in run["weight"].items():
        yield (
            f"{page}: HTML {one['html'] / 1000:.1f} KB ({one['html_compressed'] / 1000:.1f} compressed),"
            f" first visit {one['first_visit'] / 1000:.1f} KB compressed, {one['elsewhere']} from other hosts"
        )


def _rows(rows: Iterable[tuple[str, ...]]) -> list[str]:
    rows = list(rows)
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place < 1 or not _number(cell) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _number(cell: str) -> bool:
    return cell.rstrip("%").replace(".", "").isdigit()
