"""One engine's measurements: publishing beside plain inserts, reading beside the database's own answers.

Run by `python -m benchmarks` with a scratch DATA_DIR or DATABASE_URL; prints a table of ratios.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
os.environ.setdefault("API_LIMIT_ANONYMOUS", "0")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.client import RequestFactory  # noqa: E402

from api.envelope import dumps  # noqa: E402
from api.views.reading import DetailView  # noqa: E402
from api.views.series import SeriesDetail  # noqa: E402
from benchmarks import files, generate, plain, textbook  # noqa: E402
from benchmarks.multiply import gather_statistics, multiply  # noqa: E402
from tracker.models import Place, PublishedFigure, Series, Tally  # noqa: E402
from tracker.selectors.latest import latest_by_area  # noqa: E402
from tracker.selectors.reading import open_reading  # noqa: E402
from tracker.selectors.tallies import TallyQuery, place_of_sums, tally_rows  # noqa: E402

SAMPLE = 2_000
ROUNDS_OF_WRITING = 3


def main(figures: int, published: int, rounds: int) -> None:
    """Fill, measure, print."""
    call_command("migrate", verbosity=0)
    chance = random.Random(generate.SEED)
    world = generate.make_world(chance)
    notes = Path(os.environ["DATA_DIR"]) / "filled.json"
    kept: dict[str, Any] = json.loads(notes.read_text()) if notes.exists() else {}
    if kept.get("figures") != figures:
        kept = {"figures": figures, "runs": 0}
        _filled(world, chance, published)
        _multiply(figures // published - 1)
    kept["runs"] += 1
    notes.write_text(json.dumps(kept))
    first = (figures // SAMPLE + kept["runs"] * ROUNDS_OF_WRITING + 1) * SAMPLE
    _report("publish against plain bulk inserts", *_publishing(world, chance, first), goal="<= 4")
    gather_statistics()
    for name, ours, theirs, goal in _reads():
        _report(name, *_in_turn(ours, theirs, rounds), goal=goal)
    _download()


def _download() -> None:
    """All figures as CSV, twice, each time after the database's own tool."""
    for _ in range(2):
        theirs = files.own_tool()
        ours = files.download(_handler, "/api/v1/figures.csv")
        rate, goal = theirs / ours.seconds, files.GOAL[connection.vendor]
        print(
            f"CSV of everything, {ours.size / 1e6:,.0f} MB in {ours.seconds:.1f} s, first byte after "
            f"{ours.first_byte:.2f} s, {ours.grown / 2**20:,.0f} MiB more memory; "
            f"rate x{rate:.2f} of the database's own tool   goal >= {goal}",
            flush=True,
        )


def _multiply(copies: int) -> None:
    if copies:
        took = _seconds(partial(multiply, copies))
        print(f"{PublishedFigure.objects.count():>9,} figures: {copies} copies in {took:,.0f} s", flush=True)
        gather_statistics()


