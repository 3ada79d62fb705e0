"""What an import costs beside the database's own bulk load: `python -m benchmarks.imports [--rows N] [--profile STEP]`.

Writes a file in the layout of UCDP GED (an event with its deaths by side, two newspaper reports each), imports it as
drafts and publishes it; then loads the very rows that came of it into tables with the same columns, indexes and
checks, by COPY or one executemany. Two loads stand beside it: that of the table of figures alone, and that of every
table that recording the file filled; on PostgreSQL a third one, which looks up no foreign keys. Prints seconds, ratios,
and how much memory each step needed at most. Engine and folder come from the environment, as for the server; both are
scratch.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import gc
import os
import pstats
import resource
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.plain_load import Load


def main() -> None:
    """Import, publish, load, and print."""
    arguments = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tracker-bench-"))
    os.environ.setdefault("SECRET_KEY", "bench" + "x" * 50)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    gc.set_threshold(20_000)  # as manage.py does
    _measure(arguments.rows, profile=arguments.profile)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--profile", default="", help="print where the time of this step goes: read, stored, published")
    return parser.parse_args()


@dataclass(slots=True)
class Steps:
    """Seconds of the clock and of the processors that each step took, and the memory it needed at most, in MB."""

    profile: str
    seconds: dict[str, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)

    def do(self, name: str, act: Callable[[], Any]) -> None:
        """Carry out a step."""
        from benchmarks.spent import spent

        clock, own = time.perf_counter(), spent()
        _profiled(act) if name == self.profile else act()
        self.seconds[name] = time.perf_counter() - clock
        self.own[name] = spent() - own
        self.memory[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _measure(rows: int, *, profile: str) -> None:
    from django.db import connection

    from benchmarks import plain_load
    from tracker.intake import publishing, runs
    from tracker.ledger import accounts, imports, sources
    from tracker.models import Figure, Place

    author, _ = accounts.create_user("author", role="contributor")
    reviewer, _ = accounts.create_user("reviewer", role="reviewer")
    crisis = sources.create_crisis("bench", name="Bench", actor=None, place=Place.objects.get(code="SYR"))
    path = write_ged(Path(tempfile.mkdtemp()) / "GEDEvent_v25_1.csv", rows)
    sha, size = runs.receive(path)
    run = imports.open_run(
        name=path.name, sha256=sha, size=size, crisis=crisis, actor=author, key=uuid.uuid4().hex, reason="Bench."
    )
    steps = Steps(profile)
    before = plain_load.marks()
    steps.do("begun", gc.collect)
    steps.do("read", lambda: runs.stage(run))
    runs.confirm(run, actor=author)
    steps.do("stored", lambda: runs.commit(run))
    drafts = plain_load.grown_since(before)
    connection.close()  # another person publishes, whose process has a connection of its own
    steps.do("published", lambda: publishing.publish(run, actor=reviewer, reason="Looked at as a whole."))
    print(f"{connection.vendor}: {rows:,} rows, {Figure.objects.count():,} figures, counts {run.counts}")
    figures = plain_load.load({name: mark for name, mark in drafts.items() if name == Figure._meta.db_table})
    loads = {"the figures alone": figures, f"all {len(drafts)} tables that recording fills": plain_load.load(drafts)}
    if connection.vendor == "postgresql":
        loads["the same without foreign keys"] = plain_load.load(drafts, keys=False)
    _print(steps, loads, rows=rows)


def _print(steps: Steps, loads: dict[str, Load], *, rows: int) -> None:
    print(f"{'begun':10}{steps.memory['begun']:>8} MB")
    for name in ("read", "stored", "published"):
        took, own, memory = steps.seconds[name], steps.own[name], steps.memory[name]
        print(f"{name:10}{memory:>8} MB {took:8.2f} s, {own:8.2f} s of work, {rows / took:8,.0f} rows/s")
    for name, load in loads.items():
        print(f"load of {name}: {load.seconds:.2f} s, {load.own:.2f} s of work, {load.rows:,} rows")
        _print_ratio("read and stored", steps, load, "read", "stored")
        _print_ratio("and published", steps, load, "read", "stored", "published")


def _print_ratio(words: str, steps: Steps, load: Load, *names: str) -> None:
    """The time of these steps in times of the load; by the clock, which others move too, and by the work of processors.

    The latter says nothing where a server works elsewhere.
    """
    from benchmarks.spent import is_known

    clock, own = sum(steps.seconds[name] for name in names), sum(steps.own[name] for name in names)
    work = f", {own / load.own:6.1f} by the work" if is_known() and load.own else ""
    print(f"  {words:16}{clock / load.seconds:6.1f} by the clock{work}")


def write_ged(path: Path, rows: int) -> Path:
    """A file of made-up events in the layout of UCDP GED."""
    from tracker.intake.readers.ged import CANDIDATE

    random = Random(7)
    with path.open("w", newline="") as target:
        writer = csv.DictWriter(target, CANDIDATE, restval="")
        writer.writeheader()
        for number in range(1, rows + 1):
            writer.writerow(_event(number, random))
    return path


def _event(number: int, random: Random) -> dict[str, Any]:
    parts = [random.choice((0, 0, 1, 3, 8)) for _ in range(4)]
    best = sum(parts)
    day = f"20{random.randint(12, 19)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    outlets = "; ".join(
        f'"{random.choice(("Agency", "Wire", "Daily"))},{day},Report {random.randint(1, rows_of_reports)} on clashes"'
        for rows_of_reports in (5_000, 5_000)
    )
    return {
        "id": number, "relid": f"SYR-{number}", "year": day[:4], "active_year": 1, "code_status": "Clear",
        "type_of_violence": 1, "conflict_name": "Syria: Government", "dyad_name": "Government - Opposition",
        "side_a": "Government of Syria", "side_b": "Syrian insurgents", "number_of_sources": 2,
        "source_article": outlets, "where_prec": random.choice((1, 2, 4, 6)), "where_coordinates": "Idlib town",
        "adm_1": "Idlib governorate", "latitude": 35.9 + random.random() / 10, "longitude": 36.6, "country": "Syria",
        "country_id": 652, "region": "Middle East", "event_clarity": 1, "date_prec": 1,
        "date_start": f"{day} 00:00:00.000", "date_end": f"{day} 00:00:00.000", "deaths_a": parts[0],
        "deaths_b": parts[1], "deaths_civilians": parts[2], "deaths_unknown": parts[3], "best": best,
        "high": best + random.choice((0, 2)), "low": best,
    }  # fmt: skip


def _profiled(act: Callable[[], Any]) -> None:
    profiler = cProfile.Profile()
    try:
        profiler.runcall(act)
    finally:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main()
