"""One database of `benchmarks.pages`: filled with a crisis and what is around it, and its pages timed when asked."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
os.environ["KEPT_PAGES_MB"] = "0"  # what is timed is a page that is put together

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

import tracker.wsgi  # noqa: E402, F401 - garbage is collected as the server does
from benchmarks import generate, multiply  # noqa: E402
from benchmarks.generate import World  # noqa: E402
from benchmarks.in_turn import SMALL  # noqa: E402
from benchmarks.pages import STILL  # noqa: E402
from tracker.models import CrisisCount, LedgerHead, PublishedFigure, Series  # noqa: E402

PLACES_OF_THE_CRISIS = 15
"""As many places as give the crisis its figures."""
PUBLISHED = 10_000
"""Of the figures about other crises; more than these are copies of them (multiply.py)."""
STEP = 10_000
ROUNDS = 4
"""Each time; the least counts."""
ASKED_BEFORE = 12
"""Times a page is asked for before it is timed: a server may change its plan of a statement after the fifth, which the
least of all times would hide."""


def time_here(figures: int) -> None:
    """Fill this process's database; then for each line read, print the least seconds of each page as JSON."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    crisis = _fill(figures)
    addresses = _addresses(crisis)
    for address in addresses.values():
        _ask_often(address)
    for _ in sys.stdin:
        print(json.dumps({name: _timed(address) for name, address in addresses.items()}), flush=True)


def _fill(figures: int) -> str:
    """The other crises and their copies first, then the one that is the same in both; returns its code."""
    chance = random.Random(generate.SEED)
    world = generate.make_world(chance)
    crisis, *others = world.crises
    country = world.places[0]
    inside = [place for place in world.places if place.iso3 == country.iso3]
    same = replace(world, crises=[crisis], places=inside[:PLACES_OF_THE_CRISIS])
    if not PublishedFigure.objects.filter(crisis=crisis.slug).exists():
        outside = [place for place in world.places if place.iso3 != country.iso3]
        chance.shuffle(outside)  # so that few figures are of many crises
        wanted = figures - SMALL
        if wanted:
            published = min(wanted, PUBLISHED)
            _publish(replace(world, crises=others, places=outside), published, chance, first=SMALL)
            multiply.multiply(wanted // published - 1)
        _publish(same, SMALL, random.Random(generate.SEED), first=0)
        multiply.gather_statistics()
    print(f"{LedgerHead.objects.get().live_count:,} figures", file=sys.stderr, flush=True)
    return crisis.slug


def _publish(world: World, wanted: int, chance: random.Random, *, first: int) -> None:
    for done in range(0, wanted, STEP):
        number = min(STEP, wanted - done)
        ids = generate.record_all(world, generate.figures(world, number, chance, first=first + done))
        generate.publish_all(world, ids)
        print(f"{done + number:>9,} published", file=sys.stderr, flush=True)


def _addresses(slug: str) -> dict[str, str]:
    largest = CrisisCount.objects.order_by("-figures", "crisis")[0].crisis
    held = Series.objects.filter(crisis__slug=slug, figure_count__gt=0).select_related("place").order_by("pk")
    series = held.filter(place__level="country")[0]
    inside = held.filter(place__level="adm1")[0]
    return {
        STILL: STILL,
        "home": "/",
        "crisis": f"/crises/{slug}/",
        "crisis, killed": f"/crises/{slug}/?measure=killed",
        "the largest crisis": f"/crises/{largest}/",
        "crisis, figures": f"/crises/{slug}/figures/",
        "crisis, counts": f"/crises/{slug}/series/",
        "crisis, what changed": f"/crises/{slug}/changes/",
        "crisis, picture of its map": f"/crises/{slug}/map/idps.svg",
        "series": f"/series/{series.pk}/",
        "country, with its map": f"/places/{series.place.code}/",
        "unit of first level": f"/places/{inside.place.code}/",
        "organisation": f"/organisations/{series.spine_id}/",
        "documents": "/documents/",
        "what changed": "/changes/",
        "search": "/search/?q=unit",
    }


def _ask_often(address: str) -> None:
    client = Client()
    for _ in range(ASKED_BEFORE):
        _ask(client, address)


def _timed(address: str) -> float:
    """Least seconds of a page."""
    ask = partial(_ask, Client(), address)
    return min(_seconds(ask) for _ in range(ROUNDS))


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
    time_here(int(sys.argv[2]))
