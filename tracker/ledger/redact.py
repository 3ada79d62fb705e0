"""A figure that does harm is blanked at every revision: asked for by an administrator, confirmed by a second person.

The one exception to "the same address gives the same bytes". What stays is a tombstone with the public reason, and
the hashes, so that the chain still verifies. Public lists name every redaction.
"""

from __future__ import annotations

import orjson
from django.db import transaction
from django.utils import timezone

from tracker.ledger import (
    acts,
    bulk_acts,
    counts,
    events,
    imports,
    notes,
    notices,
    permissions,
    search,
    series,
    snapshots,
)
from tracker.ledger.errors import Refused
from tracker.ledger.publish import close_versions
from tracker.ledger.rendering import csv_line
from tracker.ledger.row import FIELD_NAMES
from tracker.ledger.sequence import Chain, lock
from tracker.models import Citation, DraftEdit, Figure, LedgerEntry, PublishedFigure, RedactionRequest, User
from tracker.vocabulary import DraftState, LedgerAction, PublicState
from tracker.vocabulary import gettext_noop as _

SAME_PERSON = _("A redaction is confirmed by another person than the one who asked for it.")
ALREADY_DONE = _("This redaction has been carried out.")
NEVER_PUBLIC = _("A figure that was never public has nothing to redact.")
REDACTED = "redacted"
BLANKED_TEXT = (
    "crisis", "measure", "basis", "counting", "unit", "level", "qualifier", "cause", "people_status",
    "population_group", "gender", "age_range", "role", "grade", "party", "bounds_basis", "off_axis", "place_code",
    "location_code", "admin1_code", "admin2_code", "origin_location_code", "operation", "reporting_round",
    "source_system", "external_id", "supersedes_kind", "source_reliability", "nonce", "content",
    "other_documents",
)  # fmt: skip
BLANKED_NULL = (
    "series_id", "event_id", "value_low", "value_best", "value_high", "percent_low", "percent_best", "percent_high",
    "admin_level", "latitude", "longitude", "reference_period_start", "reference_period_start_latest",
    "reference_period_end", "as_of_date", "statement_date", "document_published_date", "speaker_id", "share_of",
    "supersedes", "contests", "part_of",
)  # fmt: skip
BLANKED_ZERO = ("organisation_id", "originator_id", "document_id")


def request_redaction(figure_id: int, *, actor: User, reason: str) -> RedactionRequest:
    """Ask for a figure to be blanked; `reason` is public and must not itself repeat the harm."""
    permissions.require(actor, "redact")
    said = permissions.require_reason(reason)
    if not PublishedFigure.objects.filter(figure_id=figure_id).exists():
        raise Refused("not_public", "figure", NEVER_PUBLIC)
    with transaction.atomic():
        # Locked, so that the same form sent twice asks once.
        Figure.objects.select_for_update(of=("self",)).get(pk=figure_id)
        standing = RedactionRequest.objects.filter(figure_id=figure_id).order_by("pk").last()
        if standing is not None:
            if standing.sequence is not None:
                raise Refused("done", "request", ALREADY_DONE)
            if standing.requested_by_id == actor.pk and standing.public_reason == said:
                return standing
        now = timezone.now()
        acts.note_act(acts.FIGURE, figure_id, "redaction", actor=actor, at=now, reason=said)
        return RedactionRequest.objects.create(
            figure_id=figure_id, requested_by=actor, requested_at=now, public_reason=said
        )


