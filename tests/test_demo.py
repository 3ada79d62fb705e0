"""The demonstration crisis: its facts hold together, and loading and removing it go through the ledger."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tracker import rules
from tracker.demo.story import REFERENCES, StoryFigure, read_story
from tracker.reference.countries import countries
from tracker.vocabulary import DatePrecision, DocumentKind, OrganisationKind, PlaceLevel

STORY = read_story()
BY_KEY = {figure.key: figure for figure in STORY.figures}

NEVER = {
    1_800_000: "people displaced since April and since December, added",
    15_000_000: "a population worked out from a share and its part",
    1_801: "people killed and a crew of unknown size, added",
    1_802: "people killed and a guessed crew, added",
}
"""Numbers that nobody said and that no reading of the claims may produce (METHOD, the founding article)."""


def every_figure() -> list[object]:
    return [pytest.param(figure, id=figure.key) for figure in STORY.figures]


# --- the facts alone, without a database ----------------------------------------------------------------


def test_the_ten_claims_and_the_timeline_are_all_there() -> None:
    """Ten founding claims; of 77 statements 73 are figures, three further outlets of one, one left out."""
    relayed = [outlet.key for figure in STORY.figures for outlet in figure.also if outlet.key]
    left_out = [record["key"] for record in STORY.left_out]
    expected = {f"K{number}" for number in range(1, 11)} | {f"NWS-{number:03}" for number in range(1, 78)}
    assert sorted([*BY_KEY, *relayed, *left_out]) == sorted(expected)
    assert (sorted(relayed), left_out) == (["NWS-029", "NWS-034", "NWS-038"], ["NWS-053"])


def test_every_reference_resolves_and_names_something_recorded_before() -> None:
    seen: set[str] = set()
    for figure in STORY.figures:
        named = {figure.values[name] for name in REFERENCES if name in figure.values}
        assert named <= seen, f"{figure.key} names a figure that stands after it"
        seen.add(figure.key)
    assert {record["figure"] for record in (*STORY.corrections, *STORY.retractions)} <= seen
    assert set(STORY.leads.values()) <= seen


def test_sections_name_each_other_by_keys_that_exist() -> None:
    organisations = {one["key"] for one in STORY.organisations}
    assert {one["publisher"] for one in STORY.documents} <= organisations
    assert {one["organisation"] for one in STORY.speakers} <= organisations
    assert {one["parent"] for one in STORY.organisations if "parent" in one} <= organisations
    places = known_places()
    assert {one["place"] for one in STORY.events} <= places
    assert STORY.crisis["place"] in places
    for place in STORY.places:
        assert {place["parent"] or "SYR", *place.get("members", ())} <= places


@pytest.mark.parametrize("figure", every_figure())
def test_a_figure_names_what_the_file_holds(figure: StoryFigure) -> None:
    values = figure.values
    sections = {
        "organisation": {one["key"] for one in STORY.organisations},
        "originator": {one["key"] for one in STORY.organisations},
        "speaker": {one["key"] for one in STORY.speakers},
        "event": {one["code"] for one in STORY.events},
        "place_code": known_places(),
        "origin_location_code": known_places(),
    }
    for name, known in sections.items():
        assert values.get(name) is None or values[name] in known, name
    documents = {one["key"] for one in STORY.documents}
    assert {outlet.document for outlet in (figure.primary, *figure.also)} <= documents
    origins = {one["key"]: one for one in STORY.window_origins}
    if values["basis"] == "cumulative":
        start = values["reference_period_start"]
        latest = values.get("reference_period_start_latest", start)
        origin = origins[figure.window_origin]
        assert (origin["earliest"], origin["latest"]) == (start, latest)


@pytest.mark.parametrize("figure", every_figure())
def test_a_figure_reads_without_a_finding(figure: StoryFigure) -> None:
    """The rules that read the API's rows read these: no unknown field or code, no date or number misread."""
    citation = {"quote": figure.primary.quote, "quote_language": figure.primary.quote_language}
    values, findings = rules.read_figure({**figure.values, **citation, "confirm": figure.confirm})
    assert findings == []
    assert values["value_text"]


