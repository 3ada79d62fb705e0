"""The number of statements does not grow with the number of rows, and reads never open a transaction."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.api.asking import ask
from tracker.models import Figure

pytestmark = pytest.mark.django_db

LISTS = (
    "figures/", "figures/?sort=-value", "figures/?latest=true", "figures/?known_on=2020-03-01",
    "figures/?revision={at}",
    "figures/?count=exact&fields=id", "series/", "series/?revision={at}", "series/?known_on=2020-03-01",
    "series/{series}/", "series/{series}/?revision={at}", "series/{series}/explain/?date=2020-02-01", "changes/",
    "crises/", "crises/?revision={at}", "events/", "places/", "organisations/", "speakers/", "documents/",
    "figures/{figure}/", "figures/{figure}/revisions/", "places/SYR/",
)  # fmt: skip


def add_figure(number: int) -> Figure:
    """A figure with a source, a speaker and an event of its own; every other one with its own place."""
    said_by = makers.make_organisation(f"Source {number}")
    return makers.make_figure(
        value=100 - number,
        value_text=f"more than {100 - number}",
        as_of_date=date(2020, 2, 1) - timedelta(days=number),
        statement_date=date(2020, 2, 10),
        place=makers.make_place(f"P{number}") if number % 2 else None,
        organisation=said_by,
        originator=makers.make_organisation("OCHA"),
        speaker=makers.make_speaker(f"Speaker {number}", organisation=said_by),
        event=makers.make_event(f"E{number}"),
    )


def statements(path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = ask(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    sql = " ".join(query["sql"].upper() for query in queries)
    assert "SAVEPOINT" not in sql
    assert "BEGIN" not in sql
    return len(queries)


def test_two_rows_and_twenty_take_the_same_number_of_statements() -> None:
    # The second is about another place: whatever a first neighbour adds once is there from the start.
    first = add_figure(0)
    add_figure(1)
    known = {"series": first.series_id, "figure": first.pk}
    at = ask("status/").json()["data"]["sequence"]
    few = {path: statements(path.format(at=at, **known)) for path in LISTS}
    for number in range(2, 20):
        add_figure(number)
    at = ask("status/").json()["data"]["sequence"]
    many = {path: statements(path.format(at=at, **known)) for path in LISTS}
    assert many == few
    assert few["figures/"] == 1
    assert max(few.values()) <= 15


def test_a_page_of_figures_is_one_plain_select_with_a_literal_limit() -> None:
    makers.make_figure()
    with CaptureQueriesContext(connection) as queries:
        assert ask("figures/", measure="displaced", limit=7).status_code == 200
    (statement,) = [query["sql"] for query in queries]
    assert "JOIN" not in statement
    assert statement.count("UNION ALL") == 1, "the head, and nothing else"
    assert "LIMIT 8" in statement
    assert "content" not in statement.lower().partition("from")[2]
