"""The newest numbers of the first-level units of a country as a map and its table.

Reads `selectors.latest`, which gives one number for each unit and never a sum; gives `charts` plain spots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.models import Place
from tracker.reference.outlines import outlines
from tracker.selectors.latest import LatestOfArea, latest_by_area, mapped_measures
from tracker.selectors.places import PlaceView
from tracker.selectors.reading import Reading
from tracker.selectors.series import Settings
from tracker.vocabulary import PlaceLevel
from tracker.web import sentences, words
from tracker.web.charts import map as drawing
from tracker.web.viewing import Viewing


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A unit in the table under the map; `latest` None where nothing was said of it."""

    place: Place
    latest: LatestOfArea | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class MapPicture:
    """What `dashboard/_map.html` shows."""

    measure: str
    measures: list[str]
    title: str
    svg: SafeString
    targets: SafeString
    lines: list[AreaLine]
    has_stale: bool
    has_empty: bool


def map_of(found: PlaceView, reading: Reading, viewing: Viewing, measure: str) -> MapPicture | None:
    """The map of a country for a measure (the first that has numbers, unless asked); None where there is none."""
    if found.place.level != PlaceLevel.COUNTRY:
        return None
    measures = mapped_measures(found.place.code, reading)
    chosen = measure or (measures[0] if measures else "")
    if chosen not in measures:
        return None
    newest = {one.place_code: one for one in latest_by_area(chosen, found.place.code, reading)}
    oldest = reading.today() - timedelta(days=Settings().stale_after)
    units = [place for place in found.children if place.level == PlaceLevel.ADM1]
    lines = [_line(place, newest.get(place.code), oldest) for place in units]
    shown = _map(found.place, chosen, lines, viewing)
    if not shown.spots or not newest:
        return None
    return MapPicture(
        measure=chosen,
        measures=measures,
        title=shown.title,
        svg=mark_safe(drawing.draw(shown)),  # noqa: S308  the renderer escapes
        targets=mark_safe(drawing.targets(shown)),  # noqa: S308
        lines=lines,
        has_stale=any(line.is_stale for line in lines),
        has_empty=any(line.latest is None for line in lines),
    )


def _line(place: Place, latest: LatestOfArea | None, oldest: date) -> AreaLine:
    return AreaLine(place, latest, is_stale=latest is not None and latest.date < oldest)


def _map(country: Place, measure: str, lines: Sequence[AreaLine], viewing: Viewing) -> drawing.Map:
    drawn = outlines()
    own = drawn.get(country.iso3 or country.code, ())
    facts = {"measure": words.measure_label(measure), "place": sentences.local_name(country)}
    known = sum(line.latest is not None for line in lines)
    return drawing.Map(
        key=f"map-{country.code}",
        title=_("%(measure)s in %(place)s: the newest number of each area") % facts,
        description=_("A circle for each area, its surface in proportion to the number; %(known)s of %(all)s have "
                      "one. All are in the table below.") % {"known": known, "all": len(lines)},
        measure=measure,
        own=own,
        around=[ring for code, rings in drawn.items() if code != country.code for ring in rings],
        spots=[
            spot for line in lines if (spot := _spot(line, viewing)) is not None
        ],
        caution=_("Boundaries and names on this map do not imply endorsement or acceptance by anyone. "
                  "Outlines: Natural Earth. Circles stand at the middle of an area."),
    )  # fmt: skip


def _spot(line: AreaLine, viewing: Viewing) -> drawing.Spot | None:
    place, latest = line.place, line.latest
    if place.latitude is None or place.longitude is None:
        return None
    best = latest.value_best if latest else None
    shown = _("no number stated") if best is None else words.number(best)
    if best is not None and latest and latest.high_open:
        shown = _("%(number)s or more") % {"number": shown}
    return drawing.Spot(
        name=sentences.local_name(place),
        longitude=place.longitude,
        latitude=place.latitude,
        value=None if best is None else float(best),
        words=shown,
        href=reverse("place", args=[place.code]) + viewing.query(),
        is_stale=line.is_stale,
    )
