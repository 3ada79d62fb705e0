"""Sources, crises and events as the desk lists them: found by what is typed, with how much of each is public.

Lists are cut and counts stop at a limit, so that a page costs the same however much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from tracker.ledger import relabel
from tracker.models import Crisis, Document, Event, Organisation, PublishedFigure, Republication, Speaker
from tracker.selectors import lookup

PAGE = 50
MOST_COUNTED = 1_000
CRISES_ASKED = 10

LISTS: dict[str, QuerySet[Any]] = {
    "organisation": Organisation.objects.select_related("parent").order_by("name", "pk"),
    "speaker": Speaker.objects.select_related("organisation").order_by("name", "title", "pk"),
    "document": Document.objects.select_related("publisher").defer("text").order_by("-published_date", "-pk"),
    "event": Event.objects.select_related("crisis", "place").order_by("-start", "-pk"),
    "crisis": Crisis.objects.select_related("place").order_by("name", "pk"),
}
COLUMNS = {"organisation": "organisation_id", "speaker": "speaker_id", "document": "document_id", "event": "event_id"}
"""Columns of versions by which the figures of each are counted."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: the rows, how many public figures name each, and whether there are more."""

    rows: list[Any]
    counts: dict[int, int]
    has_more: bool


def listed(kind: str, *, text: str = "", page: int = 1, crisis: str = "") -> Listed:
    """The things of a kind: those whose names fit what was typed, else all of them, a page at a time.

    `crisis` is the code of the one whose events are asked for.
    """
    rows = LISTS[kind] if kind == "crisis" else LISTS[kind].filter(merged_into__isnull=True)
    if crisis:
        rows = rows.filter(crisis__slug=crisis)
    if text.strip():
        ids = _found(kind, text, crisis)
        by_id = rows.in_bulk(ids)
        found = [by_id[pk] for pk in ids if pk in by_id]
        return Listed(found, figure_counts(kind, [one.pk for one in found]), has_more=False)
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    shown = found[:PAGE]
    return Listed(shown, figure_counts(kind, [one.pk for one in shown]), has_more=len(found) > PAGE)


def _found(kind: str, text: str, crisis: str) -> list[int]:
    """Events are known within their crises: the latest crises are asked, or the one that is named."""
    if kind != "event":
        return lookup.find(kind, text, limit=PAGE) or lookup.nearest(kind, text, limit=10)
    crises = Crisis.objects.filter(slug=crisis) if crisis else Crisis.objects.order_by("-pk")[:CRISES_ASKED]
    within = list(crises.values_list("pk", flat=True))
    return [pk for one in within for pk in lookup.find("event", text, within=one, limit=PAGE)][:PAGE]


def figure_counts(kind: str, ids: Sequence[int]) -> dict[int, int]:
    """Public figures that name each of these, counted up to MOST_COUNTED + 1; one statement."""
    if not ids or kind not in COLUMNS:
        return {}
    table, column = PublishedFigure._meta.db_table, COLUMNS[kind]
    one = (
        f"SELECT %s, COUNT(*) FROM (SELECT 1 FROM {table} "  # noqa: S608 - names of our own, values as parameters
        f"WHERE {column} = %s AND sequence_to IS NULL LIMIT {MOST_COUNTED + 1}) AS counted"
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(ids)), [pk for pk in ids for _twice in range(2)])
        return {int(pk): int(count) for pk, count in cursor.fetchall()}


def showing_count(thing: Organisation | Speaker | Document) -> int:
    """How many public figures show a source, up to MOST_COUNTED + 1.

    Each way to show it is asked for by its own index: PostgreSQL would read all versions for one "or" of them.
    """
    showing = relabel.showing(thing)
    ways = showing.children if showing.connector == Q.OR else [showing]
    found: set[int] = set()
    for way in ways:
        live = PublishedFigure.objects.live().filter(Q(way)).order_by()
        found.update(live.values_list("sequence", flat=True)[: MOST_COUNTED + 1])
        if len(found) > MOST_COUNTED:
            return MOST_COUNTED + 1
    return len(found)


def changes_of(kind: str, number: int) -> list[Republication]:
    """Renames and merges that this was part of, the latest first."""
    mine = Republication.objects.filter(object_type=kind, object_id=number)
    others = Republication.objects.filter(object_type=kind, target_id=number)
    return sorted([*mine, *others], key=lambda one: -one.pk)


def other_offices(speaker: Speaker) -> list[Speaker]:
    """The same name in other offices."""
    if not speaker.name:
        return []
    same = LISTS["speaker"].filter(name=speaker.name, merged_into__isnull=True)
    return list(same.exclude(pk=speaker.pk).order_by("since", "pk")[:PAGE])


def alike(kind: str, thing: Any) -> list[Any]:
    """Records of the same kind whose names are much like this one's: perhaps the same thing."""
    name = thing.title if kind == "document" else (thing.name or getattr(thing, "title", ""))
    within = thing.crisis_id if kind == "event" else 0
    ids = [pk for pk in lookup.nearest(kind, name, within=within, limit=8) if pk != thing.pk]
    by_id = LISTS[kind].filter(merged_into__isnull=True).in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]