def confirm_redaction(request_id: int, *, actor: User) -> RedactionRequest:
    """Carry a redaction out as the second person; raises Refused E10 for the one who asked."""
    permissions.require(actor, "confirm_redaction")
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        request = RedactionRequest.objects.get(pk=request_id)
        _check(request, actor)
        figure = Figure.objects.select_for_update(of=("self",)).get(pk=request.figure_id)
        touched, pairs = _touched(figure.pk)
        past = _counted_in(figure.pk)
        figure.revision += 1
        entry = chain.append(
            "figure",
            figure.pk,
            LedgerAction.REDACTED,
            revision=figure.revision,
            actor=actor.pk,
            author=request.requested_by_id,
            reason=request.public_reason,
            data={"last_revision": figure.revision - 1},
        )
        snapshots.withdraw_holding(figure.pk, chain, reason=request.public_reason, actor=actor.pk)
        chain.live = counts.leaving([figure.pk])
        chain.store()
        close_versions({figure.pk: entry.sequence})
        _blank_versions(figure.pk, chain)
        _blank_entries(figure.pk, entry.sequence, chain)
        _blank_working_copy(figure)
        acts.blank_acts_of(figure.pk)
        notes.blank_notes_of(figure.pk)
        notices.blank_notices_of(figure.pk)
        bulk_acts.blank_lines_of(figure.pk)
        imports.blank_rows_of(figure.pk)
        series.recompute(touched, sequence=chain.sequence)
        events.recompute(dict.fromkeys(pairs, chain.sequence))
        events.restate(past)
        request.confirmed_by, request.sequence = actor, entry.sequence
        request.save()
    return request


def _check(request: RedactionRequest, actor: User) -> None:
    if request.sequence is not None:
        raise Refused("done", "request", ALREADY_DONE)
    if request.requested_by_id == actor.pk:
        raise Refused("E10", "actor", SAME_PERSON)


def _touched(figure_id: int) -> tuple[set[int], set[events.Pair]]:
    shown_in = PublishedFigure.objects.filter(figure_id=figure_id).values_list("series_id", flat=True)
    ids = {one for one in shown_in if one is not None} | series.touched_by([figure_id])
    return ids, events.pairs_of([figure_id])[figure_id]


def _counted_in(figure_id: int) -> set[events.Pair]:
    """Every event and measure whose totals, now or at an older revision, may hold the figure's number."""
    versions = PublishedFigure.objects.filter(figure_id=figure_id, event_id__isnull=False)
    rows = versions.values_list("event_id", "measure")
    return {(event, measure) for event, measure in rows if event is not None}


def _blank_versions(figure_id: int, chain: Chain) -> None:
    versions = list(PublishedFigure.objects.filter(figure_id=figure_id, redacted_at__isnull=True))
    search.remove(versions)
    for version in versions:
        row = tombstone(version)
        for name in BLANKED_TEXT:
            setattr(version, name, "")
        for name in BLANKED_NULL:
            setattr(version, name, None)
        for name in BLANKED_ZERO:
            setattr(version, name, 0)
        version.high_open = False
        version.claim_credibility = 6
        version.hops = 1
        version.body, version.line = orjson.dumps(row).decode(), csv_line(row)
        version.redacted_at = chain.at
        version.save(force_update=True)


def tombstone(version: PublishedFigure) -> dict[str, object]:
    """The public row of a redacted version: which one it was, and nothing of what it said."""
    kept = {
        "id": version.figure_id,
        "revision": version.revision,
        "sequence": version.sequence,
        "status": REDACTED,
    }
    return {name: kept.get(name) for name in FIELD_NAMES}


def _blank_entries(figure_id: int, until: int, chain: Chain) -> None:
    """Blank data and reasons of the entries before this one; their hashes stay, so the chain holds."""
    LedgerEntry.objects.filter(
        object_type="figure", object_id=figure_id, sequence__lt=until, redacted_at__isnull=True
    ).update(data={}, reason="", redacted_at=chain.at)


def _blank_working_copy(figure: Figure) -> None:
    Citation.objects.filter(figure=figure).update(
        quote="", quote_key="", quote_translation="", document_page="", chain=[]
    )
    DraftEdit.objects.filter(figure=figure).update(changes={})
    figure.public_state = PublicState.RETRACTED
    figure.draft_state = DraftState.NONE
    figure.restricted = True
    figure.notes = ""
    figure.value_text = ""
    figure.provider_place_name = figure.reason = figure.return_reason = ""
    figure.latitude = figure.longitude = None
    figure.warnings = []
    for name in ("value", "value_low", "value_high", "percent", "percent_low", "percent_high"):
        setattr(figure, name, None)
    figure.derived_low = figure.derived_best = figure.derived_high = None
    figure.save()