def _filled(world: generate.World, chance: random.Random, figures: int) -> None:
    early = _fill(world, chance, figures)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory after a tenth {early // 1024} MiB, after all {peak // 1024} MiB", flush=True)
    gather_statistics()


def _fill(world: generate.World, chance: random.Random, figures: int) -> int:
    """Record and publish in steps, so that ids of a million figures are not all held; peak memory after a tenth."""
    step = max(1_000, figures // 10)
    early = 0
    for first in range(0, figures, step):
        started = time.perf_counter()
        count = min(step, figures - first)
        ids = generate.record_all(world, generate.figures(world, count, chance, first=first))
        recorded = time.perf_counter()
        generate.publish_all(world, ids)
        done = time.perf_counter()
        print(
            f"{first + count:>9,} figures: recorded {count / (recorded - started):,.0f}/s, "
            f"published {count / (done - recorded):,.0f}/s",
            flush=True,
        )
        early = early or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return early


def _publishing(world: generate.World, chance: random.Random, figures: int) -> tuple[float, float]:
    """Seconds to publish a sample, and to insert its versions plainly into a table that holds as many rows."""
    model = plain.plain_version_model()
    names = [field.attname for field in PublishedFigure._meta.concrete_fields]
    ours, theirs = [], []
    for turn in range(ROUNDS_OF_WRITING):
        first = figures + turn * SAMPLE
        ids = generate.record_all(world, generate.figures(world, SAMPLE, chance, first=first))
        ours.append(_seconds(lambda ids=ids: generate.publish_all(world, ids)))
        rows = list(PublishedFigure.objects.filter(figure_id__in=ids).values(*names))
        theirs.append(_seconds(lambda rows=rows: plain.insert_plain(model, rows)))
    return median(ours), median(theirs)


def _reads() -> list[tuple[str, Callable[[], Any], Callable[[], Any], str]]:
    busy = Series.objects.order_by("-figure_count", "pk").select_related("place")[0]
    country = busy.place.iso3
    address = f"/api/v1/figures/?measure={busy.measure}&location_code={country}"
    where, parameters = "measure = %s AND location_code = %s", [busy.measure, country]
    etag = _get(f"{address}&limit=1000")["ETag"]
    countries = Place.objects.filter(level="country").values("code")
    bloody = Tally.objects.filter(scope__in=countries).order_by("-events", "scope")[0].scope
    last_page = _last_cursor()
    for limit in (100, 1_000):
        answered = orjson.loads(_get(f"{address}&limit={limit}").content)["data"]
        plain.same_rows(plain.json_page(where, parameters, limit), answered)
    past = busy.computed_at - 1  # before its last change: until then its stored points are the answer
    return (
        [
            (
                f"list of {limit:,} against JSON by the database",
                lambda limit=limit: _get(f"{address}&limit={limit}"),
                lambda limit=limit: plain.json_page(where, parameters, limit),
                "<= 1",
            )
            for limit in (100, 1_000)
        ]
        + [
            (
                f"list of {limit:,} against a textbook view",
                lambda limit=limit: _get(f"{address}&limit={limit}"),
                lambda limit=limit: _textbook(busy.measure, country, limit),
                "<= 0.1",
            )
            for limit in (100, 1_000)
        ]
        + [
            (
                "last page of a crawl against the first",
                lambda: _get(f"/api/v1/figures/?limit=1000&cursor={last_page}"),
                lambda: _get("/api/v1/figures/?limit=1000"),
                "<= 1.2",
            ),
            (
                "trend of a series against hand-written SQL",
                lambda: _data(SeriesDetail, series_id=busy.pk),
                lambda: plain.hand_written_trend(busy.pk),
                "<= 1",
            ),
            (
                "the same trend over the whole stack",
                lambda: _get(f"/api/v1/series/{busy.pk}/"),
                lambda: plain.hand_written_trend(busy.pk),
                "none",
            ),
            (
                "a past revision of a trend against the present",
                lambda: _get(f"/api/v1/series/{busy.pk}/?revision={past}"),
                lambda: _get(f"/api/v1/series/{busy.pk}/"),
                "<= 5",
            ),
            (
                "tallies of a country by month against SQL",
                lambda: _tallies(bloody),
                lambda: plain.hand_written_tallies("killed", bloody),
                "<= 1",
            ),
            (
                "tallies of the world by month against SQL",
                lambda: _tallies(None),
                lambda: plain.hand_written_tallies("killed", None),
                "<= 0.1",
            ),
            (
                "newest of each unit, for a map, against SQL",
                lambda: dumps([one._asdict() for one in latest_by_area(busy.measure, country, open_reading())]),
                lambda: plain.hand_written_map(busy.measure, country),
                "<= 0.5",
            ),
            (
                "304 against the 200 of 1,000",
                lambda: _get(f"{address}&limit=1000", HTTP_IF_NONE_MATCH=etag, status=304),
                lambda: _get(f"{address}&limit=1000"),
                "<= 0.2",
            ),
        ]
    )


def _last_cursor() -> str:
    """The cursor of the last whole page of a crawl through everything."""
    address, cursor = "/api/v1/figures/?limit=10000&fields=id", ""
    while True:
        following = orjson.loads(_get(address).content)["links"]["next"]
        if following is None:
            return cursor
        cursor = parse_qs(urlsplit(following).query)["cursor"][0]
        address = f"/api/v1/figures/?limit=10000&fields=id&cursor={cursor}"


_TEXTBOOK = textbook.FigureView.as_view()


def _textbook(measure: str, country: str, limit: int) -> None:
    asked = _factory.get("/", {"measure": measure, "location_code": country, "limit": limit})
    _TEXTBOOK(asked).render()


def _data(view: type[DetailView], **path: Any) -> bytes:
    """What a view serves as data, from the look at the head to the last byte, without the stack around it."""
    return dumps(view().find(open_reading(), **path))


def _tallies(location_code: str | None) -> bytes:
    place = place_of_sums(location_code) if location_code else None
    rows = tally_rows(TallyQuery("killed", place), open_reading())
    return dumps([row._asdict() for row in rows])


_handler = get_wsgi_application()
_factory = RequestFactory()


def _get(address: str, status: int = 200, **headers: str) -> Any:
    """An answer of the whole stack, without a socket."""
    response = _handler.get_response(_factory.get(address, **headers))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code != status:
        raise ValueError(f"{address} answered {response.status_code}: {body[:300]!r}")
    response.close()
    return response


def _in_turn(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Seconds of two ways, timed in turn after a first untimed call of each: the lower quartile of each.

    Others work on the machine too. What they take makes runs longer, never shorter.
    """
    ours(), theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]
    return _usual(pair[0] for pair in pairs), _usual(pair[1] for pair in pairs)


def _usual(times: Iterable[float]) -> float:
    return quantiles(times, n=4)[0]


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _report(name: str, ours: float, theirs: float, *, goal: str) -> None:
    print(f"{name:<46} {ours * 1e3:9.2f} ms {theirs * 1e3:9.2f} ms   x{ours / theirs:.2f}   goal {goal}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
