"""One database of `benchmarks.desk`: filled, and the desk on it timed when asked."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402
from django.db.models.functions import Substr  # noqa: E402
from django.test import Client  # noqa: E402

import tracker.wsgi  # noqa: E402, F401 - garbage is collected as the server does
from benchmarks import generate, multiply  # noqa: E402
from benchmarks.desk import STILL  # noqa: E402
from tracker.ledger import accounts, names  # noqa: E402
from tracker.models import Document, Event, Figure, KnownName, LedgerHead, PublishedFigure, User  # noqa: E402

PUBLISHED = 10_000
"""More figures than these are copies of them (multiply.py)."""
WAITING = 100
"""One figure in so many waits for a review."""
CHUNK = 2_000
ROUNDS = 3
LONG_ENOUGH = 0.25
"""Seconds for which an act is repeated, and at least ROUNDS times; the least counts."""

Act = Callable[[], object]


def time_here(figures: int) -> None:
    """Fill this process's database; then for each line read, print seconds and questions of each act as JSON."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _fill(figures)
    acts = _acts()
    for _ in sys.stdin:
        print(json.dumps({name: _timed(act) for name, act in acts.items()}), flush=True)


def _fill(figures: int) -> None:
    chance = random.Random(generate.SEED)
    world = generate.make_world(chance)
    if not PublishedFigure.objects.exists():
        ids = generate.record_all(world, generate.figures(world, PUBLISHED, chance))
        generate.publish_all(world, ids)
        multiply.multiply(figures // PUBLISHED - 1)
        _name_copies()
        waiting = figures // WAITING
        generate.record_all(world, generate.figures(world, waiting, chance, first=10**8))
        # As a document that is typed has it: its address without the scheme.
        Document.objects.filter(normalised_url="").update(normalised_url=Substr("url", len("https://") + 1))
        multiply.gather_statistics()
    print(f"{LedgerHead.objects.get().live_count:,} figures", file=sys.stderr, flush=True)


def _name_copies() -> None:
    """Make the copies of documents and events findable by their names, as those are that people enter."""
    for kind, model in (("document", Document), ("event", Event)):
        named = KnownName.objects.filter(kind=kind).order_by("-target").values_list("target", flat=True)[0]
        copies = model.objects.filter(pk__gt=named).order_by("pk")
        while chunk := list(copies[:CHUNK]):
            names.add(chunk)
            copies = copies.filter(pk__gt=chunk[-1].pk)


def _acts() -> dict[str, Act]:
    author, reviewer, editor = (_client(*who) for who in PEOPLE)
    waiting = Figure.objects.filter(draft_state="submitted").order_by("pk")[0]
    public = Figure.objects.select_related("crisis", "event").filter(public_state="published").order_by("pk")[50]
    citation = public.citations.select_related("document").get()
    happened = Event.objects.select_related("crisis").order_by("pk")[0]
    typed = {
        "document_url": citation.document.url,
        "quote": citation.quote,
        "organisation": public.organisation.name,
        "measure": public.measure,
        "value_text": str(public.value),
        "crisis": public.crisis.slug,
        "place_code": public.place.code,
        "reference_period_start": "since December 1",
        "as_of_date": str(public.as_of_date),
    }
    pages: dict[str, tuple[Client, str]] = {
        "what each role may do": (author, "/desk/roles/"),
        "inbox of who enters": (author, "/desk/"),
        "inbox of who reviews": (reviewer, "/desk/"),
        "drafts, those that wait": (author, "/desk/figures/?show=submitted"),
        "form of a new figure": (author, "/desk/figures/new/"),
        "the next from the document": (author, f"/desk/figures/new/?after={public.pk}"),
        "working copy of a public figure": (author, f"/desk/figures/{public.pk}/"),
        "queue": (reviewer, "/desk/review/"),
        "queue, one crisis": (reviewer, f"/desk/review/?crisis={waiting.crisis.slug}"),
        "queue, one measure, warnings": (reviewer, f"/desk/review/?measure={waiting.measure}&warnings=with"),
        "review of a figure": (reviewer, f"/desk/review/{waiting.pk}/"),
        "history": (editor, "/desk/history/"),
        "history of a figure": (editor, f"/desk/history/?object=figure:{public.pk}"),
        "history of a person": (editor, "/desk/history/?person=bench-author"),
        "organisations": (editor, "/desk/sources/"),
        "documents": (editor, "/desk/sources/document/"),
        "documents by a word": (editor, "/desk/sources/document/?q=situation"),
        "an organisation": (editor, f"/desk/sources/organisation/{public.organisation_id}/"),
        "a document": (editor, f"/desk/sources/document/{citation.document_id}/"),
        "merge, whom it resembles": (editor, f"/desk/merge/document/{citation.document_id}/"),
        "crises": (editor, "/desk/crises/"),
        "cards of a crisis": (editor, f"/desk/crises/{public.crisis_id}/cards/"),
        "starts of a crisis": (editor, f"/desk/crises/{public.crisis_id}/starts/"),
        "events": (editor, "/desk/events/"),
        "series without a fresh statement": (author, "/desk/stale/"),
        "series that need an editor": (editor, "/desk/series/"),
        "a series": (editor, f"/desk/series/{public.series_id}/"),
        "people": (editor, "/desk/people/"),
    }
    look_ups = {
        "document": {"kind": "document", "q": "situ"},
        "document, two words": {"kind": "document", "q": "situation report 7"},
        "document, words turned round": {"kind": "document", "q": "report situation"},
        "document, by its address": {"kind": "document", "q": "example.org/report/1"},
        "document, a slip": {"kind": "document", "q": "Situaton repor"},
        "organisation": {"kind": "organisation", "q": "bench"},
        "speaker": {"kind": "speaker", "q": "spokes"},
        "place": {"kind": "place", "q": "unit"},
        "event": {"kind": "event", "q": "clash", "crisis": happened.crisis.slug},
        "figure, by its words": {"kind": "figure", "q": "people report"},
        "figure, by its number": {"kind": "figure", "q": str(public.pk)},
    }
    acts: dict[str, Act] = {STILL: partial(_page, author, "/desk/lookup/?kind=place&q=a")}
    acts |= {name: partial(_page, *asked) for name, asked in pages.items()}
    acts |= {f"look up: {name}": partial(_look_up, author, asked) for name, asked in look_ups.items()}
    acts["check: the same statement again"] = partial(_check, author, typed)
    acts["check: another number"] = partial(
        _check, author, {**typed, "value_text": "at least 17", "quote": "17 killed"}
    )
    return acts


PEOPLE = (("bench-author", "contributor"), ("bench-reviewer", "reviewer"), ("bench-editor", "administrator"))


def _client(name: str, role: str) -> Client:
    client = Client()
    client.force_login(User.objects.filter(username=name).first() or accounts.create_user(name, role=role)[0])
    return client


def _page(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def _look_up(client: Client, asked: dict[str, str]) -> None:
    response = client.get(f"/desk/lookup/?{urlencode(asked)}", headers={"accept": "application/json"})
    if response.status_code != 200 or (not response.json()["choices"] and asked["q"] != "Situaton repor"):
        raise SystemExit(f"{asked} found nothing")


def _check(client: Client, typed: dict[str, str]) -> None:
    response = client.post("/desk/figures/new/check/", typed)
    if response.status_code != 200:
        raise SystemExit(f"a check answered {response.status_code}")


def _timed(act: Act) -> tuple[float, int]:
    """Least seconds of an act, and how many questions it asks the database."""
    questions: list[str] = []

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        questions.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        act()
    times: list[float] = []
    while len(times) < ROUNDS or sum(times) < LONG_ENOUGH:
        times.append(_seconds(act))
    return min(times), len(questions)


def _seconds(act: Act) -> float:
    started = _clock()
    act()
    return _clock() - started


def _clock() -> float:
    """The embedded database works in this process, whose own time tells more than the clock of a shared machine."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


if __name__ == "__main__":
    time_here(int(sys.argv[2]))
