"""A figure that does harm is blanked everywhere: at every revision, in every column, at the desk and in sums."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import orjson
import pytest
from django.db.models import DateTimeField, Field

from tests import makers
from tests.ledger import state
from tracker.ledger import publish, record, redact, retract, submit
from tracker.ledger.drafts import NewCitation
from tracker.ledger.rebuild import rebuild
from tracker.ledger.rendering import RENDER
from tracker.ledger.row import FIELD_NAMES
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import (
    Citation,
    DraftEdit,
    EventTotal,
    Figure,
    LedgerEntry,
    PublishedFigure,
    RedactionRequest,
    SeriesPoint,
    Tally,
    User,
)
from tracker.selectors.figures import texts_of

pytestmark = pytest.mark.django_db

SECRETS = ("7907", "7,907", "Umm Salim", "Cellar", "35.8101", "Lina", "second cellar", "7919", "7,919")


def administrator() -> User:
    """Whoever asks for redactions in these tests."""
    return User.objects.filter(username="admin").first() or makers.make_user("admin", role="administrator")


@pytest.fixture
def harm() -> Figure:
    """A figure with two public revisions, told by a named person of a precise place, counted at an event."""
    cellar = makers.make_place("SITE-1", name="Cellar", level="site", parent=makers.make_place("SYR"))
    document = makers.make_document()
    citation = NewCitation(
        document=document, quote="7,907 people, says Lina", quote_translation="7,907, Lina", document_page="Lina 2",
        chain=["Lina"],
    )  # fmt: skip
    figure = makers.make_figure(
        measure="killed", basis="period", qualifier="exact", value=7_907, value_text="7,907", event=makers.make_event(),
        reference_period_start=date(2020, 2, 14), reference_period_end=date(2020, 2, 14), as_of_date=None,
        place=cellar, place_safe=True, place_precision="point", latitude=35.8101, longitude=36.6,
        provider_place_name="second cellar", notes="Heard from Umm Salim.", citations=[citation],
    )  # fmt: skip
    return makers.correct(figure, value=7_919, value_text="7,919", reason="Lina counted again.")


def redacted(figure: Figure, *, reason: str = "It put people at risk.") -> RedactionRequest:
    """The figure blanked, by two people."""
    request = redact.request_redaction(figure.pk, actor=administrator(), reason=reason)
    return redact.confirm_redaction(request.pk, actor=makers.reviewer())


# Hashes and nonces, and the moments inside JSON: random digits, which may be those of a secret.
CHANCE = ("content_sha", "sha", "nonce")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+")


def without_chance(field: Field[Any, Any], value: object) -> str:
    """What a column says, without what may hold the digits of a secret by chance."""
    if field.attname in CHANCE or isinstance(field, DateTimeField):
        return ""
    return MOMENT.sub("", value.decode() if isinstance(value, bytes) else str(value))


def told_anywhere(secret: str) -> list[str]:
    """Tables that still hold the secret in some column."""
    models: tuple[Any, ...] = (
        PublishedFigure, LedgerEntry, Figure, Citation, DraftEdit, SeriesPoint, EventTotal, Tally,
    )  # fmt: skip
    found = []
    for model in models:
        for row in model._default_manager.all():
            found += [
                f"{model.__name__}.{field.attname}"
                for field in row._meta.concrete_fields
                if secret in without_chance(field, getattr(row, field.attname))
            ]
    return found


def test_the_harm_is_there_before_it_is_redacted(harm: Figure) -> None:
    for secret in SECRETS:
        assert told_anywhere(secret), secret


def test_nothing_of_it_is_left_anywhere(harm: Figure) -> None:
    retract.retract_figure(harm.pk, actor=makers.reviewer(), reason="It names Lina.")
    redacted(harm)
    assert {secret: told_anywhere(secret) for secret in SECRETS} == {secret: [] for secret in SECRETS}


def test_what_stays_is_a_tombstone_at_every_revision(harm: Figure) -> None:
    redacted(harm)
    rows = [orjson.loads(version.body) for version in PublishedFigure.objects.all()]
    assert [(row["id"], row["revision"], row["status"]) for row in rows] == [
        (harm.pk, 1, "redacted"), (harm.pk, 2, "redacted"),
    ]  # fmt: skip
    for row in rows:
        assert list(row) == list(FIELD_NAMES)
        assert {name for name, value in row.items() if value is not None} == {"id", "revision", "sequence", "status"}


def test_the_ledger_names_both_people_and_still_holds(harm: Figure) -> None:
    before = list(LedgerEntry.objects.values_list("sequence", "sha", "content_sha"))
    request = redacted(harm)
    entry = LedgerEntry.objects.latest("sequence")
    assert (entry.type, entry.revision, entry.reason) == ("figure.redacted", 3, "It put people at risk.")
    assert (entry.actor, entry.author) == (makers.reviewer().pk, administrator().pk)
    assert (request.confirmed_by, request.sequence) == (makers.reviewer(), head().sequence)
    assert list(LedgerEntry.objects.values_list("sequence", "sha", "content_sha"))[:-1] == before
    found = verify()
    assert (found.problems, found.redacted) == ([], 2)


def test_series_and_totals_are_what_they_are_without_it(harm: Figure) -> None:
    first = PublishedFigure.objects.order_by("sequence")[0].sequence
    other = makers.make_organisation("SOHR", kind="monitor")
    makers.make_figure(
        measure="killed", basis="period", qualifier="exact", value=31, value_text="", event=harm.event,
        reference_period_start=date(2020, 2, 14), reference_period_end=date(2020, 2, 14), as_of_date=None,
        organisation=other, place=harm.place, place_safe=True,
    )  # fmt: skip
    redacted(harm)
    assert [[point["value_high"] for point in points] for points in state.points().values()] == [[31]]
    assert [total[:3] for total in state.totals().values()] == [(31, 31, 31)]
    assert head().live_count == 1
    past = EventTotal.objects.exclude(sequence_to=None)
    assert [(one.sequence_from > first, one.value_low, one.value_high) for one in past] == [(True, 31, 31)]
    assert {one.best for one in Tally.objects.all()} == {31}


def test_a_redaction_takes_two_people(harm: Figure) -> None:
    asking = administrator()
    request = redact.request_redaction(harm.pk, actor=asking, reason="It put people at risk.")
    assert "7,919" in PublishedFigure.objects.live().get().body
    with state.refused("E10", "actor"):
        redact.confirm_redaction(request.pk, actor=asking)
    writer = makers.make_user()
    with state.refused("role"):
        redact.confirm_redaction(request.pk, actor=writer)
    redact.confirm_redaction(request.pk, actor=makers.reviewer())
    with state.refused("done", "request"):
        redact.confirm_redaction(request.pk, actor=makers.reviewer())


@pytest.mark.parametrize(("code", "role", "reason"), [("role", "editor", "Why."), ("E11", "administrator", "  ")])
def test_asking_needs_an_administrator_and_a_reason(harm: Figure, code: str, role: str, reason: str) -> None:
    actor = makers.make_user(role=role)
    with state.refused(code):
        redact.request_redaction(harm.pk, actor=actor, reason=reason)


def test_what_was_never_public_has_nothing_to_redact() -> None:
    draft, actor = makers.make_draft(), administrator()
    with state.refused("not_public", "figure"):
        redact.request_redaction(draft.pk, actor=actor, reason="Why.")


def test_a_pending_correction_does_not_bring_it_back(harm: Figure) -> None:
    record.edit_figure(
        harm.pk, {"value": 7_927, "value_text": "7,927"}, actor=makers.contributor(), reason="Lina again.",
        confirm=makers.EVERY_REASON,
    )  # fmt: skip
    submit.submit_figure(harm.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    redacted(harm)
    actor = makers.reviewer()
    with state.refused("not_submitted"):
        publish.publish_figure(harm.pk, actor=actor)
    assert told_anywhere("7927") == told_anywhere("7,927") == []


def test_a_withdrawn_figure_can_be_redacted(harm: Figure) -> None:
    retract.retract_figure(harm.pk, actor=makers.reviewer(), reason="Withdrawn.")
    redacted(harm)
    assert head().live_count == 0
    assert Figure.objects.get().revision == 4
    assert verify().problems == []


def test_what_was_redacted_is_not_edited_into_the_open_again(harm: Figure) -> None:
    redacted(harm)
    actor = makers.contributor()
    with state.refused("redacted", "figure"):
        record.edit_figure(harm.pk, {"restricted": False}, actor=actor, reason="Looked again.")


def test_rows_of_an_older_release_are_stored_as_the_new_one_writes_them(harm: Figure) -> None:
    other = makers.make_figure(quote="over 800,000\npeople", value_text="over 800,000")
    redacted(harm)
    whole = state.everything()["PublishedFigure"]
    PublishedFigure.objects.update(render=RENDER - 1)
    PublishedFigure.objects.filter(figure_id=other.pk).update(body="{}", line="old")
    sequences = list(PublishedFigure.objects.order_by("sequence").values_list("sequence", flat=True))
    texts = texts_of([(one, RENDER - 1, "as it was") for one in sequences], "line")
    assert [text == "as it was" for text in texts] == [True, True, False]
    said = list(rebuild(compare=True))
    assert said == [f"version {one}: render is {RENDER - 1}, not {RENDER}" for one in sequences]
    assert PublishedFigure.objects.filter(line="old").exists()
    assert list(rebuild()) == said
    assert state.everything()["PublishedFigure"] == whole
    assert verify().problems == []
