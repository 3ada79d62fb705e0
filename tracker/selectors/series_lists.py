"""Series as editors look after them: which need somebody, who may carry each, and from when counts run."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tracker.ledger import joining
from tracker.models import Crisis, Organisation, PublishedFigure, Series, WindowOrigin
from tracker.selectors.inbox import stale_series

SHOWN = 100
BESIDE = ("crisis", "place", "origin_place", "window_origin", "spine", "spine_choice")

CONCERNS = ("without_line", "chosen_silent", "decided_by_name", "stale")
"""What may be wrong with a series, the most urgent first."""


def needing(concern: str, today: date) -> list[Series]:
    """Series with this concern, at most SHOWN."""
    if concern == "stale":
        return stale_series(today)
    standing = Series.objects.filter(figure_count__gt=0).select_related(*BESIDE).order_by("crisis", "measure", "pk")
    conditions: dict[str, Q] = {
        "without_line": Q(point_count=0, spine_choice__isnull=True),
        "chosen_silent": Q(spine_choice__isnull=False) & (Q(point_count=0) | ~Q(spine=F("spine_choice"))),
        "decided_by_name": Q(spine_reason="name"),
    }
    return list(standing.filter(conditions[concern])[:SHOWN])


def measures_without_card(crisis: Crisis) -> list[str]:
    """Measures of a crisis of which figures stand and no series has a point: nothing can stand on their card."""
    standing = Series.objects.filter(crisis=crisis, figure_count__gt=0).order_by().values("measure")
    return sorted(standing.annotate(held=Count("points")).filter(held=0).values_list("measure", flat=True))


def originators_of(series: Series) -> list[tuple[Organisation, int]]:
    """Who speaks in a series now, with how many claims each, those that speak most first."""
    said = PublishedFigure.objects.live().filter(series_id=series.pk).order_by().values("originator_id")
    counts = dict(said.annotate(n=Count("sequence")).values_list("originator_id", "n"))
    found = Organisation.objects.in_bulk(counts)
    return [(found[pk], n) for pk, n in sorted(counts.items(), key=lambda one: (-one[1], one[0])) if pk in found]


def starts_of(crisis: Crisis) -> list[dict[str, Any]]:
    """The starts of counts of a crisis, each with its series and the other starts that share a day with it."""
    rows: QuerySet[Any] = WindowOrigin.objects.filter(crisis=crisis).annotate(
        series_count=Count("series", filter=Q(series__figure_count__gt=0))
    )
    held = list(rows.select_related("merged_into").order_by("earliest", "latest")[: 5 * SHOWN])
    standing = [one for one in held if one.merged_into_id is None]
    near = {one.pk: joining.nearest(one, standing) for one in standing}
    return [{"origin": one, "near": near.get(one.pk, []), "series": one.series_count} for one in held]