@pytest.mark.parametrize("figure", every_figure())
def test_a_quote_is_only_the_words_of_the_number(figure: StoryFigure) -> None:
    for outlet in (figure.primary, *figure.also):
        assert 1 <= len(outlet.quote.split()) <= 5, outlet.quote
        assert bool(outlet.quote_translation) == (outlet.quote_language not in {"en"})
        assert 1 <= outlet.hops <= len(outlet.chain)


def test_documents_are_facts_and_addresses() -> None:
    """Own descriptions, no title or text of the page; the founding article alone has no address."""
    urls = [one["url"] for one in STORY.documents if one["url"]]
    assert len(urls) == len(set(urls)) == len(STORY.documents) - 1
    for one in STORY.documents:
        assert set(one) == {
            "key", "title", "url", "publisher", "kind", "published_date", "published_precision", "language",
            "licence", "redistributable",
        }  # fmt: skip
        assert (one["licence"], one["redistributable"]) == ("facts only", True)
        assert one["kind"] in set(DocumentKind)
        assert one["published_precision"] in set(DatePrecision)


@pytest.mark.parametrize("figure", every_figure())
def test_dates_are_in_order(figure: StoryFigure) -> None:
    """As-of, said and printed follow each other; a window does not end before it starts."""
    values = figure.values
    published = {one["key"]: day(one["published_date"]) for one in STORY.documents}[figure.primary.document]
    as_of = day(values["as_of_date"])
    assert as_of <= published
    said = day(values.get("statement_date")) or published
    assert as_of <= said <= published
    start, latest = (day(values.get(f"reference_period_start{end}")) for end in ("", "_latest"))
    assert (start or as_of) <= (latest or as_of) <= (day(values.get("reference_period_end")) or as_of)


def test_organisations_have_a_known_kind_and_say_why_they_are_relied_on() -> None:
    assert len({one["name"] for one in STORY.organisations}) == len(STORY.organisations)
    for one in STORY.organisations:
        assert one["kind"] in set(OrganisationKind)
        assert one["reliability"] in rules.RELIABILITIES
        assert one["reliability_reason"]


def test_places_are_official_units_or_our_own_sites_and_areas() -> None:
    """No p-code is made up: sites and areas have codes of a shape that no official list uses."""
    for place in STORY.places:
        assert place["level"] in set(PlaceLevel)
        official = re.fullmatch(r"SY\d\d", place["code"])
        assert bool(official) == (place["level"] == PlaceLevel.ADM1)
        assert official or re.fullmatch(r"SYR-[a-z-]+", place["code"])
        assert place["names"]["ar"]


def test_numbers_that_nobody_said_are_not_in_the_file() -> None:
    assert numbers_in_the_story().isdisjoint(NEVER)
    assert "value" not in BY_KEY["K10"].values
    says_200_000 = {figure.key for figure in STORY.figures if 200_000 in numbers_of(figure)}
    assert says_200_000 == {"NWS-020", "NWS-037"}


def test_ocha_counts_since_december_share_everything_a_series_is_made_of() -> None:
    """One line, whatever an outlet calls the place and whoever repeats the number."""
    counts = [
        figure.values
        for figure in STORY.figures
        if figure.window_origin == "december-2019"
        and (figure.values["measure"], figure.values["unit"]) == ("displaced", "person")
        and figure.values["place_code"] == "SYR-northwest"
        and not figure.values["population_group"]
    ]
    key = ("basis", "counting", "level", "cause", "people_status", "gender", "age_range")
    assert {tuple(values[name] for name in key) for values in counts} == {
        ("cumulative", "unknown", "reported", "conflict", "all", "all", "all")
    }
    by_originator = {values["originator"] for values in counts}
    assert by_originator == {"ocha", "unicef", "reach", "russian-mod"}
    assert len({values["provider_place_name"] for values in counts}) >= 5


# --- reading the file ------------------------------------------------------------------------------------


def known_places() -> set[str]:
    return {country.iso3 for country in countries()} | {place["code"] for place in STORY.places}


def numbers_of(figure: StoryFigure) -> set[int]:
    return {figure.values[name] for name in ("value", "value_low", "value_high") if name in figure.values}


def numbers_in_the_story() -> set[int]:
    return {number for figure in STORY.figures for number in numbers_of(figure)}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
