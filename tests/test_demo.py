"""The demonstration crisis: its facts hold together, and loading and removing it go through the ledger."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.ledger import state
from tracker import rules
from tracker.demo import accounts
from tracker.demo.story import REFERENCES, StoryFigure, read_story
from tracker.models import (
    Citation,
    Crisis,
    EventTotal,
    Figure,
    LedgerEntry,
    PublishedFigure,
    SeriesPoint,
    User,
)
from tracker.reference.countries import countries
from tracker.vocabulary import RELIABILITIES, DatePrecision, DocumentKind, OrganisationKind, PlaceLevel

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
        assert one["reliability"] in RELIABILITIES
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


# --- through the ledger ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """The demonstration, loaded once for this file; rolled back after its last test."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DATA_DIR=folder):
            run("load_demo")
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Path, db: None, settings: Any, tmp_path: Path) -> Path:
    """The loaded demonstration; the folder that holds its passwords comes back. What a test changes is undone."""
    shutil.copy2(loaded / accounts.FILE_NAME, tmp_path)
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_it_loads_what_the_file_says(demo: Path) -> None:
    """Everything public but the retracted figure, recorded by one person and published by another."""
    figures = list(Figure.objects.order_by("pk"))
    assert [figure.external_id for figure in figures] == list(BY_KEY)
    assert {figure.external_id for figure in figures if figure.public_state != "published"} == {"NWS-006"}
    assert {figure.draft_state for figure in figures} == {"none"}
    assert Citation.objects.count() == sum(1 + len(figure.also) for figure in STORY.figures)
    published = LedgerEntry.objects.filter(object_type="figure", action="published")
    assert set(published.values_list("author", "actor")) == {(user_id("contributor"), user_id("reviewer"))}
    assert Crisis.objects.get().is_demo
    assert set(Crisis.objects.get().leads) == set(STORY.leads)


def test_loading_twice_changes_nothing(demo: Path) -> None:
    before, passwords = whole_ledger(), kept(demo)
    assert "nothing changed" in run("load_demo")
    assert (whole_ledger(), kept(demo)) == (before, passwords)


def test_the_founding_claims_have_the_numbers_of_the_method(demo: Path) -> None:
    """Low, best, high and whether the top is open, as METHOD works them out."""
    expected = {
        "K1": (1_800, 1_800, None, True),
        "K2": (1_000, None, None, True),
        "K3": (1_000_000, 1_000_000, None, True),
        "K4": (800_000, 800_000, None, True),
        "K6": (3_700_000, 3_700_000, None, True),
        "K7": (2_500_000, 3_000_000, 3_500_000, False),
        "K10": (1, None, None, True),
    }
    assert {key: bounds(row(key)) for key in expected} == expected
    assert (row("K5")["value_low"], row("K5")["value_best"], row("K5")["value_high"]) == (50, None, 100)
    assert (row("K8")["value_low"], row("K8")["value_best"], row("K8")["value_high"]) == (15, 20, 25)
    assert (row("K9")["value_low"], row("K9")["value_best"], row("K9")["value_high"]) == (80.5, 81, 81.5)
    assert (row("K9")["share_of"], row("K8")["share_of"]) == (figure_of("K4").pk, None)


def test_k4_stands_with_its_words_speaker_and_document(demo: Path) -> None:
    k4 = row("K4")
    assert (k4["value_text"], k4["quote"]) == ("more than 800,000", "more than 800,000 people")
    assert (k4["speaker"], k4["statement_date"]) == ("David Swanson", "2020-02-13")
    assert k4["document_title"] == "News article on the northwest Syria offensive, 14 February 2020"
    assert (k4["place_name"], k4["provider_place_name"]) == ("Northwest Syria", "Syria")
    assert (k4["reference_period_start"], k4["as_of_date"]) == ("2019-12-01", "2020-02-13")
    assert k4["originator"] == "OCHA"


