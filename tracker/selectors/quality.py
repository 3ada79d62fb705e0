"""What an editorial team looks after, whoever entered it: questions left open, work that waits too long, evidence that
may vanish, and series that need somebody. Each is a list with an end, and a count with one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tracker.models import Citation, Document, Figure, ReviewNote, Series, StoredCopy
from tracker.selectors import series_lists
from tracker.selectors.inbox import BESIDE, SHOWN
from tracker.vocabulary import DraftState, PublicState

PATIENCE = 7
"""Days after which a draft that waits for review waits too long, unless somebody asks for others."""
DOCUMENTS_LOOKED_AT = 2_000
"""The newest documents: how far back the list of those without a copy looks."""
NOTES_LOOKED_AT = 5_000
"""The newest notes: how far back the list of open ones looks."""
CONCERNS = ("without_line", "decided_by_name", "stale")
"""Concerns of series (series_lists.needing) that belong among these lists."""


def waiting_since(now: datetime, days: int) -> QuerySet[Figure]:
    """Drafts handed over that nobody has touched for so many days, the longest first; by the index of the queue."""
    before = now - timedelta(days=days)
    return Figure.objects.at_the_desk(DraftState.SUBMITTED).filter(changed_at__lt=before).order_by("changed_at", "pk")


def with_open_notes() -> list[Figure]:
    """Figures about which something is asked that is not settled, the latest question first; at most SHOWN + 1."""
    newest = ReviewNote.objects.order_by("-pk").values_list("figure_id", "settled_at")[:NOTES_LOOKED_AT]
    asked = list(dict.fromkeys(figure for figure, settled in newest if settled is None))[: SHOWN + 1]
    found = Figure.objects.select_related(*BESIDE).in_bulk(asked)
    return [found[pk] for pk in asked]


def without_copy() -> list[Document]:
    """Documents on the web that public figures rest on, and of which no copy is kept anywhere; the newest first.

    Where their link dies, the words are gone. At most SHOWN + 1, among the newest documents.
    """
    newest = Document.objects.filter(merged_into__isnull=True).order_by("-published_date", "-id")
    held = newest.values_list("pk", "url", "archived_url", "sha256")[:DOCUMENTS_LOOKED_AT]
    bare = [pk for pk, url, archived, sha in held if url and not (archived or sha)]
    kept = StoredCopy.objects.filter(document=OuterRef("pk"), removed_at__isnull=True)
    cited = Citation.objects.filter(document=OuterRef("pk"), figure__public_state=PublicState.PUBLISHED)
    rows = Document.objects.filter(~Exists(kept), Exists(cited), pk__among=bare).order_by("-published_date", "-id")
    ids = list(rows.values_list("pk", flat=True)[: SHOWN + 1])
    found = Document.objects.select_related("publisher").defer("text").in_bulk(ids)
    return [found[pk] for pk in ids]


def series_needing(today: date) -> dict[str, list[Series]]:
    """Series by what is the matter with them; at most SHOWN of each."""
    return {concern: series_lists.needing(concern, today) for concern in CONCERNS}
