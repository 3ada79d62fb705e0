"""What an import costs against the database's own bulk load: `python -m benchmarks.imports --rows 5000 [--profile]`.

Writes a file in the layout of UCDP GED (an event with its deaths by side, two newspaper reports each), imports it as
drafts, publishes it, and loads the very figures that came of it into a table with the same columns and indexes, by COPY
or one executemany. Prints rows a second, and the ratios. Engine and folder come from the environment, as for the
server; both are scratch.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import os
import pstats
import resource
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

CHUNK = 500


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
    _measure(arguments.rows, profile=arguments.profile)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--profile", action="store_true", help="print where the time of storing goes")
    return parser.parse_args()


def _measure(rows: int, *, profile: bool) -> None:
    from django.db import connection

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
    before = _memory()
    read = _timed(lambda: runs.stage(run))
    runs.confirm(run, actor=author)
    stored = _timed(lambda: _profiled(lambda: runs.commit(run), profile=profile))
    figures = list(Figure.objects.order_by("pk"))
    print(f"{connection.vendor}: {rows:,} rows, {len(figures):,} figures, counts {run.counts}")
    loaded = _timed(lambda: load_plainly(figures))
    published = _timed(lambda: publishing.publish(run, actor=reviewer, reason="Looked at as a whole."))
    print(f"read      {read:7.2f} s {rows / read:9,.0f} rows/s")
    print(f"stored    {stored:7.2f} s {rows / stored:9,.0f} rows/s")
    print(f"published {published:7.2f} s {rows / published:9,.0f} rows/s")
    print(f"bulk load {loaded:7.2f} s {rows / loaded:9,.0f} rows/s")
    print(f"read and stored / bulk load: {(read + stored) / loaded:.1f}")
    print(f"read, stored, published / bulk load: {(read + stored + published) / loaded:.1f}")
    print(f"memory: {before / 1024:.0f} MB before, {_memory() / 1024:.0f} MB at most")


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


def load_plainly(figures: list[Any]) -> None:
    """The same rows into a table with the same columns, indexes and checks, by the engine's own bulk load."""
    from django.db import connection, models, transaction

    from tracker.ledger import bulk
    from tracker.models import Figure

    name = Figure._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE plain_figure (LIKE {name} INCLUDING ALL)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [name])
            for (statement,) in cursor.fetchall():
                if statement.upper().startswith("CREATE TRIGGER"):
                    continue
                renamed = statement.replace(f'"{name}"', '"plain_figure"')
                for index in ("INDEX ", "CONSTRAINT "):
                    renamed = renamed.replace(f'{index}"', f'{index}"plain_')
                cursor.execute(renamed)
    fields = {one.name: one.clone() for one in Figure._meta.concrete_fields if not one.is_relation}
    for one in Figure._meta.concrete_fields:
        if one.is_relation:
            fields[one.attname] = models.BigIntegerField(null=True, db_column=one.column)
    meta = type("Meta", (), {"app_label": "benchmarks", "db_table": "plain_figure"})
    model = type("PlainFigure", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})
    rows = [model(**{name: getattr(figure, name) for name in fields}) for figure in figures]
    started = time.perf_counter()
    for start in range(0, len(rows), CHUNK):
        with transaction.atomic():
            bulk.insert(rows[start : start + CHUNK])
    global _plainly
    _plainly = time.perf_counter() - started


_plainly = 0.0
"""Seconds of the bulk load alone, without making its rows."""


def _timed(act: Callable[[], Any]) -> float:
    global _plainly
    _plainly = 0.0
    started = time.perf_counter()
    act()
    return _plainly or time.perf_counter() - started


def _profiled(act: Callable[[], Any], *, profile: bool) -> Any:
    if not profile:
        return act()
    profiler = cProfile.Profile()
    try:
        return profiler.runcall(act)
    finally:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