def test_the_line_since_december_is_ocha_s(demo: Path) -> None:
    """One point for each day OCHA's count speaks of, its own numbers, and nothing between them."""
    series = figure_of("K4").series
    assert series.spine.code == "OCHA"
    points = series.points.order_by("date").values_list("date", "value_low", "value_best", "value_high")
    assert [(f"{point[0]:%m-%d}", *point[1:]) for point in points] == [
        ("01-01", 200_000, 300_000, 300_000),
        ("01-14", 340_000, 350_000, 350_000),
        ("01-27", 380_000, 390_000, 390_000),
        ("02-02", 585_500, 586_000, 586_500),
        ("02-10", 689_000, 689_000, 689_000),
        ("02-11", 690_000, 690_000, 690_000),
        ("02-12", 800_000, 800_000, None),
        ("02-13", 800_000, 800_000, None),
        ("02-14", 830_000, 830_000, None),
        ("02-17", 875_000, 900_000, 900_000),
        ("02-20", 850_000, 900_000, 950_000),
        ("02-21", 900_000, 900_000, None),
        ("02-26", 900_000, 948_000, None),
    ]
    keys = dict(Figure.objects.values_list("pk", "external_id"))
    assert {keys[figure]: reason for figure, reason in state.left_out(series, "off_spine")} == {
        "NWS-063": "no_household_size",
        "NWS-072": "outside_window",
        "NWS-074": "outside_window",
    }
    assert {keys[figure]: reason for figure, reason in state.left_out(series, "not_used")} == {
        "NWS-033": "superseded",
        "NWS-041": "superseded",
    }


def test_sources_that_disagree_are_said_to(demo: Path) -> None:
    """Two counts of one day, and a denial of a published count."""
    flagged = [point for point in figure_of("K4").series.points.order_by("date") if "sources_disagree" in point.flags]
    keys = dict(Figure.objects.values_list("pk", "external_id"))
    assert [(f"{point.date:%m-%d}", [keys[one] for one in point.conflicts]) for point in flagged] == [
        ("02-11", ["NWS-042"]),
        ("02-17", ["NWS-050"]),
    ]


def test_one_statement_in_three_documents_is_one_figure(demo: Path) -> None:
    assert row("NWS-036")["citation_count"] == 3
    quotes = figure_of("NWS-028").citations.values_list("quote", flat=True)
    assert list(quotes) == ["nearly 390,000 people", "390 thousand Syrian civilians"]
    assert row("NWS-028")["quote"] == "nearly 390,000 people"


def test_a_rising_toll_is_never_added(demo: Path) -> None:
    """22, 29, 33 soldiers: the last one stands, for the event and on its series."""
    total = EventTotal.objects.get(event__code="turkish-soldiers", people_status="combatant", sequence_to=None)
    assert (total.value_low, total.value_best, total.value_high) == (33, 33, 33)
    assert [point.value_best for point in figure_of("NWS-071").series.points.all()] == [33]


def test_the_misattributed_count_was_corrected_in_public(demo: Path) -> None:
    """First as the page names its source, then as it is, with the reason; both states stay."""
    states = PublishedFigure.objects.filter(figure_id=figure_of("NWS-045").pk).order_by("sequence")
    originators = [json.loads(state.body)["originator"] for state in states]
    assert originators == [
        "OHCHR",
        "OCHA",
    ]
    entry = LedgerEntry.objects.get(object_id=figure_of("NWS-045").pk, action="corrected")
    assert "OHCHR" in entry.reason


def test_the_garbled_copy_was_retracted_with_its_reason(demo: Path) -> None:
    figure = figure_of("NWS-006")
    assert figure.public_state == "retracted"
    assert not PublishedFigure.objects.live().filter(figure_id=figure.pk).exists()
    assert "235,000" in LedgerEntry.objects.get(object_id=figure.pk, action="retracted").reason
    assert [point.value_best for point in figure_of("NWS-001").series.points.all()] == [235_000]


def test_no_figure_point_or_total_says_what_nobody_said(demo: Path) -> None:
    """No body, point or total holds a sum or a guess across the founding claims, nor a crew of two."""
    assert numbers_served().isdisjoint(NEVER)
    crew = row("K10")
    assert [crew[name] for name in ("value", "value_low", "value_best", "value_high")] == [
        None,
        1,
        None,
        None,
    ]
    total = EventTotal.objects.get(event__code="EV-2", people_status="combatant", sequence_to=None)
    assert (total.value_low, total.value_best, total.value_high, total.high_open) == (1, None, None, True)
    says_200_000 = {key for key in BY_KEY if row(key) and 200_000 in (row(key)["value"], row(key)["value_low"])}
    # NWS-019 is "almost 300,000": its lower bound by METHOD R1. None is a difference of two claims.
    assert says_200_000 == {"NWS-019", "NWS-020", "NWS-037"}


