"""What a process keeps of its public answers: the same bytes for a minute, never past a publication or of a person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import signed_in
from tracker.web import pages
from tracker.web.kept_pages import KeptPages

CRISIS = "/crises/nw-syria/"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> KeptPages:
    """Room for pages, empty at first."""
    made = KeptPages(room=10_000_000, seconds=60)
    monkeypatch.setattr(pages, "KEPT", made)
    return made


def statements(client: Client, address: str, **headers: str) -> tuple[int, bytes]:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, headers=headers or None)
    assert response.status_code == 200
    return len(asked), response.content


@pytest.mark.django_db
def test_the_second_reader_of_a_page_costs_the_question_what_is_new(kept: KeptPages) -> None:
    makers.make_figure()
    first, page = statements(Client(), CRISIS)
    again, same = statements(Client(), CRISIS)
    assert (again, same) == (1, page)
    assert first > 10


@pytest.mark.django_db
def test_what_is_published_is_on_the_next_page(kept: KeptPages) -> None:
    makers.make_figure(value=1_009, value_text="1,009")
    assert b"1,013" not in Client().get(CRISIS).content
    makers.make_figure(value=1_013, value_text="1,013")
    assert b"1,013" in Client().get(CRISIS).content


@pytest.mark.django_db
def test_each_address_language_and_host_has_its_own(kept: KeptPages) -> None:
    makers.make_figure()
    asked = [(CRISIS, {}), (CRISIS, {"accept-language": "ar"}), (f"{CRISIS}?measure=displaced", {}),
             (CRISIS, {"host": "localhost"}), (f"{CRISIS}?unknown=1", {})]  # fmt: skip
    found = [Client().get(address, headers=headers).content for address, headers in asked]
    assert len(set(found)) == len(asked)
    assert [Client().get(address, headers=headers).content for address, headers in asked] == found


@pytest.mark.django_db
def test_headers_and_the_way_into_a_frame_are_kept_too(kept: KeptPages) -> None:
    figure = makers.make_figure()
    for address in (f"/embed/series/{figure.series_id}/", f"/series/{figure.series_id}.csv"):
        first, again = Client().get(address), Client().get(address)
        assert dict(again.headers) == dict(first.headers)
    assert "X-Frame-Options" not in Client().get(f"/embed/series/{figure.series_id}/").headers


@pytest.mark.django_db
def test_nothing_of_who_is_signed_in_is_kept_or_given_to_them(kept: KeptPages) -> None:
    makers.make_figure()
    person = makers.contributor()
    inside = signed_in(person)
    assert b"/accounts/logout/" in inside.get(CRISIS).content
    assert not kept.found
    outside = Client().get(CRISIS)
    assert b"/accounts/logout/" not in outside.content
    assert b"/accounts/logout/" in inside.get(CRISIS).content
    assert len(kept.found) == 1
    former = Client()
    former.cookies["messages"] = "of a session that ended"
    former.get("/methodology/")
    assert len(kept.found) == 1


@pytest.mark.django_db
def test_refusals_are_not_kept(kept: KeptPages) -> None:
    assert Client().get("/crises/unknown/").status_code == 404
    assert Client().get("/?known_on=never").status_code == 400
    assert not kept.found


def test_an_answer_lasts_a_minute() -> None:
    now = [0.0]
    kept = KeptPages(room=1_000, seconds=60, clock=lambda: now[0])
    kept.put(("page",), HttpResponse("a"))
    now[0] = 60.0
    assert kept.get(("page",)) is not None
    now[0] = 60.1
    assert kept.get(("page",)) is None
    assert kept.used == 0


def test_the_room_is_never_exceeded_and_what_was_asked_for_last_stays() -> None:
    kept = KeptPages(room=800, seconds=60)
    for name in "abcdefgh":
        kept.put((name,), HttpResponse("x" * 100))
    kept.get(("a",))
    kept.put(("i",), HttpResponse("x" * 100))
    kept.put(("large",), HttpResponse("x" * 101))
    assert ["".join(key) for key in kept.found] == ["c", "d", "e", "f", "g", "h", "a", "i"]
    assert kept.used == 800
    kept.put(("a",), HttpResponse("y"))
    assert kept.used == 701


def test_what_is_done_to_an_answer_is_not_done_to_the_kept_one() -> None:
    kept = KeptPages(room=1_000, seconds=60)
    response = HttpResponse("a")
    kept.put(("page",), response)
    response.headers["X-Changed"] = "1"
    again = kept.get(("page",))
    assert again is not None
    again.content = b"b"
    again.set_cookie("name", "value")
    third = kept.get(("page",))
    assert third is not None
    assert (third.content, "X-Changed" in third.headers, dict(third.cookies)) == (b"a", False, {})
