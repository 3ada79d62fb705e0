"""Figures of a thing for pages, and rows rendered by an older release."""

from __future__ import annotations

from datetime import date

import orjson
import pytest

from tests import makers
from tracker.ledger.rendering import RENDER, render
from tracker.models import PublishedFigure
from tracker.selectors import figures
from tracker.selectors.filters import parse_query
from tracker.selectors.reading import open_reading
from tracker.selectors.refusals import QueryError

pytestmark = pytest.mark.django_db


def test_figures_of_a_thing_come_by_their_days_and_say_what_replaced_them() -> None:
    late = makers.make_figure(as_of_date=date(2020, 2, 12), event=makers.make_event())
    early = makers.make_figure(as_of_date=date(2020, 2, 1), statement_date=date(2020, 2, 1))
    newer = makers.make_figure(as_of_date=date(2020, 2, 1), supersedes=early, supersedes_kind="revises")
    backlog = makers.make_figure(as_of_date=date(2020, 2, 13), supersedes=late, supersedes_kind="backlog_addition")
    reading = open_reading()
    rows = figures.figures_of(reading, crisis="nw-syria")
    assert [row["id"] for row in rows] == [early.pk, newer.pk, late.pk, backlog.pk]
    assert [row["superseded_by"] for row in rows] == [newer.pk, None, None, None]
    assert [row["id"] for row in figures.figures_of(reading, newest_first=True, limit=2, crisis="nw-syria")] == [
        backlog.pk, late.pk,
    ]  # fmt: skip
    assert [row["id"] for row in figures.figures_of(reading, event=late.event_id or 0)] == [late.pk]
    assert [row["id"] for row in figures.figures_of(reading, figure=[late.pk, early.pk])] == [early.pk, late.pk]
    before = open_reading(known_on="2020-02-02")
    assert [row["superseded_by"] for row in figures.figures_of(before, crisis="nw-syria")] == [None]


def test_rows_of_an_older_rendering_are_rendered_anew() -> None:
    figure = makers.make_figure()
    version = PublishedFigure.objects.get(figure_id=figure.pk)
    PublishedFigure.objects.update(render=RENDER - 1, body='{"old":1}', line="old")
    body, line = render(orjson.loads(version.content), version.sequence)
    reading = open_reading()
    assert figures.page(parse_query({}), reading).rows == [body]
    assert figures.page(parse_query({}), reading, text="line").rows == [line]
    assert figures.figures_of(reading, figure=figure.pk)[0]["value"] == 800_000
    detail = figures.figure_at(figure.pk, reading)
    assert isinstance(detail, figures.FigureDetail)
    assert detail.body == body


def test_pages_can_run_backwards() -> None:
    made = [makers.make_figure(value=100 + n, value_text=f"more than {100 + n}").pk for n in range(3)]
    reading = open_reading()
    first = figures.page(parse_query({}), reading, limit=2, order="desc")
    rest = figures.page(parse_query({}), reading, limit=2, order="desc", cursor=first.next_cursor)
    assert [orjson.loads(row)["id"] for row in (*first.rows, *rest.rows)] == made[::-1]
    with pytest.raises(QueryError):
        figures.page(parse_query({}), reading, order="asc", cursor=first.next_cursor)


def test_one_spelling_for_one_question() -> None:
    makers.make_crisis()
    one = parse_query({"measure": "Killed, injured", "crisis": "NW-SYRIA"})
    other = parse_query({"crisis": "nw-syria", "measure": "injured,killed,killed"})
    assert one.digest() == other.digest()
    assert dict(one.terms) == {"crisis": ["nw-syria"], "measure": ["injured", "killed"]}
    assert parse_query({"measure": "killed"}).digest() != one.digest()


def test_parameters_that_pages_read_themselves_are_named() -> None:
    assert parse_query({"lang": "fr"}, others=["lang"]).terms == ()
    with pytest.raises(QueryError) as refused:
        parse_query({"lang": "fr"})
    assert refused.value.problems[0].code == "unknown_parameter"
