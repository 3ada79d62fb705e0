"""A second person publishes what a run recorded and corrected. Can be stopped, and called again."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Func, TextField, When
from django.utils import timezone

from tracker.intake.steps import GONE_ON, counted, uncollected
from tracker.ledger import doors, imports, permissions
from tracker.ledger.errors import Refusal, Refused
from tracker.ledger.publish import CHUNK, learn_of_the_first, publish_figures
from tracker.ledger.turns import Turn
from tracker.models import Figure, ImportedFigure, ImportRun, User
from tracker.vocabulary import DraftState, ImportState, RowState
from tracker.vocabulary import gettext_noop as _

OPEN_STATES = (DraftState.DRAFT, DraftState.SUBMITTED)
"""States of working copies that a run publishes."""
OWN_IMPORT = _("An import is published by another person than the one who brings it in.")


def begin_publishing(run: ImportRun, *, actor: User, reason: str) -> str:
    """Let a run become public: `publish` then does it; returns the reason. Raises Refused: "role", E10, E11, "changed".

    `reason` stands for every warning that nobody explained: the run was looked at as a whole.
    """
    permissions.require(actor, "publish")
    said = permissions.require_reason(reason)
    if actor.pk == run.created_by_id:
        raise Refused("E10", "actor", OWN_IMPORT)
    if run.state != ImportState.DONE or run.published_by_id not in (None, actor.pk):
        raise Refused("changed", "state", GONE_ON)
    imports.describe(run, published_by=actor, published_at=None, options={**run.options, "publish_reason": said})
    return said


def publish(run: ImportRun, *, actor: User, reason: str) -> list[Refusal]:
    """Publish what a run recorded and revised, but for rows that their publisher holds back; raises Refused.

    Returns what was left out. Called again, it goes on with what is not public yet.
    """
    said = begin_publishing(run, actor=actor, reason=reason)
    refused: list[Refusal] = []
    with Turn() as turn:
        for number, ids in enumerate(_by_series(run)):
            turn.chunk()
            if number == 1:
                learn_of_the_first()
            with uncollected(), doors.through(doors.IMPORT, run.pk):
                refused += publish_figures(ids, actor=actor, reason=said, batch=run.batch, drafts_too=True).refused
    waiting = [one.figure for one in refused if one.code == "not_public"]
    if waiting:  # they name figures of later chunks
        refused = [one for one in refused if one.code != "not_public"]
        with doors.through(doors.IMPORT, run.pk):
            refused += publish_figures(waiting, actor=actor, reason=said, batch=run.batch).refused
    imports.describe(run, published_at=timezone.now(), counts=counted(run))
    # Another process may have been at the same run: what waited no more was done.
    return [one for one in refused if one.code != "not_submitted"]


_IN_ORDER = (
    "crisis_id", "measure", "place_id", "origin_place_id", "basis", "unit", "counting", "level", "population_group",
    "people_status", "gender", "age_range", "cause", "operation", "window_origin_id", "as_of_date",
    "reference_period_end",
)  # fmt: skip
"""Columns by which figures of one series stand side by side, those of one day together; of keys their numbers, for
nobody sees this order."""


class _AsOneText(Func):
    """What columns hold, one after the other, as a text to sort by.

    Sorted by the columns themselves, most of which say the same in most rows of a file, 340,000 figures take PostgreSQL
    four seconds instead of half a one, and SQLite twice as long.
    """

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """In the words of SQLite; joined by its own signs, a column that holds nothing would leave nothing."""
        marks = " ".join(["%%%%s"] * len(self.source_expressions))  # read by two formats before SQLite's own
        return self.as_sql(compiler, connection, template=f"printf('{marks}', %(expressions)s)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """In the words of PostgreSQL, compared byte by byte."""
        return self.as_sql(compiler, connection, template="concat_ws(' ', %(expressions)s) COLLATE \"C\"", **context)


def _by_series(run: ImportRun) -> Iterator[list[int]]:
    """The figures to publish, some hundreds at a time: totals before their parts, those of one series together.

    Each chunk computes the series anew that it touches, or their days where one originator speaks: a long file in its
    own order would compute all of them in every chunk. What is public already is not among them.
    """
    done = ImportedFigure.objects.filter(run=run, held_back=False).exclude(did=RowState.UNCHANGED)
    # By their numbers: PostgreSQL, which may know nothing yet of rows stored just now, compared each with each.
    numbers = array("q", done.values_list("figure_id", flat=True).iterator(chunk_size=10_000))
    open_ = Figure.objects.filter(pk__among=numbers, draft_state__in=OPEN_STATES)
    is_part = Case(When(part_of__isnull=True, then=0), default=1)
    ids = array(
        "q",
        open_.order_by(is_part, _AsOneText(*_IN_ORDER), "pk").values_list("pk", flat=True).iterator(chunk_size=10_000),
    )
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])
