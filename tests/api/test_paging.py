"""A crawl returns exactly the set of its first page, whatever others write meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tests.api.asking import answered, as_problem, ask, ids, refused
from tracker.ledger import retract
from tracker.models import Figure, LedgerHead

pytestmark = pytest.mark.django_db


def some_figures(number: int) -> list[Figure]:
    return [makers.make_figure(value=1000 + n, value_text=f"more than {1000 + n}") for n in range(number)]


def crawl(path: str, meanwhile: Any = None, **parameters: Any) -> list[dict[str, Any]]:
    """All rows, page by page, with something happening between the pages."""
    page = answered(path, **parameters)
    rows, sequence = list(page["data"]), page["meta"]["sequence"]
    while page["links"]["next"]:
        if meanwhile:
            meanwhile()
        page = answered(page["links"]["next"])
        assert page["meta"]["sequence"] == sequence
        rows += page["data"]
    return rows


@pytest.mark.parametrize("sort", ["", "-value", "as_of_date,-value"])
def test_a_crawl_returns_the_set_of_its_first_page_while_others_write(sort: str) -> None:
    figures = some_figures(7)
    before = crawl("figures/", limit=100, **({"sort": sort} if sort else {}))
    acts = iter(
        [
            lambda: makers.correct(figures[5], value=5, value_text="more than 5"),
            lambda: retract.retract_figure(figures[6].pk, actor=makers.editor(), reason="Garbled."),
            lambda: makers.make_figure(value=9999, value_text="more than 9999"),
        ]
    )
    rows = crawl("figures/", lambda: next(acts, lambda: None)(), limit=2, **({"sort": sort} if sort else {}))
    assert rows == before
    assert len({row["id"] for row in rows}) == 7
    assert len(ids("figures/")) == 7, "one came, one went"


def test_the_last_page_has_no_next_even_when_it_is_full() -> None:
    some_figures(4)
    page = answered("figures/", limit=2)
    assert answered(page["links"]["next"])["links"]["next"] is None


def test_offset_skips_and_gives_way_to_a_cursor() -> None:
    figures = some_figures(3)
    assert ids("figures/", offset=1) == [figures[1].pk, figures[2].pk]
    assert answered("figures/", offset=1, limit=1)["links"]["next"].count("offset") == 0
    cursor = answered("figures/", limit=1)["links"]["next"].partition("cursor=")[2]
    assert refused("figures/", 400, cursor=cursor, offset=1)["errors"][0]["parameter"] == "offset"


def test_a_cursor_belongs_to_its_question() -> None:
    some_figures(2)
    cursor = answered("figures/", limit=1)["links"]["next"].partition("cursor=")[2]
    assert ids("figures/", limit=5, cursor=cursor), "another limit is the same question"
    for other in ({"measure": "displaced"}, {"sort": "-value"}, {"known_on": "2020-03-01"}, {"revision": "3"}):
        (error,) = refused("figures/", 400, cursor=cursor, **other)["errors"]
        assert (error["parameter"], error["code"]) == ("cursor", "cursor_of_another_query")


def test_after_a_restore_a_cursor_asks_to_start_again() -> None:
    some_figures(2)
    following = answered("figures/", limit=1)["links"]["next"]
    LedgerHead.objects.update(ledger_id="restored")
    problem = as_problem(ask(following), 409)
    assert problem["type"].endswith("/ledger-changed/")
    assert problem["errors"][0]["code"] == "ledger_changed"


def test_sorted_pages_are_smaller() -> None:
    assert refused("figures/", 400, sort="value", limit=1001)["errors"][0]["code"] == "out_of_range"
    assert answered("figures/", limit=1001)["data"] == []


@pytest.mark.parametrize("path", ["places/", "documents/", "organisations/", "series/", "measures/", "codelists/"])
def test_reference_lists_page_too(path: str) -> None:
    for name, measure in (("A", "killed"), ("B", "injured"), ("C", "missing")):
        makers.make_figure(measure=measure, organisation=makers.make_organisation(name))
    whole = answered(path, limit=1000)["data"]
    assert len(whole) >= 3
    assert crawl(path, limit=max(1, len(whole) // 3)) == whole


@pytest.mark.parametrize("path", ["organisations/", "speakers/", "documents/", "events/", "series/", "crises/"])
def test_a_crawl_of_a_reference_list_is_of_one_moment_too(path: str) -> None:
    measures = iter(["killed", "injured", "missing", "displaced", "returned", "idps"])
    letters = iter("MNOLKP")

    def one_more() -> Figure:
        name, start = next(letters), date(2020, 2, 14)
        crisis = makers.make_crisis(f"crisis-{name.lower()}", name=name)
        organisation = makers.make_organisation(name)
        return makers.make_figure(
            measure=next(measures), crisis=crisis, organisation=organisation, basis="cumulative",
            speaker=makers.make_speaker(name, organisation=organisation),
            event=makers.make_event(f"EV-{name}", crisis=crisis, start=start, end=start),
        )  # fmt: skip

    first = one_more()
    for _ in range(2):
        one_more()
    before = answered(path, limit=1000)["data"]
    assert len(before) >= 3
    acts = iter([lambda: retract.retract_figure(first.pk, actor=makers.editor(), reason="Garbled."), one_more])
    rows = crawl(path, lambda: next(acts, lambda: None)(), limit=1)
    assert [row["id" if "id" in row else "code"] for row in rows] == [
        row["id" if "id" in row else "code"] for row in before
    ]
