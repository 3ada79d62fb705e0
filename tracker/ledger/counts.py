"""How many figures of each crisis stand, kept by increments under the ledger's lock: counting them reads every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from django.db.models import Count, F

from tracker.models import CrisisCount, PublishedFigure


def apply(changes: Mapping[str, int]) -> None:
    """Keep the counts in step; `changes` says by crisis how many figures more stand, fewer where negative."""
    for crisis, change in changes.items():
        if change and not CrisisCount.objects.filter(crisis=crisis).update(figures=F("figures") + change):
            CrisisCount.objects.create(crisis=crisis, figures=change)


def leaving(figure_ids: Collection[int]) -> Counter[str]:
    """The changes when these figures stand no more: of the crises they are public under, whatever a draft says."""
    crises = PublishedFigure.objects.live().filter(figure_id__in=figure_ids).values_list("crisis", flat=True)
    return Counter({crisis: -count for crisis, count in Counter(crises).items()})


def stored() -> dict[str, int]:
    """The counts that are kept; a crisis of which nothing stands any more is left out."""
    return dict(CrisisCount.objects.exclude(figures=0).values_list("crisis", "figures"))


def counted() -> dict[str, int]:
    """The counts that the versions give."""
    live = PublishedFigure.objects.live().order_by().values("crisis").annotate(figures=Count("sequence"))
    return dict(live.values_list("crisis", "figures"))


def restore() -> None:
    """Set the counts to what the versions give."""
    CrisisCount.objects.all().delete()
    CrisisCount.objects.bulk_create(CrisisCount(crisis=crisis, figures=n) for crisis, n in counted().items())
