"""From a file of events to the sums on a page: what the tallies say is what somebody adds up in the file itself."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests import makers
from tests.intake.bringing import brought, states
from tests.intake.readers.files import records_csv, shared
from tests.intake.readers.test_ged import EVENT
from tracker.intake import publishing
from tracker.models import Place
from tracker.reference.countries import countries
from tracker.selectors.reading import open_reading
from tracker.selectors.tallies import TallyQuery, tally_rows

pytestmark = pytest.mark.django_db

Sums = Mapping[tuple[str, int], list[int]]
"""Code of the country and year -> low, best and high of all events that ended in it, and how many there are."""

NOBODY = {"deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": 0}
MADE = [
    EVENT,
    {**EVENT, "id": 900002, "date_start": "2020-12-30", "date_end": "2021-01-02", "low": 5, "best": 5, "high": 9,
     **NOBODY, "deaths_civilians": 5},
    {**EVENT, "id": 900003, "date_start": "2020-12-30", "date_end": "2020-12-31", "low": 0, "best": 0, "high": 3,
     **NOBODY},
    {**EVENT, "id": 900004, "country": "Lebanon", "country_id": 660, "low": 4, "best": 4, "high": 4,
     **NOBODY, "deaths_a": 4},
]  # fmt: skip


def added_up(rows: Iterable[Mapping[str, str]], codes: Mapping[str, str]) -> Sums:
    """The sums as a spreadsheet makes them, from the columns of the file and nothing else.

    A range that does not hold its own best estimate counts as widened to it, as docs/import-layouts.md says.
    """
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        held = sums[codes[row["country"]], int(row["date_end"][:4])]
        low, best, high = (int(row[name]) for name in ("low", "best", "high"))
        for at, number in enumerate((min(low, best), best, max(high, best), 1)):
            held[at] += number
    return dict(sums)


def tallied(codes: Iterable[str]) -> Sums:
    """The sums as pages and API show them."""
    reading = open_reading()
    return {
        (code, row.period_start.year): [row.value_low or 0, row.value_best or 0, row.value_high or 0, row.events]
        for code in codes
        for row in tally_rows(TallyQuery("killed", Place.objects.get(code=code), by="year"), reading)
    }


def published(content: bytes) -> list[tuple[int, str]]:
    """What became of each row of a file about the whole world, once its good rows are public."""
    makers.make_crisis("world", name="The world", place=None)
    run = brought(content, makers.contributor(), name="ged.csv", crisis="world")
    publishing.publish(run, actor=makers.reviewer(), reason="Compared with the file.")
    return states(run)


def test_the_tallies_of_a_file_are_its_sums() -> None:
    became = published(records_csv(MADE))
    assert {state for _row, state in became} == {"recorded"}
    codes = {"Syria": "SYR", "Lebanon": "LBN"}
    rows = [{name: str(cell) for name, cell in row.items()} for row in MADE]
    assert tallied(codes.values()) == added_up(rows, codes)


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [("ucdp_ged/ged_syria_2018_2019.csv", 2_600, 2_720), ("ucdp_ged/ged231_world_sample_1989_2018.csv", 0, 120)],
)
def test_the_tallies_of_a_real_file_are_its_sums(path: str, first: int, last: int) -> None:
    rows, names = events_of(shared(path), first, last)
    became = dict(published(records_csv(rows, names)))
    assert set(became.values()) <= {"recorded", "rejected"}
    good = [row for at, row in enumerate(rows, 2) if became[at] == "recorded"]
    assert len(good) > len(rows) * 0.9
    known = {name: land.iso3 for land in countries() for name in (land.name, *land.aliases)}
    codes = {name: known.get(name) or known[name.partition(" (")[0]] for name in {row["country"] for row in good}}
    assert tallied(codes.values()) == added_up(good, codes)


def events_of(path: Path, first: int, last: int) -> tuple[list[dict[str, str]], list[str]]:
    """Some rows of a file, and its columns."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        return list(reader)[first:last], list(reader.fieldnames or ())
