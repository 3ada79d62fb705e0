"""What every answer looks like, and that each resource gives one."""

from __future__ import annotations

from datetime import date

import orjson
import pytest

from tests import makers
from tests.api.asking import answered, ask, ids
from tracker.ledger.drafts import NewCitation
from tracker.ledger.row import FIELD_NAMES
from tracker.models import PublishedFigure

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "", "figures/", "figures/{figure}/", "figures/{figure}/citations/", "figures/{figure}/revisions/", "series/",
    "series/{series}/", "series/{series}/explain/?date=2020-02-13", "changes/", "crises/", "crises/nw-syria/",
    "events/", "events/{event}/", "places/", "places/SYR/", "places/SYR/children/", "measures/", "measures/killed/",
    "organisations/", "organisations/{organisation}/", "speakers/", "speakers/{speaker}/", "documents/",
    "documents/{document}/", "codelists/", "codelists/basis/", "status/", "problems/", "problems/not-found/",
)  # fmt: skip


def full_world() -> dict[str, int]:
    """A figure with everything that has an address; the numbers to put into addresses."""
    makers.make_place("SY-ID", name="Idlib")
    figure = makers.make_figure(event=makers.make_event(), speaker=makers.make_speaker())
    version = PublishedFigure.objects.get(figure_id=figure.pk)
    return {
        "figure": figure.pk,
        "series": figure.series_id or 0,
        "event": figure.event_id or 0,
        "organisation": figure.organisation_id,
        "speaker": figure.speaker_id or 0,
        "document": version.document_id,
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_resource_answers_in_the_envelope_with_its_headers(address: str) -> None:
    path = address.format(**full_world())
    response = ask(path)
    assert response.status_code == 200, response.content
    found = orjson.loads(response.content)
    assert list(found) == ["data", "meta", "links"]
    assert found["data"]
    assert {"sequence", "known_on", "revision", "licences", "warnings"} <= found["meta"].keys()
    assert list(found["links"]) == ["self", "next", "cite_as"]
    assert response["Content-Type"] == "application/json"
    assert response["ETag"].startswith('"')
    assert response["Cache-Control"] == "public, max-age=60"
    assert 'rel="describedby"' in response["Link"]


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one.endswith("/")])
def test_the_slash_at_the_end_is_optional(address: str) -> None:
    path = address.format(**full_world())
    assert answered(path.rstrip("/"))["data"] == answered(path)["data"]


def test_a_row_has_the_fields_of_the_contract_in_their_order() -> None:
    makers.make_figure()
    (row,) = answered("figures/")["data"]
    assert tuple(row) == FIELD_NAMES
    assert (row["value_text"], row["value"], row["value_low"], row["value_best"], row["value_high"]) == (
        "more than 800,000", 800_000, 800_000, 800_000, None,
    )  # fmt: skip
    assert (row["status"], row["permalink"], row["organisation"]) == ("published", f"/figures/{row['id']}/", "OCHA")


def test_one_figure_adds_its_citations_and_relations() -> None:
    old = makers.make_figure()
    new = makers.make_figure(value=900_000, value_text="more than 900,000", supersedes=old, supersedes_kind="revises")
    detail = answered(f"figures/{old.pk}/")["data"]
    assert detail["citations"][0]["quote"] == detail["quote"]
    assert [row["id"] for row in detail["relations"]["superseded_by"]] == [new.pk]
    assert detail["relations"]["supersedes"] == []
    back = answered(f"figures/{new.pk}/")["data"]["relations"]
    assert [(row["id"], row["supersedes_kind"]) for row in back["supersedes"]] == [(old.pk, None)]


def test_counts_are_of_the_page_and_totals_only_on_request() -> None:
    for value in (101, 103, 107):
        makers.make_figure(value=value, value_text=f"more than {value}")
    meta = answered("figures/", limit=2)["meta"]
    assert meta["count"] == 2
    assert "total" not in meta
    assert answered("figures/", limit=2, count="exact")["meta"]["total"] == 3


def test_fields_and_exclude_choose_columns_in_the_order_of_the_row() -> None:
    figure = makers.make_figure()
    assert answered("figures/", fields="value,id")["data"] == [{"id": figure.pk, "value": 800_000}]
    (row,) = answered("figures/", exclude="quote,notes")["data"]
    assert "quote" not in row
    assert len(row) == len(FIELD_NAMES) - 2


def test_sort_orders_by_the_columns_asked_for_with_nothing_last() -> None:
    middle = makers.make_figure(value=107, value_text="107", qualifier="exact")
    highest = makers.make_figure(value=109, value_text="109", qualifier="exact")
    nothing = makers.make_figure(qualifier="magnitude", value=None, magnitude="thousands", value_text="thousands")
    assert ids("figures/", sort="-value") == [highest.pk, middle.pk, nothing.pk]
    assert ids("figures/", sort="value") == [middle.pk, highest.pk, nothing.pk]


def test_licences_of_the_rows_are_named_once_whatever_a_quote_says() -> None:
    licensed = makers.make_document(licence="https://creativecommons.org/licenses/by/4.0/")
    trap = '800,000, "licence":"none" \\ ,"licence":"x"'
    odd = makers.make_document("Odd", licence='By "name" \\')
    quoted = [NewCitation(document=licensed, quote=trap)]
    makers.make_figure(citations=quoted)
    makers.make_figure(value=809, value_text="more than 809", citations=[NewCitation(document=licensed, quote="809")])
    makers.make_figure(value=810, value_text="more than 810", citations=[NewCitation(document=odd, quote="810")])
    response = ask("figures/")
    assert orjson.loads(response.content)["meta"]["licences"] == [odd.licence, licensed.licence]
    assert f'<{licensed.licence}>; rel="license"' in response["Link"]


def test_the_next_page_and_the_address_to_cite_stand_in_body_and_header() -> None:
    first = makers.make_figure()
    makers.make_figure(as_of_date=date(2020, 2, 11))
    response = ask("figures/", limit=1, measure="displaced")
    links = orjson.loads(response.content)["links"]
    assert f'<{links["next"]}>; rel="next"' in response["Link"]
    assert f'<{links["cite_as"]}>; rel="cite-as"' in response["Link"]
    assert ids(links["next"]) != [first.pk]
    cited = answered(links["cite_as"])
    assert cited["meta"]["revision"] == cited["meta"]["sequence"]
    assert answered(f"figures/{first.pk}/")["links"]["cite_as"].startswith(f"/figures/{first.pk}/?revision=")
