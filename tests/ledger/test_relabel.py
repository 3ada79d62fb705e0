"""New names for places, organisations and documents: every public figure that shows the old one is published again."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.exceptions import ValidationError

from tests import makers
from tests.ledger import state
from tracker.ledger import publish, record, relabel, republish, retract, sources, submit
from tracker.ledger.drafts import NewCitation
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Document, Figure, LedgerEntry, ObjectVersion, Organisation, Place, PublishedFigure

pytestmark = pytest.mark.django_db

REASON = "The office was renamed."


def entries(action: str = "relabelled") -> list[LedgerEntry]:
    """The entries of that action, in order."""
    return list(LedgerEntry.objects.filter(action=action).order_by("sequence"))


def test_a_renamed_organisation_is_shown_by_its_new_name_and_known_by_the_old() -> None:
    figure, other = makers.make_figure(), makers.make_figure(organisation=makers.make_organisation("UNHCR"))
    before = state.bodies()
    count = relabel.rename_organisation(
        makers.make_organisation(), name="OCHA Syria", code="OCHA-SY", actor=makers.editor(), reason=REASON
    )
    row = state.bodies()[figure.pk]
    assert count == 1
    assert (row["organisation"], row["organisation_code"], row["originator"], row["revision"]) == (
        "OCHA Syria", "OCHA-SY", "OCHA Syria", 2,
    )  # fmt: skip
    assert state.bodies()[other.pk] == before[other.pk]
    assert sources.find_organisation("ocha") == Organisation.objects.get(name="OCHA Syria")
    entry = entries()[0]
    assert (entry.actor, entry.reason, len(entry.batch)) == (None, REASON, 16)
    assert entries("changed")[0].batch == entry.batch
    assert verify().problems == []


def test_only_the_name_changes() -> None:
    figure = makers.make_figure()
    before = state.bodies()[figure.pk], state.points(), state.summaries()
    relabel.rename_organisation(makers.make_organisation(), name="OCHA Syria", actor=makers.editor(), reason=REASON)
    after = state.bodies()[figure.pk]
    moved = {name for name in after if after[name] != before[0][name]}
    assert moved == {"revision", "sequence", "updated_at", "organisation", "originator"}
    assert (state.points(), state.summaries()) == before[1:]


def test_a_publisher_is_renamed_wherever_it_is_cited() -> None:
    agency = makers.make_organisation("Agency", kind="media")
    documents = [makers.make_document(publisher=agency), makers.make_document()]
    citations = [
        NewCitation(document=document, quote="more than 800,000 people", hops=hops)
        for document, hops in zip(documents, (2, 1), strict=True)
    ]
    second = makers.make_figure(citations=citations)
    first = makers.make_figure(citations=citations[:1])
    count = relabel.rename_organisation(agency, name="New Agency", actor=makers.editor(), reason=REASON)
    assert count == 2
    assert state.bodies()[first.pk]["document_publisher"] == "New Agency"
    content = orjson.loads(PublishedFigure.objects.live().get(figure_id=second.pk).content)
    assert [one["document_publisher"] for one in content["citations"]] == [None, "New Agency"]


def test_a_renamed_place_is_renamed_in_every_figure_inside_it() -> None:
    syria = makers.make_place("SYR")
    idlib = makers.make_place("SY07", name="Idleb", level="adm1", parent=syria)
    ariha = makers.make_place("SY0702", name="Ariha", level="adm2", parent=idlib)
    inside, itself = makers.make_figure(place=ariha), makers.make_figure(place=idlib)
    outside = makers.make_figure(place=syria)
    count = relabel.rename_place(idlib, name="Idlib", names={"ar": "إدلب"}, actor=makers.editor(), reason=REASON)
    rows = state.bodies()
    assert count == 2
    assert (rows[inside.pk]["admin1_name"], rows[inside.pk]["place_name"]) == ("Idlib", "Ariha")
    assert (rows[itself.pk]["admin1_name"], rows[itself.pk]["place_name"]) == ("Idlib", "Idlib")
    assert rows[outside.pk]["revision"] == 1
    version = ObjectVersion.objects.get(object_type="place")
    assert orjson.loads(version.content) == {
        "code": "SY07", "name": "Idlib", "names": {"ar": "إدلب"},
        "former": {"code": "SY07", "name": "Idleb", "names": {}},
    }  # fmt: skip


def test_a_document_moves_and_is_found_at_its_new_address() -> None:
    document = makers.make_document()
    primary = makers.make_figure(citations=[NewCitation(document=document, quote="more than 800,000 people")])
    second = makers.make_figure(
        citations=[
            NewCitation(document=makers.make_document(), quote="more than 800,000 people"),
            NewCitation(document=document, quote="more than 800,000 people", hops=2),
        ]
    )
    changes = {"title": "Situation report 9", "url": "https://example.org/moved?utm_source=x", "licence": "CC BY"}
    assert relabel.rename_document(document, changes, actor=makers.editor(), reason=REASON) == 2
    row = state.bodies()[primary.pk]
    assert (row["document_title"], row["document_url"], row["licence"]) == tuple(changes.values())
    assert "Situation report 9" in PublishedFigure.objects.live().get(figure_id=second.pk).content
    assert sources.get_document("Another title", "http://www.example.org/moved/") == document


def test_a_document_does_not_take_the_address_of_another() -> None:
    document, other = makers.make_document(), makers.make_document()
    before = Document.objects.get(pk=document.pk).url
    with pytest.raises(ValidationError, match="document_url_once"):
        relabel.rename_document(document, {"url": other.url}, actor=makers.editor(), reason=REASON)
    assert Document.objects.get(pk=document.pk).url == before


def test_what_is_not_a_name_is_not_renamed() -> None:
    with pytest.raises(TypeError, match="sha256"):
        relabel.rename_document(makers.make_document(), {"sha256": ""}, actor=makers.editor(), reason=REASON)


@pytest.mark.parametrize(("code", "role", "reason"), [("role", "reviewer", REASON), ("E11", "editor", "  ")])
def test_a_renaming_needs_an_editor_and_a_reason(code: str, role: str, reason: str) -> None:
    makers.make_figure()
    organisation, actor = makers.make_organisation(), makers.make_user(role=role)
    with state.refused(code):
        relabel.rename_organisation(organisation, name="OCHA Syria", actor=actor, reason=reason)
    assert not Organisation.objects.filter(name="OCHA Syria").exists()


def test_a_second_call_changes_nothing() -> None:
    makers.make_figure()
    organisation, actor = makers.make_organisation(), makers.editor()
    relabel.rename_organisation(organisation, name="OCHA Syria", actor=actor, reason=REASON)
    before = state.everything()
    again = Organisation.objects.get(pk=organisation.pk)
    assert relabel.rename_organisation(again, name="OCHA Syria", actor=actor, reason=REASON) == 0
    assert state.everything() == before


class Killed(BaseException):
    """The process ends here."""


def kill_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, calls: int) -> None:
    """Let `module.name` run so many times, then end the process instead."""
    real, count = getattr(module, name), 0

    def counting(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count > calls:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, counting)


@pytest.mark.parametrize("killed_after", [0, 1, 2])
def test_a_second_call_finishes_what_a_killed_one_began(monkeypatch: pytest.MonkeyPatch, killed_after: int) -> None:
    agency = makers.make_organisation("Agency", kind="media")
    for _ in range(3):
        citation = NewCitation(document=makers.make_document(publisher=agency), quote="more than 800,000 people")
        makers.make_figure(citations=[citation])
    actor = makers.editor()
    monkeypatch.setattr(publish, "CHUNK", 1)
    with monkeypatch.context() as dying:
        kill_after(dying, republish, "_republish", killed_after)
        with pytest.raises(Killed):
            relabel.rename_organisation(agency, name="New Agency", actor=actor, reason=REASON)
    assert verify().problems == []
    agency = Organisation.objects.get(pk=agency.pk)
    assert relabel.rename_organisation(agency, name="New Agency", actor=actor, reason=REASON) == 3 - killed_after
    assert {row["document_publisher"] for row in state.bodies().values()} == {"New Agency"}
    assert {row["revision"] for row in state.bodies().values()} == {2}
    assert verify().problems == []


def test_a_pending_draft_is_left_alone_and_published_under_the_new_name() -> None:
    figure = makers.make_figure()
    record.edit_figure(
        figure.pk, {"value": 830_000}, actor=makers.contributor(), reason="Misread.", confirm=makers.EVERY_REASON
    )
    relabel.rename_organisation(makers.make_organisation(), name="OCHA Syria", actor=makers.editor(), reason=REASON)
    draft = Figure.objects.get(pk=figure.pk)
    assert (draft.draft_state, draft.value, draft.reason, draft.revision) == ("draft", 830_000, "Misread.", 2)
    assert state.bodies()[figure.pk]["value"] == 800_000
    submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    publish.publish_figure(figure.pk, actor=makers.reviewer())
    row = state.bodies()[figure.pk]
    assert (row["value"], row["organisation"], row["revision"]) == (830_000, "OCHA Syria", 3)
    assert verify().problems == []


def test_what_is_withdrawn_is_not_published_again() -> None:
    figure = makers.make_figure()
    retract.retract_figure(figure.pk, actor=makers.reviewer(), reason="Second-hand.")
    organisation = makers.make_organisation()
    assert relabel.rename_organisation(organisation, name="OCHA Syria", actor=makers.editor(), reason=REASON) == 0
    assert state.bodies() == {}


def test_older_revisions_show_the_name_of_their_time() -> None:
    figure = makers.make_figure()
    then, before = head().sequence, state.bodies()
    relabel.rename_place(makers.make_place("SYR"), name="Syria anew", actor=makers.editor(), reason=REASON)
    assert state.bodies(then) == before
    assert state.bodies()[figure.pk]["place_name"] == "Syria anew"
    assert Place.objects.get(code="SYR").name == "Syria anew"


def test_what_somebody_else_changed_meanwhile_is_kept() -> None:
    makers.make_figure()
    mine = makers.make_organisation()
    Organisation.objects.filter(pk=mine.pk).update(reliability_reason="Set by another since.", aliases=["UNOCHA"])
    former = mine.name
    relabel.rename_organisation(mine, name="OCHA Syria", actor=makers.editor(), reason=REASON)
    stored = Organisation.objects.get(pk=mine.pk)
    assert (stored.reliability_reason, stored.aliases) == ("Set by another since.", ["UNOCHA", former])
    assert (mine.name, mine.aliases) == ("OCHA Syria", stored.aliases), "the caller's row shows what was stored"


def test_what_a_killed_call_began_is_finished_under_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    makers.make_figure()

    def killed(*_given: Any, **_named: Any) -> int:
        raise KeyboardInterrupt

    office = makers.make_organisation()
    with monkeypatch.context() as stopped:
        stopped.setattr(republish, "_republish", killed)
        with pytest.raises(KeyboardInterrupt):
            relabel.rename_organisation(office, name="OCHA Syria", actor=makers.editor(), reason=REASON)
    again = Organisation.objects.get(name="OCHA Syria")
    count = relabel.rename_organisation(again, name="OCHA Syria", actor=makers.editor(), reason=REASON)
    assert count == 1
    assert len(entries("changed")) == 1
    assert entries()[0].batch == entries("changed")[0].batch
