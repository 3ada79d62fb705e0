"""Publishing: what becomes public, under which number, and who may."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from django.utils import timezone

from tests import makers
from tests.ledger import state
from tracker.ledger import publish, record, retract, returning, sources, submit, working
from tracker.ledger.content import Alike, canonical, content_of
from tracker.ledger.drafts import NewCitation
from tracker.ledger.errors import Refused
from tracker.ledger.row import CONTENT_FIELDS
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure, LedgerEntry, Place, PublishedFigure, Series, SeriesPoint

pytestmark = pytest.mark.django_db

SENSITIVE = "survivors_of_sexual_violence"


def test_a_published_figure_has_a_version_an_entry_and_a_point() -> None:
    figure = makers.make_figure()
    version = PublishedFigure.objects.get(figure_id=figure.pk)
    entry = LedgerEntry.objects.get(pk=version.sequence)
    row = orjson.loads(version.body)
    assert (entry.type, entry.object_id, entry.revision) == ("figure.published", figure.pk, 1)
    assert (row["value_text"], row["value_low"], row["value_best"], row["value_high"]) == (
        "more than 800,000", 800_000, 800_000, None,
    )  # fmt: skip
    assert head().sequence == version.sequence
    assert head().live_count == 1
    point = SeriesPoint.objects.get()
    assert [point.value_low, point.value_best, point.value_high] == [800_000, 800_000, None]
    assert point.high_open
    assert Series.objects.get().spine == makers.make_organisation()
    assert verify().problems == []


def test_a_content_holds_every_field_of_the_row_that_is_not_made_on_rendering() -> None:
    version = PublishedFigure.objects.get(figure_id=makers.make_figure().pk)
    assert orjson.loads(version.content)["row"].keys() == set(CONTENT_FIELDS)


def test_the_author_may_not_publish() -> None:
    author = makers.make_user("both", role="reviewer")
    figure = makers.make_submitted(actor=author)
    before = head()
    with pytest.raises(Refused) as refused:
        publish.publish_figure(figure.pk, actor=author)
    assert refused.value.code == "E10"
    assert head() == before


def test_a_correction_closes_the_old_version_and_says_what_changed() -> None:
    figure = makers.make_figure()
    makers.correct(figure, value=830_000, reason="Misread.")
    old, new = PublishedFigure.objects.filter(figure_id=figure.pk).order_by("sequence")
    entry = LedgerEntry.objects.get(pk=new.sequence)
    assert old.sequence_to == new.sequence
    assert (entry.action, entry.reason) == ("corrected", "Misread.")
    assert "value_best" in entry.data["changed"]
    assert SeriesPoint.objects.get().value_best == 830_000
    assert verify().problems == []


def test_nothing_changed_is_no_revision() -> None:
    figure = makers.make_figure()
    before = head()
    record.edit_figure(figure.pk, {"value": 800_000}, actor=makers.contributor(), reason="Looked again.")
    submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    figure = publish.publish_figure(figure.pk, actor=makers.reviewer())
    assert head() == before
    assert (figure.revision, figure.draft_state) == (1, "none")


def test_publishing_needs_the_role_and_a_submitted_draft() -> None:
    submitted, draft = makers.make_submitted(), makers.make_draft()
    writer, reviewer = makers.make_user(), makers.reviewer()
    with state.refused("role"):
        publish.publish_figure(submitted.pk, actor=writer)
    with state.refused("not_submitted", "draft_state"):
        publish.publish_figure(draft.pk, actor=reviewer)
    with state.refused("role"):
        publish.publish_figures([submitted.pk], actor=writer)
    publish.publish_figure(submitted.pk, actor=reviewer)


def test_whoever_changed_the_draft_may_not_publish_it_even_in_bulk() -> None:
    figure, second = makers.make_draft(), makers.make_user(role="editor")
    record.edit_figure(figure.pk, {}, actor=second, confirm=makers.EVERY_REASON)
    submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    with state.refused("E10", "actor"):
        publish.publish_figure(figure.pk, actor=second)
    done = publish.publish_figures([figure.pk], actor=second)
    assert ([one.code for one in done.refused], done.published) == (["E10"], [])
    assert publish.publish_figure(figure.pk, actor=makers.reviewer()).revision == 1


def test_the_author_of_a_published_figure_may_publish_the_correction_of_another() -> None:
    author, other = makers.make_user(role="reviewer"), makers.make_user(role="reviewer")
    figure = makers.make_submitted(actor=author)
    publish.publish_figure(figure.pk, actor=other)
    record.edit_figure(figure.pk, {"value": 830_000}, actor=other, reason="Misread.", confirm=makers.EVERY_REASON)
    submit.submit_figure(figure.pk, actor=other, confirm=makers.EVERY_REASON)
    assert publish.publish_figure(figure.pk, actor=author).revision == 2
    last = LedgerEntry.objects.latest("sequence")
    assert (last.actor, last.author) == (author.pk, other.pk)


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("restricted", "restricted", {"restricted": True}),
        (
            "small_sensitive",
            "value",
            {"population_group": "survivors_of_sexual_violence", "qualifier": "exact", "value": 3},
        ),
    ],
)
def test_what_may_do_harm_is_not_published(code: str, field: str, changes: dict[str, object]) -> None:
    figure = makers.make_submitted(**changes, value_text="")
    actor = makers.reviewer()
    with state.refused(code, field):
        publish.publish_figure(figure.pk, actor=actor)
    assert [one.code for one in publish.refusals([figure.pk], actor=actor)] == [code]


def test_five_of_a_sensitive_group_are_published() -> None:
    figure = makers.make_figure(
        population_group="survivors_of_sexual_violence", qualifier="exact", value=5, value_text=""
    )
    assert figure.public_state == "published"


def test_a_document_that_may_not_be_passed_on_keeps_its_figure_at_the_desk() -> None:
    closed = makers.make_document(redistributable=False)
    both = [NewCitation(document=one, quote="more than 800,000 people") for one in (makers.make_document(), closed)]
    figure = makers.make_submitted(citations=both)
    actor = makers.reviewer()
    with state.refused("not_permitted", "document"):
        publish.publish_figure(figure.pk, actor=actor)


@pytest.mark.parametrize("link", ["supersedes", "contests", "part_of"])
def test_a_public_row_names_no_figure_that_nobody_can_open(link: str) -> None:
    target = makers.make_submitted()
    values: dict[str, object] = {link: target, "value": 7_907, "qualifier": "exact", "value_text": "7,907"}
    values |= {"supersedes_kind": "revises"} if link == "supersedes" else {}
    values |= {"partition": "sex_age", "gender": "f"} if link == "part_of" else {}
    figure = makers.make_submitted(**values)
    actor = makers.reviewer()
    with state.refused("not_public", link):
        publish.publish_figure(figure.pk, actor=actor)
    done = publish.publish_figures([figure.pk, target.pk], actor=actor)
    assert sorted(done.published) == [target.pk, figure.pk]


def test_a_figure_is_left_out_with_the_one_it_refers_to() -> None:
    target = makers.make_submitted(restricted=True)
    second = makers.make_submitted(contests=target)
    third = makers.make_submitted(contests=second)
    done = publish.publish_figures([third.pk, second.pk, target.pk], actor=makers.reviewer())
    assert {one.figure: one.code for one in done.refused} == {
        target.pk: "restricted", second.pk: "not_public", third.pk: "not_public",
    }  # fmt: skip
    assert done.published == []


def test_a_bulk_publishes_in_chunks_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "CHUNK", 2)
    whole = makers.make_submitted()
    part = {"part_of": whole, "partition": "sex_age", "value": 7_907, "qualifier": "exact", "value_text": ""}
    parts = [makers.make_submitted(gender=gender, **part) for gender in "fm"]
    done = publish.publish_figures([*(one.pk for one in parts), whole.pk], actor=makers.reviewer(), batch="b1")
    assert (sorted(done.published), done.refused) == (sorted([whole.pk, *(one.pk for one in parts)]), [])
    assert LedgerEntry.objects.filter(batch="b1").count() == 3
    assert verify().problems == []


def test_the_public_version_stands_until_the_correction_is_published() -> None:
    figure = makers.make_figure()
    before = state.bodies(), state.points(), head()
    record.edit_figure(
        figure.pk, {"value": 830_000}, actor=makers.contributor(), reason="Misread.", confirm=makers.EVERY_REASON
    )
    submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    assert (state.bodies(), state.points(), head()) == before
    publish.publish_figure(figure.pk, actor=makers.reviewer())
    assert state.bodies()[figure.pk]["value"] == 830_000
    assert state.bodies(before[2].sequence) == before[0]


def test_a_withdrawn_figure_is_published_again_under_the_next_revision_with_its_reason() -> None:
    figure = makers.make_figure()
    first = state.bodies()[figure.pk]
    retract.retract_figure(figure.pk, actor=makers.reviewer(), reason="Second-hand.")
    assert state.bodies() == {}
    makers.correct(figure, reason="The source confirmed it.")
    again = state.bodies()[figure.pk]
    entry = LedgerEntry.objects.latest("sequence")
    assert (entry.action, entry.revision, entry.reason) == ("published", 3, "The source confirmed it.")
    moving = {"revision", "sequence", "updated_at"}
    assert {k: v for k, v in again.items() if k not in moving} == {k: v for k, v in first.items() if k not in moving}
    assert head().live_count == 1
    assert verify().problems == []


def test_a_first_publication_keeps_the_reason_of_the_one_who_publishes_only() -> None:
    author = makers.contributor()
    draft = record.record_figure(
        makers.figure_values(),
        citations=[NewCitation(document=makers.make_document(), quote="more than 800,000 people")],
        actor=author,
        reason="Seen on the way home.",
        confirm=makers.EVERY_REASON,
    )
    submit.submit_figure(draft.pk, actor=author)
    publish.publish_figure(draft.pk, actor=makers.reviewer(), reason="Checked against the archive.")
    assert LedgerEntry.objects.latest("sequence").reason == "Checked against the archive."


# --- citations ---


def test_one_statement_in_three_outlets_is_one_figure_led_by_the_shortest_chain() -> None:
    outlets = [
        NewCitation(
            document=makers.make_document(published_date=date(2020, 2, day)),
            quote=f"more than 800,000 people {day}",
            hops=hops,
            chain=["OCHA"] * hops,
        )
        for day, hops in ((14, 3), (16, 1), (15, 1))
    ]
    figure = makers.make_figure(citations=outlets)
    row = state.bodies()[figure.pk]
    content = orjson.loads(PublishedFigure.objects.get().content)
    assert (row["citation_count"], row["hops"], row["quote"]) == (3, 1, "more than 800,000 people 15")
    assert row["document_id"] == outlets[2].document.pk
    assert [one["document_id"] for one in content["citations"]] == [outlets[index].document.pk for index in (2, 1, 0)]
    assert Series.objects.get().figure_count == 1


# --- places that are not safe to show ---


@pytest.fixture
def school() -> Place:
    """A site in Ariha, in Idlib."""
    idlib = makers.make_place("SY07", name="Idleb", level="adm1", parent=makers.make_place("SYR"))
    ariha = makers.make_place("SY0702", name="Ariha", level="adm2", parent=idlib)
    town = makers.make_place("C4113", name="Kafr Latah", level="adm3", parent=ariha)
    return makers.make_place("SITE-9", name="School nine", level="site", parent=town)


def test_an_unsafe_place_is_replaced_by_the_unit_around_it_before_anything_is_hashed(school: Place) -> None:
    makers.make_figure(
        place=school, origin_place=school, place_precision="point", latitude=35.8101, longitude=36.6112,
        provider_place_name="School nine, second floor",
    )  # fmt: skip
    version = PublishedFigure.objects.get()
    row = orjson.loads(version.body)
    assert (row["place_code"], row["admin2_code"], row["place_precision"]) == ("SY0702", "SY0702", "adm2")
    assert (row["latitude"], row["longitude"], row["provider_place_name"]) == (None, None, None)
    assert row["origin_location_code"] == "SY0702"
    assert Series.objects.values_list("place__code", "origin_place__code").get() == ("SY0702", "SY0702")
    everything = " ".join(str(value) for value in PublishedFigure.objects.values_list().get())
    for secret in ("SITE-9", "C4113", "School nine", "35.8101", "36.6112"):
        assert secret not in everything


def test_a_safe_place_is_shown_as_it_is(school: Place) -> None:
    makers.make_figure(place=school, place_precision="point", latitude=35.8101, longitude=36.6112, place_safe=True)
    row = orjson.loads(PublishedFigure.objects.get().body)
    assert (row["place_code"], row["latitude"], row["admin2_code"]) == ("SITE-9", 35.8101, "SY0702")


def test_a_site_that_lies_in_nothing_known_is_not_published() -> None:
    lost = sources.get_place("SITE-0", name="Somewhere", level="site", iso3="SYR")
    figure = makers.make_submitted(place=lost)
    actor = makers.reviewer()
    with state.refused("unsafe_place", "place_code"):
        publish.publish_figure(figure.pk, actor=actor)


def test_figures_of_one_kind_say_what_each_says_alone(school: Place) -> None:
    exact = {"place": school, "latitude": 35.8101, "longitude": 36.6112, "provider_place_name": "School nine"}
    speaker = makers.make_speaker()
    many: list[dict[str, Any]] = [
        {}, {"value": 15, "value_text": "more than 15", "quote": "more than 15 people"}, {"speaker": speaker}, exact,
        {**exact, "place_safe": True}, {**exact, "place_precision": "point"}, {"operation": "Dawn"}, {"gender": "f"},
        {"age_range": "0-4"}, {"origin_place": school}, {"source_reliability": "B"},
    ]  # fmt: skip
    waiting = working.read([makers.make_draft(**one).pk for one in many * 2])

    def content(figure: Figure, alike: Alike | None) -> str:
        citations = waiting.citations[figure.pk]
        return canonical(content_of(figure, citations, revision=1, at=timezone.now(), series=None, alike=alike))

    with_others = [content(figure, waiting.alike) for figure in waiting.figures]
    assert 1 < len(waiting.alike) < len(many)
    assert [_without_its_moment(one) for one in with_others] == [
        _without_its_moment(content(figure, None)) for figure in waiting.figures
    ]


def _without_its_moment(content: str) -> dict[str, object]:
    told = orjson.loads(content)
    return {**told, "row": {name: value for name, value in told["row"].items() if name != "updated_at"}}


# --- series across links ---


def test_a_claim_of_another_series_that_supersedes_takes_the_point_away_and_gives_it_back() -> None:
    old = makers.make_figure()
    assert len(state.points()) == 1
    key = Series.objects.get().key
    before = state.points()[key]
    new = makers.make_figure(
        measure="returned_idps", value=7_907, qualifier="exact", value_text="", supersedes=old,
        supersedes_kind="reclassifies",
    )  # fmt: skip
    assert key not in state.points()
    makers.correct(new, supersedes=None, supersedes_kind="", reason="It was another statement.")
    assert state.points()[key] == before
    makers.correct(new, supersedes=old, supersedes_kind="reclassifies", reason="It was the same after all.")
    assert key not in state.points()
    retract.retract_figure(new.pk, actor=makers.reviewer(), reason="Withdrawn.")
    assert state.points()[key] == before


def test_a_figure_that_moves_to_another_series_leaves_no_point_behind() -> None:
    figure = makers.make_figure()
    makers.correct(figure, measure="idps", basis="stock", reference_period_start=None)
    assert [points[0]["value_best"] for points in state.points().values()] == [800_000]
    assert sorted(Series.objects.values_list("measure", "figure_count")) == [("displaced", 0), ("idps", 1)]


def test_a_decision_names_the_version_that_was_looked_at() -> None:
    figure = makers.make_submitted()
    seen = figure.draft_version
    record.edit_figure(figure.pk, {"notes": "Changed."}, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    with pytest.raises(Refused) as refused:
        publish.publish_figure(figure.pk, actor=makers.reviewer(), expected_version=seen)
    assert refused.value.code == "changed"
    with pytest.raises(Refused) as refused:
        returning.return_figure(figure.pk, actor=makers.reviewer(), reason="Why?", expected_version=seen)
    assert refused.value.code == "changed"
    assert not PublishedFigure.objects.exists()
    publish.publish_figure(figure.pk, actor=makers.reviewer(), expected_version=seen + 1)
    assert PublishedFigure.objects.exists()
