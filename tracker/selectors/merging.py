"""What a merge would do, before it is done: how much moves, which statements count once, which lines change.

Nothing is guessed: the rules themselves (estimates/) are asked with the originators as they would be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.estimates.claims import Claim
from tracker.estimates.trend import default_window, trend
from tracker.ledger import joining, merge
from tracker.ledger.series import CLAIM_COLUMNS, claim_of, originator_names
from tracker.models import Event, Organisation, PublishedFigure, Series, WindowOrigin
from tracker.vocabulary import Basis, Reason

SERIES_LOOKED_AT = 50
CLAIMS_LOOKED_AT = 5_000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class LineChange:
    """A series in which both speak: who carries it before and after, and the claims that are counted once."""

    series: Series
    spine_before: str
    spine_after: str
    same: tuple[int, ...]
    """Figures that become another outlet of a statement already there (METHOD R2)."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A series that goes on as another; `offered` are the chosen spines where an editor must say which one stays."""

    going: Series
    stays: Series | None
    offered: tuple[Organisation, ...] = ()


@dataclass(slots=True)
class Preview:
    """Consequences of a merge."""

    public: int = 0
    moves: list[tuple[str, int]] = field(default_factory=list)
    """Working rows that move, by table and column."""
    lines: list[LineChange] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    spines: list[Series] = field(default_factory=list)
    """Series whose chosen spine goes: the one that stays takes its place."""
    events: int = 0
    partial: bool = False
    """Whether there was more than is looked at beforehand."""


def preview(kind: str, old: Any, into: Any) -> Preview:
    """What merging one record into the other would do now."""
    twins = merge.twins(old, into) if isinstance(old, Organisation) else {}
    showing = merge.showing(kind, old, {"speakers": twins, "series": _series_of(old)})
    found = Preview(public=PublishedFigure.objects.live().filter(showing).count())
    for model, column in merge.NAMING[kind]:
        count = model._default_manager.filter(**{f"{column}_id": old.pk}).count()
        if count:
            found.moves.append((f"{model._meta.model_name}.{column}", count))
    if isinstance(old, Organisation):
        _organisations(found, old, into)
    if isinstance(old, WindowOrigin):
        found.joined = [_joined(going, key) for going, key in joining.successors(old, into).items()]
    if isinstance(old, Event):
        found.events = PublishedFigure.objects.live().filter(event_id__in=[old.pk, into.pk]).count()
    return found


def _series_of(old: Any) -> dict[str, int]:
    if not isinstance(old, WindowOrigin):
        return {}
    return {str(pk): 0 for pk in Series.objects.filter(window_origin=old).values_list("pk", flat=True)}


def _joined(going: Series, key: str) -> Joined:
    stays = Series.objects.select_related("spine_choice").filter(key=key).first()
    chosen = [one.spine_choice for one in (going, stays) if one and one.spine_choice]
    different = len({one.pk for one in chosen}) > 1
    return Joined(going, stays, tuple(chosen) if different else ())


def _organisations(found: Preview, old: Organisation, into: Organisation) -> None:
    found.spines = list(Series.objects.filter(spine_choice=old).select_related("crisis", "place", "window_origin"))
    live = PublishedFigure.objects.live()
    said = live.filter(originator_id=old.pk, series_id__isnull=False).order_by()
    ids = list(said.values_list("series_id", flat=True).distinct()[: SERIES_LOOKED_AT + 1])
    found.partial = len(ids) > SERIES_LOOKED_AT
    rows = list(live.filter(series_id__in=ids[:SERIES_LOOKED_AT]).values(*CLAIM_COLUMNS)[: CLAIMS_LOOKED_AT + 1])
    found.partial |= len(rows) > CLAIMS_LOOKED_AT
    names = originator_names({row["originator_id"] for row in rows} | {into.pk})
    claims: dict[int, list[Claim]] = defaultdict(list)
    for row in rows:
        claims[row["series_id"]].append(claim_of(row, names))
    both = [pk for pk, held in claims.items() if {old.pk, into.pk} <= {claim.originator for claim in held}]
    series = Series.objects.select_related("crisis", "place", "window_origin", "spine").in_bulk(both)
    found.lines = [_line(series[pk], claims[pk], old, into) for pk in sorted(series)]


def _line(series: Series, held: Iterable[Claim], old: Organisation, into: Organisation) -> LineChange:
    before = list(held)
    after = [
        replace(claim, originator=into.pk, originator_name=into.name) if claim.originator == old.pk else claim
        for claim in before
    ]
    spine = into.pk if series.spine_choice_id == old.pk else series.spine_choice_id
    line = trend(
        after,
        window_days=default_window(series.basis),
        max_gap=series.max_gap,
        spine=spine,
        bars=series.basis == Basis.PERIOD,
    )
    names = {claim.originator: claim.originator_name for claim in after}
    already = {figure for figure, reason in series.not_used if reason == Reason.SAME_ASSERTION}
    same = [one.figure for one in line.not_used if one.reason == Reason.SAME_ASSERTION and one.figure not in already]
    return LineChange(
        series, series.spine.name if series.spine else "", names.get(line.spine or 0, ""), tuple(same[:SHOWN])
    )
