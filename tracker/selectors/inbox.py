"""What waits for a person at the desk: their drafts, the queue of reviewers, open notes, series that have gone stale.

Lists are cut and counted up to a limit: nobody works through more in one sitting, and a count that reads everything
would make the first page of the day the slowest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from tracker.ledger import permissions
from tracker.models import (
    Crisis,
    DraftEdit,
    Figure,
    NoteMention,
    RedactionRequest,
    ReviewAssignment,
    ReviewNote,
    Series,
    User,
)
from tracker.vocabulary import DraftState, PublicState

MOST_COUNTED = 1_000
SHOWN = 100
IN_HAND = (DraftState.RETURNED, DraftState.DRAFT, DraftState.SUBMITTED)
STALE_LOOKED_AT = 2_000
REVIEWERS = [role.value for role in permissions.MAY["publish"]]
BESIDE = ("crisis", "place", "organisation", "author")


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, or MOST_COUNTED + 1 where there are more."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def first_of(rows: QuerySet[Figure], number: int) -> list[Figure]:
    """The first so many, with what a line of a list names; by number first, for all that is named would be sorted."""
    keys = list(rows.values_list("pk", flat=True)[:number])
    found = Figure.objects.select_related(*BESIDE).in_bulk(keys) if keys else {}
    return [found[pk] for pk in keys]


def in_hand(person: User, *states: str) -> QuerySet[Figure]:
    """Working copies that this person entered, or changed since they were last published; the latest first."""
    # Asked of each working copy: who imports has edits by the hundred thousand, and a list of them would be read whole.
    mine = DraftEdit.objects.filter(figure=OuterRef("pk"), user=person, sequence__isnull=True)
    return Figure.objects.at_the_desk(*(states or IN_HAND)).filter(Exists(mine)).order_by("-changed_at", "-pk")


def unexplained(person: User) -> QuerySet[Figure]:
    """Those of them with a warning that has no reason yet: they cannot be submitted."""
    stored = in_hand(person, DraftState.DRAFT, DraftState.RETURNED).annotate(said=Cast("warnings", TextField()))
    # Both spellings of the same JSON: as PostgreSQL and Django write it, and as the bulk insert does.
    return stored.filter(Q(said__contains='"reason": ""') | Q(said__contains='"reason":""'))


def with_open_notes(person: User) -> QuerySet[Figure]:
    """Those of them about which somebody asked something that is not settled."""
    asked = ReviewNote.objects.filter(settled_at__isnull=True).exclude(author=person).values("figure_id")
    return in_hand(person).filter(pk__in=asked)


def mentioning(person: User) -> QuerySet[Figure]:
    """Figures with a note that mentions this person and is not settled; the latest first."""
    asked = NoteMention.objects.filter(user=person, note__settled_at__isnull=True).values("note__figure_id")
    return Figure.objects.filter(pk__in=asked).order_by("-changed_at", "-pk")


def assigned_to(reviewer: User) -> QuerySet[Figure]:
    """Submitted figures that this person is asked to review; those longest unchanged first."""
    mine = ReviewAssignment.objects.filter(reviewer=reviewer).values("figure_id")
    return waiting_for(reviewer).filter(pk__in=mine)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue a reviewer looks at; empty means all of it. Unknown values find nothing."""

    crisis: str = ""
    measure: str = ""
    author: str = ""
    kind: str = ""
    """new or correction."""
    warnings: str = ""
    """with or without."""
    assigned: str = ""
    """me or nobody."""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> QueueFilter:
        """The filter an address asks for."""
        return cls(**{name: str(asked.get(name, ""))[:150].replace("\x00", "") for name in cls.__slots__})

    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, as parameters of an address."""
        return [(name, getattr(self, name)) for name in self.__slots__ if getattr(self, name)]


def waiting_for(reviewer: User, wanted: QueueFilter = QueueFilter()) -> QuerySet[Figure]:
    """Submitted working copies that this person had no part in, those longest unchanged first."""
    own = DraftEdit.objects.filter(figure=OuterRef("pk"), user=reviewer, sequence__isnull=True)
    queue = Figure.objects.at_the_desk(DraftState.SUBMITTED).filter(~Exists(own))
    if wanted.crisis:
        queue = queue.filter(crisis__slug=wanted.crisis)
    if wanted.measure:
        queue = queue.filter(measure=wanted.measure)
    if wanted.author:
        queue = queue.filter(author__username=wanted.author)
    if wanted.kind:
        public = Q(public_state=PublicState.NONE)
        queue = queue.filter(public if wanted.kind == "new" else ~public)
    if wanted.warnings:
        none = Q(warnings=[])
        queue = queue.filter(none if wanted.warnings == "without" else ~none)
    if wanted.assigned:
        mine = ReviewAssignment.objects.filter(figure=OuterRef("pk"))
        queue = queue.filter(Exists(mine.filter(reviewer=reviewer)) if wanted.assigned == "me" else ~Exists(mine))
    return queue.order_by("changed_at", "pk")


def neighbours(figure: Figure, reviewer: User, wanted: QueueFilter) -> tuple[int | None, int | None]:
    """The figures before and after this one in the queue of that filter."""
    queue = waiting_for(reviewer, wanted)
    later = Q(changed_at__gt=figure.changed_at) | Q(changed_at=figure.changed_at, pk__gt=figure.pk)
    earlier = Q(changed_at__lt=figure.changed_at) | Q(changed_at=figure.changed_at, pk__lt=figure.pk)
    before = queue.filter(earlier).order_by("-changed_at", "-pk").values_list("pk", flat=True).first()
    return before, queue.filter(later).values_list("pk", flat=True).first()


def queue_choices() -> dict[str, list[tuple[str, str]]]:
    """What the queue can be narrowed to: the crises and the authors of what waits longest."""
    queue = Figure.objects.at_the_desk(DraftState.SUBMITTED).order_by("changed_at", "pk")
    crises = Crisis.objects.filter(pk__in=queue.values("crisis")[:MOST_COUNTED]).order_by("name")
    authors = User.objects.filter(pk__in=queue.values("author")[:MOST_COUNTED]).order_by("username")
    return {
        "crisis": list(crises.values_list("slug", "name")),
        "author": [(name, name) for name in authors.values_list("username", flat=True)],
    }


def stale_series(today: date) -> list[Series]:
    """Series whose last point is older than an editor allows, those that went stale last first; at most SHOWN.

    Walks back from the newest point: which day is too old is each series' own setting.
    """
    newest = Series.objects.filter(last_date__lt=today).order_by("-last_date", "pk")
    days = newest.values_list("pk", "last_date", "stale_after")[:STALE_LOOKED_AT]
    too_old = (pk for pk, last, allowed in days if last is not None and today > last + timedelta(days=allowed))
    ids = list(islice(too_old, SHOWN))
    found = Series.objects.select_related("crisis", "place", "window_origin").in_bulk(ids)
    return [found[pk] for pk in ids]


def assignment_of(figure: Figure) -> ReviewAssignment | None:
    """Who is asked to review a figure."""
    return ReviewAssignment.objects.filter(figure=figure).select_related("reviewer", "assigned_by").first()


def reviewers_for(figure: Figure) -> list[User]:
    """Who could be asked to review it: active people of the roles that may, without those who worked on its draft."""
    own = DraftEdit.objects.filter(figure=figure, sequence__isnull=True).values("user")
    return list(
        User.objects.filter(is_active=True, role__in=REVIEWERS).exclude(pk__in=own).order_by("username")[:SHOWN]
    )


def open_redactions() -> QuerySet[RedactionRequest]:
    """Requests for a redaction that nobody has confirmed, the oldest first."""
    return RedactionRequest.objects.filter(sequence__isnull=True).select_related("requested_by").order_by("pk")


def notes_on(figure: Figure) -> list[ReviewNote]:
    """Every note on a figure, the open ones first."""
    notes = ReviewNote.objects.filter(figure=figure).select_related("author", "settled_by").order_by("pk")
    return sorted(notes, key=lambda note: note.settled_at is not None)
