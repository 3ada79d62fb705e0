"""A claim judged and worded before it is stored: the same rules, the same content, and no row written.

For a form that shows its sentence and its warnings while somebody types. What is missing is left open, so that the
sentence grows with the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from tracker.ledger.content import Content, content_of
from tracker.ledger.drafts import NewCitation, NewFigure, apply, fill_in
from tracker.ledger.record import judge, new_figure
from tracker.models import Crisis, Document, Figure, Organisation, Place, User, WindowOrigin
from tracker.rules import Finding
from tracker.vocabulary import MEASURES, Basis, Qualifier

NOT_STORED = -1
"""The key of a row that there is not: no question finds anything under it."""


@dataclass(slots=True)
class Preview:
    """A claim as it would stand: its figure without a row, its citations, and everything found about it."""

    figure: Figure
    citations: Sequence[NewCitation]
    findings: list[Finding]

    @property
    def row(self) -> Content | None:
        """The public row that its sentence is made from; None while measure or number are open."""
        figure = self.figure
        if figure.measure not in MEASURES or figure.qualifier not in list(Qualifier):
            return None
        shown = _as_far_as_known(figure)
        citation = self.citations[0] if self.citations else NewCitation(document=Document(pk=NOT_STORED))
        try:
            content = content_of(shown, [citation.on(shown)], revision=1, at=timezone.now(), series=None)
        except (AttributeError, ValueError, TypeError):
            return None  # the rules say what is missing
        row: Content = content["row"]
        return row


def _as_far_as_known(figure: Figure) -> Figure:
    """The claim with nothing in the place of what is still open, and its measure's own unit and basis."""
    measure = MEASURES[figure.measure]
    shown = copy(figure)
    shown.unit = figure.unit or measure.unit
    shown.basis = figure.basis or measure.bases[0]
    shown.crisis = figure.crisis if figure.crisis_id else Crisis(pk=NOT_STORED)
    shown.place = figure.place if figure.place_id else Place(pk=NOT_STORED, level="country")
    shown.organisation = figure.organisation if figure.organisation_id else Organisation(pk=NOT_STORED)
    shown.originator = figure.originator if figure.originator_id else shown.organisation
    return shown


def preview(
    values: Mapping[str, Any],
    citations: Sequence[NewCitation],
    *,
    actor: User,
    standing: Figure | None = None,
) -> Preview:
    """What recording this claim, or changing the `standing` working copy so, would find. Writes nothing."""
    if standing is None:
        figure = new_figure(NewFigure(values=values, citations=citations), actor=actor, at=timezone.now())
    else:
        figure = copy(standing)
        figure._state = copy(standing._state)
        figure._state.fields_cache = dict(standing._state.fields_cache)
        apply(figure, values)
        fill_in(figure)
    figure.window_origin = _origin(figure)
    return Preview(figure, citations, judge([(figure, citations)])[0])


def _origin(figure: Figure) -> WindowOrigin | None:
    """The start of a cumulative count: the row there is, or one that is not stored."""
    start = figure.reference_period_start
    if figure.basis != Basis.CUMULATIVE or not isinstance(start, date) or figure.crisis_id is None:
        return None
    latest = figure.reference_period_start_latest or start
    held = WindowOrigin.objects.filter(crisis_id=figure.crisis_id, earliest=start, latest=latest).first()
    return held or WindowOrigin(pk=NOT_STORED, crisis_id=figure.crisis_id, earliest=start, latest=latest)
