"""The tables, a file per noun. This index is the only place others import them from.

Which points to which: users <- places <- sources <- crises <- series <- figures; the ledger's tables point at
nothing, so that a version outlives whatever it was made from. Working copies (`figures`) are the desk's; public
reading touches `ledger` and `series` alone. `lookups` and `days` are how rows are asked for by many keys, and read.
"""

from tracker.models.access import ApiKey, KeyUse
from tracker.models.bulk import BulkAct, BulkLine
from tracker.models.copies import StoredCopy
from tracker.models.crises import Crisis, Event, WindowOrigin
from tracker.models.desk import DeskAct, ReviewNote
from tracker.models.entry import EntryDraft
from tracker.models.figures import Citation, DraftEdit, Figure
from tracker.models.imports import ImportedFigure, ImportRow, ImportRun
from tracker.models.ledger import (
    CrisisCount,
    LedgerEntry,
    LedgerHead,
    ObjectVersion,
    PublishedFigure,
    RedactionRequest,
)
from tracker.models.limits import RateCount
from tracker.models.names import KnownName
from tracker.models.notices import NoteMention, Notice, NoticeSetting, ReviewAssignment
from tracker.models.places import Place
from tracker.models.queue import WorkerSign
from tracker.models.republications import MovedReference, Republication
from tracker.models.series import EventTotal, Series, SeriesPoint, Tally
from tracker.models.sessions import DeskSession
from tracker.models.snapshots import Snapshot
from tracker.models.sources import Document, Organisation, Speaker
from tracker.models.users import User
from tracker.models.writing import SentRequest

__all__ = [
    "ApiKey",
    "BulkAct",
    "BulkLine",
    "Citation",
    "Crisis",
    "CrisisCount",
    "DeskAct",
    "DeskSession",
    "Document",
    "DraftEdit",
    "EntryDraft",
    "Event",
    "EventTotal",
    "Figure",
    "ImportRow",
    "ImportRun",
    "ImportedFigure",
    "KeyUse",
    "KnownName",
    "LedgerEntry",
    "LedgerHead",
    "MovedReference",
    "NoteMention",
    "Notice",
    "NoticeSetting",
    "ObjectVersion",
    "Organisation",
    "Place",
    "PublishedFigure",
    "RateCount",
    "RedactionRequest",
    "Republication",
    "ReviewAssignment",
    "ReviewNote",
    "SentRequest",
    "Series",
    "SeriesPoint",
    "Snapshot",
    "Speaker",
    "StoredCopy",
    "Tally",
    "User",
    "WindowOrigin",
    "WorkerSign",
]
