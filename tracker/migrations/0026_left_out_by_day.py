"""What a line leaves out stands with the point of its day, where there is one; the rest stays with the series."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

LISTS = ("off_spine", "not_used")
AT_ONCE = 1_000


def hand_down(apps: Any, _editor: Any) -> None:
    """Move what series list to the points of its days."""
    points = apps.get_model("tracker", "SeriesPoint")
    for series in _with_lists(apps):
        days = _days_of_figures(apps, series)
        drawn = {point.date: point for point in points.objects.filter(series=series)}
        for name in LISTS:
            rest = []
            for figure, reason in getattr(series, name):
                point = drawn.get(days.get(figure))
                (getattr(point, name) if point else rest).append([figure, reason])
            setattr(series, name, rest)
        changed = [point for point in drawn.values() if any(getattr(point, name) for name in LISTS)]
        points.objects.bulk_update(changed, LISTS, batch_size=AT_ONCE)
        series.save(update_fields=LISTS)


def hand_back(apps: Any, _editor: Any) -> None:
    """Move what points list to their series."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: {name: [] for name in LISTS})
    points = apps.get_model("tracker", "SeriesPoint").objects.exclude(off_spine=[], not_used=[])
    for series, *lists in points.values_list("series", *LISTS).iterator(chunk_size=AT_ONCE):
        for name, held in zip(LISTS, lists, strict=True):
            found[series][name] += held
    for series in apps.get_model("tracker", "Series").objects.filter(pk__in=found):
        for name in LISTS:
            setattr(series, name, sorted([*getattr(series, name), *found[series.pk][name]]))
        series.save(update_fields=LISTS)


def _with_lists(apps: Any) -> Iterator[Any]:
    series = apps.get_model("tracker", "Series").objects
    for pk in list(series.exclude(off_spine=[], not_used=[]).order_by("pk").values_list("pk", flat=True)):
        yield series.get(pk=pk)


def _days_of_figures(apps: Any, series: Any) -> dict[int, Any]:
    """The day that each public figure of a series speaks of."""
    versions = apps.get_model("tracker", "PublishedFigure").objects.filter(series_id=series.pk, sequence_to=None)
    rows = versions.values_list("figure_id", "as_of_date", "reference_period_end")
    return {figure: as_of or end for figure, as_of, end in rows}


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0025_files_by_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="seriespoint",
            name="off_spine",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="seriespoint",
            name="not_used",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(hand_down, hand_back),
    ]
