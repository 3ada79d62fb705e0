"""A place, an organisation or a document changes its name: every public figure that shows it is published again.

The words of the claim do not change, so no second person is needed and the machine is named as the one who did it;
a pending draft of such a figure is left alone. Works in chunks under one batch id: a reader may meanwhile see both
names, each at its revision, and a second call finishes what a killed one began.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tracker.ledger import acts, bulk, names, permissions, search, series, sources
from tracker.ledger.content import Content, canonical, new_nonce, sha_of
from tracker.ledger.errors import RESTS_ON_PERMISSION, Refused
from tracker.ledger.objects import publish_object
from tracker.ledger.publish import chunks, close_versions, version_of
from tracker.ledger.sequence import Chain, lock, timestamp
from tracker.models import Document, Figure, LedgerEntry, Organisation, Place, PublishedFigure, Series, User
from tracker.vocabulary import LedgerAction, PlaceLevel

Change = Callable[[Content], None]
Named = TypeVar("Named", Place, Organisation, Document)


def rename_place(place: Place, *, name: str, actor: User, reason: str, names: Mapping[str, str] | None = None) -> int:
    """Give a place another name; returns how many figures were published again."""

    def edit(stored: Place) -> list[str]:
        stored.name, stored.names = name, dict(names or stored.names)
        return ["code", "name", "names"]

    def change(content: Content) -> None:
        row = content["row"]
        for prefix in ("location", "admin1", "admin2", "place"):
            if row[f"{prefix}_code"] == place.code:
                row[f"{prefix}_name"] = name

    return _relabel(place, "place", edit, _showing_place(place), change, actor=actor, reason=reason)


def rename_organisation(organisation: Organisation, *, name: str, actor: User, reason: str, code: str = "") -> int:
    """Give an organisation another name or short name; its former name becomes an alias."""

    def edit(stored: Organisation) -> list[str]:
        if stored.name != name and stored.name not in stored.aliases:
            stored.aliases = [*stored.aliases, stored.name]
        stored.name, stored.code = name, code or stored.code
        return ["name", "code", "aliases"]

    # By document, not by the former name: a second call, after a killed first one, no longer knows that name.
    issued = set(Document.objects.filter(publisher=organisation).values_list("pk", flat=True))

    def change(content: Content) -> None:
        row, refs = content["row"], content["refs"]
        if refs["organisation_id"] == organisation.pk:
            row["organisation"], row["organisation_code"] = name, organisation.code or None
        if refs["originator_id"] == organisation.pk:
            row["originator"] = name
        for carrier in (row, *content["citations"]):
            if carrier["document_id"] in issued:
                carrier["document_publisher"] = name

    citing = Figure.objects.filter(citations__document__publisher=organisation).values_list("pk", flat=True)
    showing = (
        Q(organisation_id=organisation.pk)
        | Q(originator_id=organisation.pk)
        | Q(document_id__in=issued)
        | Q(figure_id__in=set(citing))
    )
    return _relabel(organisation, "organisation", edit, showing, change, actor=actor, reason=reason)


_DOCUMENT_FIELDS = {
    "title": "document_title",
    "url": "document_url",
    "archived_url": "document_archived_url",
    "licence": "licence",
}


def rename_document(document: Document, changes: Mapping[str, str], *, actor: User, reason: str) -> int:
    """Change title, address, archived copy or licence of a document."""
    unknown = set(changes) - set(_DOCUMENT_FIELDS)
    if unknown:
        raise TypeError(f"A document's {', '.join(sorted(unknown))} cannot be renamed.")

    def edit(stored: Document) -> list[str]:
        for name, value in changes.items():
            setattr(stored, name, value)
        stored.normalised_url = sources.normalised_url(stored.url)
        return list(_DOCUMENT_FIELDS)

    def change(content: Content) -> None:
        for carrier in (content["row"], *content["citations"]):
            if carrier["document_id"] == document.pk:
                carrier |= {_DOCUMENT_FIELDS[name]: value or None for name, value in changes.items()}

    showing = Q(document_id=document.pk) | Q(figure_id__in=_citing(document))
    return _relabel(document, "document", edit, showing, change, actor=actor, reason=reason)


_PERMISSION = {"redistributable": "redistributable", "licence": "licence", "archived_url": "document_archived_url"}
"""What a permission holds, and the fields of a row that show it."""


def record_permission(document: Document, changes: Mapping[str, Any], *, actor: User, reason: str) -> int:
    """Record whether what a document says may be passed on, its licence, and where a copy is kept.

    Returns how many public figures show the change and were published again. A document that nothing public names is
    not public either: its permission is an act at the desk. Raises Refused "public_figures" where a permission is
    withdrawn on which public figures rest.
    """
    permissions.require(actor, "permit")
    said = permissions.require_reason(reason)
    shown = {
        _PERMISSION[name]: value if name == "redistributable" else value or None for name, value in changes.items()
    }
    showing = Q(document_id=document.pk) | Q(figure_id__in=_citing(document))
    if not PublishedFigure.objects.filter(showing).exists():
        _permit_at_the_desk(document, changes, actor=actor, reason=said)
        return 0

    def edit(stored: Document) -> list[str]:
        if changes.get("redistributable") is False and PublishedFigure.objects.live().filter(showing).exists():
            raise Refused("public_figures", "redistributable", RESTS_ON_PERMISSION)
        for name, value in changes.items():
            setattr(stored, name, value)
        return list(_PERMISSION)

    def change(content: Content) -> None:
        for carrier in (content["row"], *content["citations"]):
            if carrier["document_id"] == document.pk:
                carrier |= {name: value for name, value in shown.items() if name in carrier}

    return _relabel(document, "document", edit, showing, change, actor=actor, reason=said)


def _permit_at_the_desk(document: Document, changes: Mapping[str, Any], *, actor: User, reason: str) -> None:
    with transaction.atomic():
        stored = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        told = {
            name: [getattr(stored, name), value] for name, value in changes.items() if getattr(stored, name) != value
        }
        if not told:
            return
        for name, value in changes.items():
            setattr(stored, name, value)
        stored.full_clean()
        stored.save()
        acts.note_act(
            acts.DOCUMENT, stored.pk, "permission", actor=actor, at=timezone.now(), changes=told, reason=reason
        )
    document.refresh_from_db()


def _citing(document: Document) -> list[int]:
    """Figures that cite the document, also where it is not their primary one."""
    return list(Figure.objects.filter(citations__document=document).values_list("pk", flat=True))


def _showing_place(place: Place) -> Q:
    column = {
        PlaceLevel.COUNTRY: "location_code",
        PlaceLevel.ADM1: "admin1_code",
        PlaceLevel.ADM2: "admin2_code",
    }
    showing = Q(place_code=place.code)
    if place.level in column:
        showing |= Q(**{column[PlaceLevel(place.level)]: place.code})
    return showing


def _relabel(
    named: Named,
    object_type: str,
    edit: Callable[[Named], list[str]],
    showing: Q,
    change: Change,
    *,
    actor: User,
    reason: str,
) -> int:
    """Change the row as it stands under the lock, never the caller's copy of it, which may be of earlier."""
    permissions.require(actor, "rename")
    said = permissions.require_reason(reason)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=secrets.token_hex(8))
        stored = type(named)._default_manager.get(pk=named.pk)
        before = {field.name: getattr(stored, field.name) for field in stored._meta.concrete_fields}
        shown = edit(stored)
        content, former = {name: getattr(stored, name) for name in shown}, {name: before[name] for name in shown}
        stored.full_clean()
        stored.save()
        names.keep([stored])
        if former == content:
            batch = _batch_begun(object_type, stored.pk) or chain.batch
        else:
            batch = chain.batch
            # What it was called before stands nowhere else: an old revision is read with it.
            renamed = {**content, "former": former}
            publish_object(chain, object_type, stored.pk, LedgerAction.CHANGED, renamed, actor=actor.pk, reason=said)
        chain.store()
        if isinstance(stored, Organisation):
            series.recompute(_decided_by_name(stored), sequence=chain.sequence)
    named.refresh_from_db()
    ids = PublishedFigure.objects.live().filter(showing).order_by("sequence").values_list("figure_id", flat=True)
    return sum(_republish(chunk, change, reason=said, batch=batch) for chunk in chunks(list(ids)))


