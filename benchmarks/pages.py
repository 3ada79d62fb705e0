"""Whether pages grow with the database: `python -m benchmarks.pages [FIGURES]`.

Fills a scratch database with 10,000 figures, times each page, fills it up to FIGURES and times them again. A page is
timed in turn with the page of a rule, which reads nothing that grows; what is printed is how the ratio of the two
changed, because milliseconds of a shared machine say little. With DATABASE_URL it fills that database, else a file.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

if __name__ == "__main__" and "DATA_DIR" not in os.environ:
    SCRATCH = tempfile.TemporaryDirectory(prefix="tracker-pages-")
    os.environ["DATA_DIR"] = SCRATCH.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks import generate  # noqa: E402
from tracker.models import PublishedFigure, Series  # noqa: E402

FIRST = 10_000
STEP = 10_000
ROUNDS = 9
STILL = "/methodology/R03-trend/"
GOAL = 1.2


def main(figures: int) -> None:
    """Fill, time, fill up, time again, print."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chance = random.Random(generate.SEED)
    world = generate.make_world(chance)
    _fill_up(world, chance, FIRST)
    addresses = _addresses()
    small = {name: _timed(address) for name, address in addresses.items()}
    _fill_up(world, chance, figures)
    large = {name: _timed(address) for name, address in addresses.items()}
    print(f"{'page':<28}{'at 10,000':>12}{f'at {figures:,}':>14}{'grown':>8}   goal {GOAL}")
    for name in addresses:
        (page, still), (later, later_still) = small[name], large[name]
        grown = (later / later_still) / (page / still)
        missed = "" if grown <= GOAL else "   missed"
        print(f"{name:<28}{page * 1000:>9.1f} ms{later * 1000:>11.1f} ms{grown:>8.2f}{missed}")


def _fill_up(world: generate.World, chance: random.Random, wanted: int) -> None:
    held = PublishedFigure.objects.count()
    for first in range(held, wanted, STEP):
        ids = generate.record_all(world, generate.figures(world, min(STEP, wanted - first), chance, first=first))
        generate.publish_all(world, ids)
        print(f"{first + len(ids):>9,} figures", file=sys.stderr, flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _addresses() -> dict[str, str]:
    series = Series.objects.filter(figure_count__gt=0).select_related("crisis", "place").order_by("pk")[0]
    slug, place = series.crisis.slug, series.place.code
    return {
        "home": "/",
        "crisis": f"/crises/{slug}/",
        "crisis, figures": f"/crises/{slug}/figures/",
        "crisis, counts": f"/crises/{slug}/series/",
        "crisis, what changed": f"/crises/{slug}/changes/",
        "crisis, picture of its map": f"/crises/{slug}/map/idps.svg",
        "series": f"/series/{series.pk}/",
        "country, with its map": f"/places/{place}/",
        "search": "/search/?q=unit",
    }


def _timed(address: str) -> tuple[float, float]:
    """Least seconds of a page and of the page that reads nothing, asked in turn."""
    ask, still = (partial(_ask, Client(), one) for one in (address, STILL))
    ask(), still()
    pairs = [(_seconds(ask), _seconds(still)) for _ in range(ROUNDS)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def _ask(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def _seconds(action: Callable[[], None]) -> float:
    started = _clock()
    action()
    return _clock() - started


def _clock() -> float:
    """The embedded database works in this process, whose own time tells more than the clock of a shared machine."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
