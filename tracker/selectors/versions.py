"""The published versions that stand at a reading: the set every other selector starts from."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tracker.models import PublishedFigure
from tracker.models.ledger import VersionQuerySet
from tracker.selectors.reading import Moment, Reading


def in_document(document_id: int) -> Q:
    """Versions whose statement a document carries, as the primary one or beside it."""
    return Q(document_id=document_id) | (~Q(other_documents="") & Q(other_documents__contains=f"|{document_id}|"))


def standing(reading: Reading) -> VersionQuerySet:
    """Versions that stood at the reading's sequence and had been said by its day; superseded claims included.

    A redacted version is in no list: its own address says that it was redacted, and why.
    """
    versions = PublishedFigure.objects.at(reading.at).filter(redacted_at__isnull=True)
    return versions if reading.known_on is None else versions.filter(said_date__lte=reading.known_on)


def standing_when(moment: Moment) -> QuerySet[PublishedFigure]:
    """The same before the head is known: what is live is live in whichever statement reads it."""
    versions = PublishedFigure.objects.filter(redacted_at__isnull=True)
    if moment.revision is None:
        versions = versions.filter(sequence_to__isnull=True)
    else:
        versions = PublishedFigure.objects.at(moment.revision).filter(redacted_at__isnull=True)
    return versions if moment.known_on is None else versions.filter(said_date__lte=moment.known_on)