def test_the_chain_verifies(demo: Path) -> None:
    run("verify_ledger")


def test_every_warning_was_answered_and_none_is_left(demo: Path) -> None:
    """Parties with a stake and families without a size: published with the reason why."""
    asked = {
        (figure.external_id, warning["code"]): warning["reason"]
        for figure in Figure.objects.all()
        for warning in figure.warnings
    }
    assert {key for key, code in asked if code == "W14"} == {"NWS-063"}
    assert {key for key, code in asked if code == "W11"} >= {
        "NWS-008",
        "NWS-013",
        "NWS-020",
        "NWS-042",
        "NWS-061",
    }
    assert all(asked.values())


def test_passwords_are_for_the_owner_of_the_machine_alone(demo: Path) -> None:
    path = demo / "demo_accounts.txt"
    assert path.stat().st_mode & 0o777 == 0o600
    names = [line.split()[0] for line in kept(demo)]
    assert names == ["demo-contributor", "demo-reviewer", "demo-editor"]
    for line in kept(demo):
        name, password = line.split()
        assert User.objects.get(username=name).check_password(password)
        assert len(password) >= 12


def test_removing_leaves_tombstones_and_closes_the_accounts(demo: Path) -> None:
    before = PublishedFigure.objects.count()
    assert "82 figures retracted, 3 accounts closed" in run("remove_demo")
    assert not PublishedFigure.objects.live().exists()
    assert PublishedFigure.objects.count() == before
    retracted = LedgerEntry.objects.filter(action="retracted", reason="Demonstration removed.")
    assert retracted.count() == 82
    assert not SeriesPoint.objects.exists()
    assert not User.objects.filter(is_active=True).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not (demo / "demo_accounts.txt").exists()
    run("verify_ledger")
    assert "no demonstration" in run("remove_demo")


def test_it_can_be_loaded_again_after_it_was_removed(demo: Path) -> None:
    """The same figures, public once more, with new passwords; the retracted one stays retracted."""
    passwords, points = kept(demo), list(figure_of("K4").series.points.values_list("date", "value_best"))
    run("remove_demo")
    assert "82 figures published" in run("load_demo")
    assert list(figure_of("K4").series.points.values_list("date", "value_best")) == points
    assert Figure.objects.count() == len(STORY.figures)
    assert figure_of("NWS-006").public_state == "retracted"
    assert figure_of("NWS-045").originator.code == "OCHA"
    assert not set(kept(demo)) & set(passwords)
    run("verify_ledger")


def run(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def figure_of(key: str) -> Figure:
    return Figure.objects.select_related("series__spine", "originator").get(external_id=key)


def row(key: str) -> dict[str, Any]:
    """The public row of a figure, as the API serves it; empty when there is none."""
    version = PublishedFigure.objects.live().filter(figure_id=figure_of(key).pk).first()
    return json.loads(version.body) if version else {}


def bounds(served: dict[str, Any]) -> tuple[Any, ...]:
    version = PublishedFigure.objects.live().get(figure_id=served["id"])
    return (served["value_low"], served["value_best"], served["value_high"], version.high_open)


def numbers_served() -> set[int]:
    """Every number of every version ever published, of every point and of every event total."""
    names = ("value", "value_low", "value_best", "value_high", "reported_value")
    bodies = [json.loads(body) for body in PublishedFigure.objects.values_list("body", flat=True)]
    found = {body[name] for body in bodies for name in names}
    for model in (SeriesPoint, EventTotal):
        for numbers in model.objects.values_list("value_low", "value_best", "value_high"):
            found |= set(numbers)
    return {number for number in found if number is not None}


def whole_ledger() -> list[tuple[Any, ...]]:
    return list(LedgerEntry.objects.order_by("sequence").values_list("sequence", "sha"))


def user_id(role: str) -> int:
    return User.objects.get(username=f"demo-{role}").pk


def kept(folder: Path) -> list[str]:
    return accounts.kept_sign_ins(folder)


# --- reading the file ------------------------------------------------------------------------------------


def known_places() -> set[str]:
    return {country.iso3 for country in countries()} | {place["code"] for place in STORY.places}


def numbers_of(figure: StoryFigure) -> set[int]:
    return {figure.values[name] for name in ("value", "value_low", "value_high") if name in figure.values}


def numbers_in_the_story() -> set[int]:
    return {number for figure in STORY.figures for number in numbers_of(figure)}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