def _batch_begun(object_type: str, object_id: int) -> str:
    """The batch of the newest change of this object: what a killed call began is finished under its number."""
    begun = LedgerEntry.objects.filter(object_type=object_type, object_id=object_id, action=LedgerAction.CHANGED)
    return begun.order_by("-sequence").values_list("batch", flat=True).first() or ""


def _decided_by_name(organisation: Organisation) -> set[int]:
    """Series in which originators are equals but for their names (METHOD R3), and this is one of them."""
    of_theirs = PublishedFigure.objects.live().filter(originator_id=organisation.pk).values("series_id")
    return set(Series.objects.filter(spine_reason="name", pk__in=of_theirs).values_list("pk", flat=True))


def _republish(figure_ids: Sequence[int], change: Change, *, reason: str, batch: str) -> int:
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=batch)
        standing = PublishedFigure.objects.live().filter(figure_id__in=figure_ids, redacted_at__isnull=True)
        versions = [version for old in standing.order_by("sequence") if (version := _next(old, change, chain, reason))]
        chain.store()
        close_versions({version.figure_id: version.sequence for version in versions})
        bulk.insert(versions)
        search.add(versions)
        _keep_in_step(versions)
    return len(versions)


def _next(old: PublishedFigure, change: Change, chain: Chain, reason: str) -> PublishedFigure | None:
    """The standing version under its new names; None when it shows them already."""
    content = orjson.loads(old.content)
    change(content)
    if canonical(content) == old.content:
        return None
    content["row"] |= {"revision": old.revision + 1, "updated_at": timestamp(chain.at)}
    text, nonce = canonical(content), new_nonce()
    sha = sha_of(nonce, text)
    entry = chain.append(
        "figure",
        old.figure_id,
        LedgerAction.RELABELLED,
        revision=old.revision + 1,
        actor=None,
        reason=reason,
        content_sha=sha,
    )
    return version_of(content, text, nonce, sha, entry.sequence)


def _keep_in_step(versions: Iterable[PublishedFigure]) -> None:
    revisions = {version.figure_id: version.revision for version in versions}
    bulk.update(Figure, ["revision"], [(revision, figure_id) for figure_id, revision in revisions.items()])
