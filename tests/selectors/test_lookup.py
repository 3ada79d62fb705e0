"""Things found by their names: every script, every language, any word, nearest ones, and by an index alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger import gazetteer, names, relabel, sources
from tracker.models import Crisis, Document, Event, KnownName, Organisation, Place, Speaker
from tracker.reference.pcodes import PlaceRow
from tracker.selectors import lookup

pytestmark = pytest.mark.django_db

DAY = date(2020, 2, 14)
NAMED = (Place, Organisation, Speaker, Document, Crisis, Event)


@pytest.fixture
def idlib() -> Place:
    syria = makers.make_place("SYR")
    return makers.make_place(
        "SY07", name="Idlib", names={"ar": "محافظة إدلب", "fr": "Idleb"}, aliases=["Edlib"], level="adm1", parent=syria
    )


def codes(text: str) -> list[str]:
    found = Place.objects.in_bulk(lookup.find("place", text))
    return [found[pk].code for pk in lookup.find("place", text)]


@pytest.mark.parametrize(
    "typed", ["Idlib", "idl", "IDLIB", "Ídlib", "إدلب", "ادلب", "محافظة", "Idleb", "edli", "sy07", " idlib "]
)
def test_a_place_is_found_by_every_name_in_every_script(idlib: Place, typed: str) -> None:
    assert codes(typed)[0] == idlib.code


@pytest.mark.parametrize("typed", ["", "  ", "…", "xqz", "%", "_", "\x00", "dlib", "idlib zzz"])
def test_what_no_name_begins_with_finds_nothing(idlib: Place, typed: str) -> None:
    assert codes(typed) == []


def test_a_word_inside_a_name_finds_it_and_the_article_may_be_left_out() -> None:
    assert "CAF" in codes("african rep")
    assert "CAF" in codes("republic central")
    makers.make_place("SY08", name="Hasaka", names={"ar": "الحسكة"}, level="adm1", parent=makers.make_place("SYR"))
    assert codes("حسكة") == codes("الحسكه") == ["SY08"]


def test_the_exact_name_comes_first_then_the_larger_place(idlib: Place) -> None:
    city = makers.make_place("C1", name="Idlib", level="site", parent=idlib)
    town = makers.make_place("A2", name="Idlib Nahiyah", level="adm2", parent=idlib)
    assert codes("idlib") == [idlib.code, city.code, town.code]
    assert lookup.exact("place", "IDLIB") == [idlib.pk, city.pk]
    assert lookup.exact("place", "Idli") == []
    assert lookup.exact("place", "nahiyah") == []


def test_events_are_looked_for_in_their_crisis_alone() -> None:
    here, other = makers.make_crisis(), makers.make_crisis("other", place=None)
    event = makers.make_event("EV-1", name="Shelling of the market", crisis=here)
    assert lookup.find("event", "market", within=here.pk) == [event.pk]
    assert lookup.find("event", "ev 1", within=here.pk) == [event.pk]
    assert lookup.find("event", "market", within=other.pk) == lookup.find("event", "market") == []


def test_the_nearest_names_are_offered_for_a_slip(idlib: Place) -> None:
    assert lookup.nearest("place", "Idlbi") == [idlib.pk]
    board = makers.make_organisation("Syrian Observatory for Human Rights", code="SOHR")
    assert lookup.nearest("organisation", "Syrian Observatry for Human Rights") == [board.pk]
    assert lookup.nearest("organisation", "Observatory for Human Rights") == [board.pk]
    assert lookup.nearest("organisation", "World Food Programme") == []


def test_a_new_name_is_found_and_the_former_one_no_more() -> None:
    paper = makers.make_document("Old title")
    relabel.rename_document(paper, {"title": "Young title"}, actor=makers.editor(), reason="It was misspelt.")
    assert lookup.find("document", "young") == [paper.pk]
    assert lookup.find("document", "old") == []


def test_everything_that_has_a_name_is_kept_by_it_however_it_was_made(idlib: Place) -> None:
    makers.make_figure(speaker=makers.make_speaker())
    makers.make_event()
    new = sources.NewEvent(code="EV-2", name="Flood", start=DAY, end=DAY)
    sources.create_events(makers.make_crisis(), [new], actor=makers.editor())
    gazetteer.load_units([PlaceRow(2, "SYR", "2", "SY0799", "Darkush", idlib.code, "")])
    wanted = sorted(
        (one.kind, one.target, one.within, one.rank, one.words, one.whole)
        for model in NAMED
        for thing in model._default_manager.all()
        for one in names.rows_of(thing)
    )
    held = KnownName.objects.values_list("kind", "target", "within", "rank", "words", "whole")
    assert sorted(held) == wanted
    assert {kind for kind, *_ in held} == set(lookup.KINDS)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: lookup.find("place", "sy"),
        lambda: lookup.find("place", "republic central"),
        lambda: lookup.exact("place", "Syria"),
        lambda: lookup.nearest("place", "Syira"),
        lambda: lookup.find("document", "report"),
    ],
    ids=["begin", "words apart", "exact", "nearest", "documents"],
)
def test_every_question_is_a_range_of_the_index(ask: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE known_name")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        ask()
    assert 1 <= len(asked) <= 2
    for query in asked:
        plan = _plan(query["sql"])
        assert "known_name_words" in plan
        assert "SCAN known_name" not in plan
        assert "Seq Scan" not in plan


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql.replace("%", "%%")
        )
        return "\n".join(str(row) for row in cursor.fetchall())
