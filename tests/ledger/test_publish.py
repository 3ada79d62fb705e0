"""Publishing: what becomes public, under which number, and who may."""

from __future__ import annotations

import orjson
import pytest

from tests import makers
from tracker.ledger import publish, record, submit
from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import LedgerEntry, PublishedFigure, Series, SeriesPoint

pytestmark = pytest.mark.django_db


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
    assert (point.value_low, point.value_best, point.value_high, point.high_open) == (800_000, 800_000, None, True)
    assert Series.objects.get().spine == makers.make_organisation()
    assert verify().problems == []


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
