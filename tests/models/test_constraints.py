"""Invariants that the database holds by itself: each is tried by a row that breaks it, past rules and ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from tests import makers
from tests.intake.bringing import as_csv, brought, number
from tracker.ledger.keys import create_key
from tracker.models import (
    ApiKey,
    Citation,
    Crisis,
    CrisisCount,
    Document,
    DraftEdit,
    Event,
    Figure,
    ImportRow,
    ImportRun,
    LedgerHead,
    Organisation,
    Place,
    RedactionRequest,
    Republication,
    Snapshot,
    Speaker,
    User,
    WindowOrigin,
)

pytestmark = pytest.mark.django_db

WRONG: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "figure_measure_known": (Figure, {"measure": "rumours"}),
    "figure_basis_known": (Figure, {"basis": "daily"}),
    "figure_counting_known": (Figure, {"counting": "twice"}),
    "figure_unit_known": (Figure, {"unit": "souls"}),
    "figure_level_known": (Figure, {"level": "certain"}),
    "figure_qualifier_known": (Figure, {"qualifier": "roughly"}),
    "figure_cause_known": (Figure, {"cause": "fate"}),
    "figure_people_status_known": (Figure, {"people_status": "some"}),
    "figure_gender_known": (Figure, {"gender": "?"}),
    "figure_role_known": (Figure, {"role": "best", "role_reason": "Why."}),
    "figure_grade_known": (Figure, {"grade": "fine", "grade_reason": "Why."}),
    "figure_party_known": (Figure, {"party": "both"}),
    "figure_reliability_known": (Figure, {"source_reliability": "Z"}),
    "figure_credibility_known": (Figure, {"claim_credibility": 9}),
    "figure_draft_state_known": (Figure, {"draft_state": "lost"}),
    "figure_public_state_known": (Figure, {"public_state": "hidden", "revision": 1}),
    "figure_stated_range_in_order": (Figure, {"value_low": 9, "value_high": 7}),
    "figure_bounds_in_order": (Figure, {"derived_low": 9, "derived_best": 7, "derived_high": 11}),
    "figure_value_not_negative": (Figure, {"value": -1}),
    "figure_ends_after_start": (Figure, {"reference_period_end": date(2019, 1, 1)}),
    "figure_stock_has_as_of": (Figure, {"basis": "stock", "as_of_date": None}),
    "figure_cumulative_has_origin": (Figure, {"window_origin": None}),
    "figure_share_is_percent": (Figure, {"unit": "percent"}),
    "figure_role_has_reason": (Figure, {"role": "context"}),
    "figure_grade_has_reason": (Figure, {"grade": "weak"}),
    "figure_supersedes_says_how": (Figure, {"supersedes_kind": "revises"}),
    "figure_restricted_not_public": (Figure, {"restricted": True, "public_state": "published", "revision": 1}),
    "figure_returned_says_why": (Figure, {"draft_state": "returned"}),
    "figure_public_has_revision": (Figure, {"public_state": "published"}),
    "citation_hops_from_one": (Citation, {"hops": 0}),
    "place_level_known": (Place, {"level": "quarter"}),
    "place_latitude_range": (Place, {"latitude": 91.0}),
    "place_longitude_range": (Place, {"longitude": -181.0}),
    "organisation_kind_known": (Organisation, {"kind": "club"}),
    "organisation_reliability_known": (Organisation, {"reliability": "Z"}),
    "speaker_has_name_or_title": (Speaker, {"name": "", "title": ""}),
    "speaker_ends_after_start": (Speaker, {"since": date(2020, 1, 2), "until": date(2020, 1, 1)}),
    "republication_kind_known": (Republication, {"kind": "again"}),
    "republication_says_why": (Republication, {"reason": ""}),
    "document_kind_known": (Document, {"kind": "leaflet"}),
    "event_ends_after_start": (Event, {"end": date(2019, 1, 1)}),
    "event_precision_known": (Event, {"date_precision": "hour"}),
    "window_origin_in_order": (WindowOrigin, {"latest": date(2019, 1, 1)}),
    "ledger_head_is_one": (LedgerHead, {"id": 2}),
    "crisis_count_not_negative": (CrisisCount, {"figures": -1}),
    "api_key_has_label": (ApiKey, {"label": ""}),
    "snapshot_of_a_sequence": (Snapshot, {"sequence": -1}),
    "api_key_ends_later": (ApiKey, {"expires_at": datetime(2000, 1, 1, tzinfo=UTC)}),
}
ELSEWHERE = {
    "import_run_state_known": "below, with an import",
    "import_row_state_known": "below, with an import",
    "import_run_published_by_another": "below, with an import",
    "import_run_has_key": "below, with an import",
    "place_country_has_no_parent": "below, it takes two places",
    "redaction_by_two": "below, it takes two people",
    "redaction_says_why": "below, with a request",
    "bulk_act_has_key": "tests/ledger/test_bulk_acts.py",
    "bulk_act_has_its_target": "tests/ledger/test_bulk_acts.py",
    "bulk_act_undone_by_someone": "tests/ledger/test_bulk_acts.py",
    "entry_draft_has_key": "tests/ledger/test_entry_drafts.py",
    "entry_draft_version_counts": "tests/ledger/test_entry_drafts.py",
    "review_note_says_something": "tests/ledger/test_notes.py",
    "review_note_settled_by_someone": "tests/ledger/test_notes.py",
    "notice_kind_known": "tests/ledger/test_notices.py",
    "notice_not_of_oneself": "tests/ledger/test_notices.py",
    "notice_mail_known": "tests/ledger/test_notices.py",
    "stored_copy_holds_something": "tests/ledger/test_copies.py",
    "stored_copy_removed_by_someone_with_reason": "tests/ledger/test_copies.py",
}
DJANGOS_OWN = {"tracker_user"}


@pytest.fixture
def rows() -> None:
    """One valid row of each kind."""
    makers.make_draft(event=makers.make_event(), speaker=makers.make_speaker())
    CrisisCount.objects.create(crisis="nw-syria", figures=1)
    office = {"object_type": "organisation", "object_id": 1, "actor": makers.contributor(), "begun_at": timezone.now()}
    Republication.objects.create(batch="b", kind="rename", reason="Why.", **office)
    create_key(makers.contributor(), label="Mirror")
    Snapshot.objects.create(name="first", sequence=0, made_at=timezone.now())


def broken(model: type[models.Model], values: dict[str, Any]) -> None:
    """Write past everything that would object before the database does."""
    with transaction.atomic():
        model._default_manager.filter(pk=model._default_manager.order_by("-pk")[0].pk).update(**values)


@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses(rows: None, name: str) -> None:
    model, values = WRONG[name]
    with pytest.raises(IntegrityError, match=name):
        broken(model, values)


def test_every_check_of_the_database_is_tried() -> None:
    checks = {
        constraint.name
        for model in apps.get_app_config("tracker").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and model._meta.db_table not in DJANGOS_OWN
    }
    assert checks - set(WRONG) - set(ELSEWHERE) - USER_CHECKS == set()


USER_CHECKS = {
    constraint.name for constraint in User._meta.constraints if isinstance(constraint, models.CheckConstraint)
}


@pytest.mark.parametrize(
    ("name", "model", "values"),
    [
        ("import_run_state_known", ImportRun, {"state": "half"}),
        ("import_run_published_by_another", ImportRun, {"published_by": F("created_by")}),
        ("import_run_has_key", ImportRun, {"key": ""}),
        ("import_row_state_known", ImportRow, {"state": "half"}),
    ],
)
def test_the_database_refuses_of_an_import(name: str, model: type[models.Model], values: dict[str, Any]) -> None:
    makers.make_crisis()
    brought(as_csv(number(701)), makers.contributor())
    with pytest.raises(IntegrityError, match=name):
        broken(model, values)


def test_a_country_lies_in_nothing() -> None:
    with pytest.raises(IntegrityError, match="place_country_has_no_parent"), transaction.atomic():
        Place.objects.filter(code="SYR").update(parent=Place.objects.get(code="TUR"))


def test_a_redaction_is_confirmed_by_another_person_and_says_why() -> None:
    user = makers.contributor()
    request = {"figure_id": 1, "requested_by": user, "requested_at": timezone.now()}
    with pytest.raises(IntegrityError, match="redaction_by_two"), transaction.atomic():
        RedactionRequest.objects.create(**request, confirmed_by=user, public_reason="Why.")
    with pytest.raises(IntegrityError, match="redaction_says_why"), transaction.atomic():
        RedactionRequest.objects.create(**request, public_reason="")


@pytest.mark.parametrize("model", [User, Place, Organisation, Speaker, Document, Crisis, Event, WindowOrigin, Figure])
def test_nothing_in_the_chain_of_evidence_cascades_away(rows: None, model: type[models.Model]) -> None:
    draft = Figure.objects.get()
    assert draft.event is not None
    kept = {
        User: draft.author, Place: draft.place, Organisation: draft.organisation, Speaker: draft.speaker,
        Document: draft.citations.get().document, Crisis: draft.crisis, Event: draft.event,
        WindowOrigin: draft.window_origin, Figure: draft,
    }[model]  # fmt: skip
    assert kept is not None
    with pytest.raises(ProtectedError):
        kept.delete()


def test_what_exists_once_exists_once(rows: None) -> None:
    draft = Figure.objects.get()
    citation, event = draft.citations.get(), Event.objects.get()
    twins: list[models.Model] = [
        Citation(figure=draft, document=citation.document),
        Document(title="Twin", normalised_url=citation.document.normalised_url),
        Event(crisis=event.crisis, code=event.code, name="Twin", start=event.start, end=event.end),
        Place(code="SYR", name="Twin", level="adm1"),
        Organisation(name=draft.organisation.name),
        Crisis(slug=draft.crisis.slug, name="Twin"),
        LedgerHead(ledger_id="twin", id=2),
    ]
    for twin in twins:
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def test_a_trail_of_edits_outlives_the_one_who_edited(rows: None) -> None:
    assert DraftEdit.objects.get().user == makers.contributor()
    with pytest.raises(ProtectedError):
        makers.contributor().delete()
