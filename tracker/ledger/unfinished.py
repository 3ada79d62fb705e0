"""Goes on with what renames, merges and their undoing left to do, whichever process began it.

Called by the page that follows such a change, bit by bit; in the background by the worker; and by
`manage.py finish_changes`, to the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import Q
from django_tasks import task

from tracker.ledger import crises, merge, relabel, shown
from tracker.ledger.content import Content
from tracker.ledger.republish import Change, Plan, each
from tracker.ledger.republish import carry_on as _carry_on
from tracker.models import Citation, LedgerEntry, MovedReference, PublishedFigure, Republication
from tracker.models.republications import MERGE, RENAME
from tracker.volatile import queue


def unfinished() -> list[Republication]:
    """Acts whose figures are still being published again, the oldest first."""
    return list(Republication.objects.filter(finished_at__isnull=True).select_related("actor").order_by("pk"))


def carry_on(work: Republication, *, seconds: float | None = None) -> int:
    """Do what is left of it, for about so many seconds; returns how many figures were published again."""
    return _carry_on(work, plan_of(work), seconds=seconds)


@task()
def go_on(work_id: int) -> None:
    """Do what is left of an act, to the end."""
    work = Republication.objects.filter(pk=work_id, finished_at__isnull=True).first()
    if work is not None:
        carry_on(work)


def go_on_later(work: Republication) -> None:
    """Leave the rest of an act to the worker."""
    queue.enqueue(go_on, work.pk)


@queue.finds(go_on)
def left_to_do() -> list[tuple[int]]:
    """Acts that ought to be going on."""
    return [(work.pk,) for work in unfinished()]


def plan_of(work: Republication) -> Plan:
    """What is left to do of an act."""
    if work.kind == RENAME:
        return crises.plan_of(work) if work.object_type == "event" else relabel.plan_of(work)
    return _merge_plan(work) if work.kind == MERGE else _split_plan(work)


def _merge_plan(work: Republication) -> Plan:
    old, into = (
        merge.MODELS[work.object_type]._default_manager.get(pk=pk) for pk in (work.object_id, work.target_id or 0)
    )
    condition = merge.showing(work.object_type, old, work.choices)
    if work.object_type == "organisation":
        condition |= _published_by_moved(work)
    return Plan(condition, _moving(work.object_type, old, into, work.choices), counts=True, move=merge.move)


def _published_by_moved(work: Republication) -> Q:
    """Versions that cite a document whose publisher was moved."""
    moved = MovedReference.objects.filter(republication=work, table="document").values("row_id")
    citing = Citation.objects.filter(document_id__in=moved).values("figure_id")
    return Q(document_id__in=moved) | Q(figure_id__in=citing)


def _moving(object_type: str, old: Any, into: Any, choices: Mapping[str, Any]) -> Change:
    """The change to contents that a merge makes."""
    if object_type == "organisation":
        twins = {int(pk): twin for pk, twin in choices["speakers"].items()}

        def change(contents: Mapping[int, Content]) -> None:
            named = shown.organisation_named(into)  # its documents are read anew for each chunk
            for content in contents.values():
                refs = content["refs"]
                for name in ("organisation_id", "originator_id"):
                    if refs[name] == old.pk:
                        refs[name] = into.pk
                refs["speaker_id"] = twins.get(refs["speaker_id"], refs["speaker_id"])
                named(content)

        return change
    return each(_MOVES[object_type](old, into, choices))


def _speaker(old: Any, into: Any, _choices: Any) -> shown.Change:
    named = shown.speaker_named(into)

    def change(content: Content) -> None:
        if content["refs"]["speaker_id"] == old.pk:
            content["refs"]["speaker_id"] = into.pk
        named(content)

    return change


def _document(old: Any, into: Any, _choices: Any) -> shown.Change:
    described = shown.document_described(into)

    def change(content: Content) -> None:
        kept: dict[int, Content] = {}
        for citation in content["citations"]:
            if citation["document_id"] == old.pk:
                citation["document_id"] = into.pk
        for citation in sorted(content["citations"], key=lambda one: int(one["hops"])):
            kept.setdefault(citation["document_id"], citation)
        content["citations"] = [one for one in content["citations"] if kept[one["document_id"]] is one]
        described(content)

    return change


def _event(old: Any, into: Any, _choices: Any) -> shown.Change:
    def change(content: Content) -> None:
        if content["row"]["event"] == old.pk:
            content["row"] |= {"event": into.pk, "event_code": into.code}

    return change


def _origin(_old: Any, _into: Any, choices: Mapping[str, Any]) -> shown.Change:
    joined = {int(pk): stays for pk, stays in choices["series"].items()}

    def change(content: Content) -> None:
        content["row"]["series"] = joined.get(content["row"]["series"], content["row"]["series"])

    return change


_MOVES = {"speaker": _speaker, "document": _document, "event": _event, "origin": _origin}


def _split_plan(work: Republication) -> Plan:
    done = Republication.objects.get(pk=work.choices["undoes"])
    old = merge.MODELS[work.object_type]._default_manager.get(pk=work.object_id)
    condition = Q(figure_id__in=merge.figures_of(done))
    return Plan(condition, _taking_back(done, old), counts=True, move=merge.move_back)


def _taking_back(done: Republication, old: Any) -> Change:
    """Gives each figure back what the merge took from it, as far as nobody changed that since."""

    def change(contents: Mapping[int, Content]) -> None:
        named = _NAMED.get(done.object_type, lambda _old: lambda _content: None)(old)
        for figure_id, (before, after) in _pairs(done, contents).items():
            content = contents[figure_id]
            for part in ("refs", "row"):
                _give_back(content[part], before[part], after[part])
            if done.object_type == "document" and _documents(content) == _documents(after):
                content["citations"] = before["citations"]
            named(content)

    return change


_NAMED: dict[str, Any] = {
    "organisation": shown.organisation_named,
    "speaker": shown.speaker_named,
    "document": shown.document_described,
}
_REFERENCES = ("organisation_id", "originator_id", "speaker_id", "event", "event_code", "series")


def _give_back(content: Content, before: Content, after: Content) -> None:
    for name in _REFERENCES:
        if name in after and before[name] != after[name] and content[name] == after[name]:
            content[name] = before[name]


def _documents(content: Content) -> list[int]:
    return [citation["document_id"] for citation in content["citations"]]


def _pairs(done: Republication, contents: Mapping[int, Content]) -> dict[int, tuple[Content, Content]]:
    """By figure, its content before the merge and after it."""
    entries = LedgerEntry.objects.filter(batch=done.batch, object_type="figure", object_id__in=list(contents))
    revisions = dict(entries.values_list("object_id", "revision"))
    versions = PublishedFigure.objects.filter(figure_id__in=list(revisions), redacted_at__isnull=True)
    held: dict[tuple[int, int], Content] = {}
    for figure_id, revision, content in versions.values_list("figure_id", "revision", "content"):
        if revision in (revisions[figure_id] - 1, revisions[figure_id]):
            held[figure_id, revision] = orjson.loads(content)
    return {
        figure_id: (held[figure_id, revision - 1], held[figure_id, revision])
        for figure_id, revision in revisions.items()
        if (figure_id, revision - 1) in held and (figure_id, revision) in held
    }
