"""Two records of one source, event or start of a count become one: the figures move, nothing is added up.

The record that goes stays for past revisions, points at the one it was merged into, and its old address leads there.
What names it moves in chunks, with the way back kept (MovedReference); then the public figures are published again
(republish.py), and claims that now share an originator are counted once by METHOD R2. `split` takes a merge back.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from tracker.ledger import acts, bulk, crises, joining, names, permissions, relabel, shown, sources, stated
from tracker.ledger.errors import Refused
from tracker.ledger.merged import Mergeable, present
from tracker.ledger.objects import publish_object
from tracker.ledger.publish import CHUNK
from tracker.ledger.republish import begin
from tracker.ledger.sequence import Chain, lock
from tracker.models import (
    Citation,
    Document,
    Event,
    Figure,
    LedgerEntry,
    MovedReference,
    Organisation,
    PublishedFigure,
    Republication,
    Speaker,
    StoredCopy,
    User,
    WindowOrigin,
)
from tracker.models.figures import RELAYED
from tracker.models.republications import MERGE, SPLIT
from tracker.vocabulary import LedgerAction
from tracker.vocabulary import gettext_noop as _

MODELS: dict[str, type[Mergeable]] = {
    "organisation": Organisation,
    "speaker": Speaker,
    "document": Document,
    "event": Event,
    "origin": WindowOrigin,
}
NAMING: dict[str, tuple[tuple[type[Model], str], ...]] = {
    "organisation": (
        (Figure, "originator"),
        (Figure, "organisation"),
        (Speaker, "organisation"),
        (Document, "publisher"),
        (Organisation, "parent"),
    ),
    "speaker": ((Figure, "speaker"),),
    "document": ((Citation, "document"), (StoredCopy, "document")),
    "event": ((Figure, "event"),),
    "origin": ((Figure, "window_origin"),),
}
"""Working rows that name each of them, by table and column."""
TABLES: dict[str, type[Model]] = {
    model._meta.model_name or "": model for model in (Figure, Speaker, Document, Organisation, Citation, StoredCopy)
}

ITSELF = _("A record cannot be merged into itself.")
OTHER_CRISIS = _("Both belong to one crisis, or they are not the same.")
IS_PART = _("One of the two is part of the other. Change that first.")
GONE_ALREADY = _("This record was merged into another already.")
STILL_MOVING = _("Figures of an earlier change are still being published again. Let that finish first.")
NOT_PASSED_ON = _("The document that stays may not be passed on, and public figures stand on the other.")
NOT_THE_LAST = _("What this was merged into was itself merged since. Undo that first.")
UNDONE_ALREADY = _("This merge was undone already.")
NAME_TAKEN = _("Another record has taken its name or address meanwhile. Rename or merge that one first.")


def merge(
    object_type: str,
    old_id: int,
    into_id: int,
    *,
    actor: User,
    reason: str,
    spines: Mapping[int, int | None] | None = None,
) -> Republication:
    """Merge one record into another; what names it is to follow (unfinished.py).

    `spines` is the editor's choice, by the series that stays, where two series are joined whose spines were both
    chosen. Raises Refused, and then nothing has changed.
    """
    permissions.require(actor, "merge")
    said = permissions.require_reason(reason)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=secrets.token_hex(8))
        rows = MODELS[object_type]._default_manager.in_bulk([old_id, into_id])
        if old_id == into_id or len(rows) < 2:
            raise Refused("E16", "into", ITSELF)
        old, into = rows[old_id], rows[into_id]
        _check(object_type, old, into)
        was = states(old)
        old.merged_into = into
        old.save(update_fields=["merged_into"])
        choices = _prepare(chain, old, into, actor=actor, reason=said, spines=spines or {})
        work = begin(
            chain,
            MERGE,
            object_type,
            old.pk,
            target_id=into.pk,
            showing=showing(object_type, old, choices),
            actor=actor,
            reason=said,
            choices=choices,
        )
        _remember(choices)
        _find_by_one(old, into, choices)
        _tell(chain, LedgerAction.MERGED, old, was, actor=actor, reason=said)
        chain.store()
        joining.recompute(choices, chain.sequence)
    return work


def split(work_id: int, *, actor: User, reason: str) -> Republication:
    """Take a merge back: what it moved goes where it was, as far as nobody changed it since."""
    permissions.require(actor, "merge")
    said = permissions.require_reason(reason)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=secrets.token_hex(8))
        done = Republication.objects.select_for_update().get(pk=work_id, kind=MERGE)
        if done.undone_by_id is not None:
            raise Refused("E16", "batch", UNDONE_ALREADY)
        old, into = (
            MODELS[done.object_type]._default_manager.get(pk=pk) for pk in (done.object_id, done.target_id or 0)
        )
        if into.merged_into_id is not None or old.merged_into_id != into.pk:
            raise Refused("E16", "batch", NOT_THE_LAST)
        _check_quiet(done.object_type, old.pk, into.pk)
        was = states(old)
        _restore(chain, done, into, actor=actor, reason=said)
        old.merged_into = None
        if isinstance(old, Speaker):
            old.organisation = present(old.organisation)
        try:
            old.full_clean()
        except ValidationError as taken:
            raise Refused("E16", "batch", NAME_TAKEN) from taken
        old.save()
        names.keep(_findable([old, into, *Speaker.objects.filter(pk__in=map(int, done.choices.get("speakers", {})))]))
        moved = Q(figure_id__in=figures_of(done))
        work = begin(
            chain,
            SPLIT,
            done.object_type,
            old.pk,
            target_id=into.pk,
            showing=moved,
            actor=actor,
            reason=said,
            choices={"undoes": done.pk},
        )
        Republication.objects.filter(pk=done.pk).update(undone_by=work)
        _tell(chain, LedgerAction.SPLIT, old, was, actor=actor, reason=said)
        joining.take_apart(chain, done.choices, actor=actor, reason=said)
        chain.store()
        joining.recompute(done.choices, chain.sequence)
    return work


def pair_of(work: Republication) -> tuple[Any, Any]:
    """The record that a merge is about, and the one that stays."""
    found = MODELS[work.object_type]._default_manager
    return found.get(pk=work.object_id), found.get(pk=work.target_id or 0)


def showing(object_type: str, old: Any, choices: Mapping[str, Any]) -> Q:
    """The versions that show what goes, while its working rows have not moved."""
    if object_type == "organisation":
        twins = [int(pk) for pk in choices.get("speakers", {})]
        return shown.by_organisation(old) | Q(speaker_id__in=twins)
    if object_type == "origin":
        return Q(series_id__in=[int(pk) for pk in choices.get("series", {})])
    conditions: dict[str, Any] = {"speaker": shown.by_speaker, "document": shown.by_document}
    return conditions[object_type](old) if object_type in conditions else Q(event_id=old.pk)


def figures_of(done: Republication) -> Any:
    """Numbers of the figures that a merge published again."""
    return LedgerEntry.objects.filter(batch=done.batch, object_type="figure").values("object_id")


def move(work: Republication) -> int:
    """Move the next chunk of working rows that name what goes; 0 when none is left."""
    for model, column in NAMING[work.object_type]:
        if count := _move(work, model, column, work.object_id, int(work.target_id or 0)):
            return count
    for old, twin in work.choices.get("speakers", {}).items():
        if count := _move(work, Figure, "speaker", int(old), int(twin)):
            return count
    return 0


def move_back(work: Republication) -> int:
    """Move the next chunk of what the merge had moved back, where it still is where the merge put it."""
    with transaction.atomic():
        lock()
        moved = list(MovedReference.objects.filter(republication_id=work.choices["undoes"]).order_by("pk")[:CHUNK])
        for one in moved:
            if one.held.get("row"):
                _bring_back(one)
                continue
            model = TABLES[one.table]
            here = {"pk": one.row_id, f"{one.column}_id": one.held["to"]}
            model._default_manager.filter(**here).update(**{f"{one.column}_id": one.held["from"]})
        MovedReference.objects.filter(pk__in=[one.pk for one in moved]).delete()
    return len(moved)


def naming(model: type[Model], column: str, old: int) -> QuerySet[Any]:
    """The working rows that name in this column what goes, as far as they have to move."""
    rows = model._default_manager.filter(**{f"{column}_id": old})
    if model is Speaker:
        return rows.filter(merged_into__isnull=True)  # one that is a twin of another stays beside it
    if model is Figure and column == "organisation":
        return rows.filter(RELAYED)  # all that are left once their originators have moved, and the index has no others
    return rows


def _move(work: Republication, model: type[Model], column: str, old: int, into: int) -> int:
    rows = naming(model, column, old)
    if not rows.exists():
        return 0
    with transaction.atomic():
        lock()
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        gone = _cited_twice(work, ids, into) if model is Citation else []
        kept = [pk for pk in ids if pk not in set(gone)]
        bulk.insert([_reference(work, model, pk, column, old, into) for pk in kept])
        model._default_manager.filter(pk__in=kept).update(**{f"{column}_id": into})
    return len(ids)


def _reference(work: Republication, model: type[Model], pk: int, column: str, old: int, into: int) -> MovedReference:
    held = {"from": old, "to": into}
    return MovedReference(republication=work, table=model._meta.model_name or "", row_id=pk, column=column, held=held)


def _cited_twice(work: Republication, ids: list[int], into: int) -> list[int]:
    """Citations that go because their figure cites the document that stays as well; the shorter chain is kept."""
    moving = {one.figure_id: one for one in Citation.objects.filter(pk__in=ids)}
    gone = []
    for other in Citation.objects.filter(figure_id__in=moving, document_id=into):
        mine = moving[other.figure_id]
        lost = mine if other.hops <= mine.hops else other
        row = {field.attname: getattr(lost, field.attname) for field in Citation._meta.concrete_fields}
        MovedReference.objects.create(
            republication=work, table="citation", row_id=lost.pk, column="document", held={"row": row}
        )
        if lost is other:
            lost.delete()
        else:
            gone.append(lost.pk)
    Citation.objects.filter(pk__in=gone).delete()
    return gone


def _bring_back(one: MovedReference) -> None:
    row = one.held["row"]
    same = Citation.objects.filter(figure_id=row["figure_id"], document_id=row["document_id"])
    if not same.exists() and not Citation.objects.filter(pk=row["id"]).exists():
        Citation.objects.create(**row)


def states(thing: Any) -> dict[str, Any]:
    """What an entry about it states."""
    if isinstance(thing, Event):
        return {**stated.stated_event(thing), "merged_into_id": thing.merged_into_id}
    if isinstance(thing, WindowOrigin):
        return joining.stated(thing)
    return {**relabel.stated(thing), "merged_into_id": thing.merged_into_id}


def _check(object_type: str, old: Any, into: Any) -> None:
    if old.merged_into_id is not None or into.merged_into_id is not None:
        raise Refused("E16", "into", GONE_ALREADY)
    _check_quiet(object_type, old.pk, into.pk)
    if object_type in ("event", "origin") and old.crisis_id != into.crisis_id:
        raise Refused("E16", "into", OTHER_CRISIS)
    if object_type == "organisation" and (old.pk in relabel.around(into.pk) or into.pk in relabel.around(old.pk)):
        raise Refused("E16", "into", IS_PART)
    closed = object_type == "document" and not into.redistributable
    if closed and PublishedFigure.objects.live().filter(shown.by_document(old)).exists():
        raise Refused("E16", "into", NOT_PASSED_ON)


def _check_quiet(object_type: str, *ids: int) -> None:
    left = Republication.objects.filter(finished_at__isnull=True, object_type=object_type)
    if left.filter(Q(object_id__in=ids) | Q(target_id__in=ids)).exists():
        raise Refused("unfinished", "into", STILL_MOVING)


def _prepare(
    chain: Chain, old: Any, into: Any, *, actor: User, reason: str, spines: Mapping[int, int | None]
) -> dict[str, Any]:
    """What the merge does beside moving references; what is needed to take it back."""
    if isinstance(into, Organisation):
        both = twins(old, into)
        names = [name for name in (old.name, old.code, *old.aliases) if name and name not in into.aliases]
        new = [name for name in dict.fromkeys(names) if name not in (into.name, into.code)]
        _change(chain, into, {"aliases": [*into.aliases, *new]}, actor=actor, reason=reason)
        return {"aliases": new, "speakers": both, **joining.take_over_spines(chain, old, into, actor, reason)}
    if isinstance(into, Document):
        lacking = {
            name: getattr(old, name)
            for name in ("url", "publisher_id", "published_date", "language", "licence", "archived_url")
            if not getattr(into, name) and getattr(old, name)
        }
        filled = {name: states(old)[name] for name in lacking}
        _change(chain, into, lacking, actor=actor, reason=reason)
        return {"filled": filled}
    if isinstance(into, Event) and PublishedFigure.objects.filter(event_id=old.pk).exists():
        sources.enter_events(chain, [into.pk], actor=actor.pk)
    if isinstance(into, WindowOrigin):
        return joining.join(chain, old, into, actor=actor, reason=reason, spines=spines)
    return {}


def twins(old: Organisation, into: Organisation) -> dict[str, int]:
    """Speakers that both have, by name and title: they become one too."""
    theirs = {(one.name, one.title): one.pk for one in into.speakers.filter(merged_into__isnull=True)}
    mine = old.speakers.filter(merged_into__isnull=True)
    return {str(one.pk): theirs[one.name, one.title] for one in mine if (one.name, one.title) in theirs}


def _remember(choices: Mapping[str, Any]) -> None:
    """Speakers that go with their organisation point at those that stay, before anything moves."""
    for old, twin in choices.get("speakers", {}).items():
        Speaker.objects.filter(pk=int(old)).update(merged_into=twin)


def _find_by_one(old: Any, into: Any, choices: Mapping[str, Any]) -> None:
    """Whoever types a name of either is offered the one that stays."""
    names.forget(_findable([old, *Speaker.objects.filter(pk__in=map(int, choices.get("speakers", {})))]))
    names.keep(_findable([into]))


def _findable(things: list[Any]) -> list[Any]:
    return [one for one in things if not isinstance(one, WindowOrigin)]


def _restore(chain: Chain, done: Republication, into: Any, *, actor: User, reason: str) -> None:
    """Take from the record that stays what it took over."""
    if isinstance(into, Organisation):
        added = done.choices["aliases"]
        aliases = [name for name in into.aliases if name not in added]
        _change(chain, into, {"aliases": aliases}, actor=actor, reason=reason)
        Speaker.objects.filter(pk__in=[int(pk) for pk in done.choices["speakers"]]).update(merged_into=None)
    if isinstance(into, Document):
        now = relabel.stated(into)
        taken = {name: value for name, value in done.choices["filled"].items() if now[name] == value}
        empty = {"publisher_id": None, "published_date": None}
        _change(chain, into, {name: empty.get(name, "") for name in taken}, actor=actor, reason=reason)


def _change(chain: Chain, thing: Any, changes: Mapping[str, Any], *, actor: User, reason: str) -> None:
    before = states(thing)
    for name, value in changes.items():
        setattr(thing, name, value)
    if isinstance(thing, Document):
        thing.normalised_url = sources.normalised_url(thing.url)
    if states(thing) != before:
        thing.save()
        _tell(chain, LedgerAction.CHANGED, thing, before, actor=actor, reason=reason)


def _tell(chain: Chain, action: str, thing: Any, before: Mapping[str, Any], *, actor: User, reason: str) -> None:
    """The entry, or the act at the desk where nothing public ever named the thing."""
    object_type = next(name for name, model in MODELS.items() if model is type(thing))
    after = states(thing)
    if isinstance(thing, Event):
        more = {"merged_into_id": thing.merged_into_id}
        crises.tell_event(chain, action, thing, before, actor=actor, reason=reason, **more)
        return
    if isinstance(thing, WindowOrigin) or relabel.is_public(thing):
        # What it was before stands nowhere else.
        content = {**after, "former": dict(before)}
        publish_object(chain, object_type, thing.pk, action, content, actor=actor.pk, reason=reason)
        return
    pairs = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    acts.note_act(object_type, thing.pk, action, actor=actor, at=chain.at, changes=pairs, reason=reason)
