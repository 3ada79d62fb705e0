"""The newest numbers of places as a map and its table: of the first-level units of a country, or of a crisis.

Reads `selectors.latest`, which gives one number for each place and never a sum; gives `charts` plain spots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Crisis, Place
from tracker.selectors.latest import LatestOfArea, latest_by_area, latest_of_crisis, mapped_measures
from tracker.selectors.objects import as_they_were
from tracker.selectors.places import PlaceView, places_of_codes, units_within
from tracker.selectors.reading import Reading
from tracker.selectors.series import Settings
from tracker.vocabulary import PlaceLevel
from tracker.web import numbers, sentences, words
from tracker.web.addresses import link_to
from tracker.web.charts import map as drawing
from tracker.web.plates import Plate, file_stem
from tracker.web.sorting import Sorting
from tracker.web.viewing import Viewing

HEADER = (
    "place_code", "place_name", "measure", "value_low", "value_best", "value_high", "high_open", "date", "series",
    "figure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A place in the table under the map; `latest` None where nothing was said of it."""

    place: Place
    latest: LatestOfArea | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class MapPicture:
    """What `dashboard/_map.html` shows."""

    plate: Plate
    measure: str
    measures: list[str]
    lines: list[AreaLine]
    sorting: Sorting | None = None

    def sorted(self, by: Sorting) -> MapPicture:
        """The same with its table in another order; the drawing and the files stay as they are."""
        lines = by.of(
            self.lines,
            {
                "name": lambda line: sentences.local_name(line.place).casefold(),
                "number": lambda line: _number(line.latest) if line.latest else None,
                "as_of": lambda line: line.latest.date if line.latest else None,
            },
        )
        return replace(self, lines=lines, sorting=by)


def map_of(found: PlaceView, reading: Reading, viewing: Viewing, measure: str) -> MapPicture | None:
    """The map of a country for a measure (the first that has numbers, unless asked); None where there is none."""
    country = found.place
    if country.level != PlaceLevel.COUNTRY:
        return None
    measures = mapped_measures(country.code, reading)
    chosen = measure or (measures[0] if measures else "")
    if chosen not in measures:
        return None
    newest = {one.place_code: one for one in latest_by_area(chosen, country.code, reading)}
    if not newest:
        return None
    inside = [place for place in found.children if place.level == PlaceLevel.ADM1]
    lines = _lines(inside, newest, reading)
    shown = _map(f"map-{country.code}", sentences.local_name(country), chosen, lines, viewing)
    page = f"{link_to('place', country.code)}?measure={chosen}"
    address = file_stem("place-map-file", country.code, chosen)
    return _picture(shown, lines, measures, name=f"{country.code.lower()}-{chosen}-map", address=address, page=page)


def map_of_crisis(crisis: Crisis, reading: Reading, viewing: Viewing, measure: str = "") -> MapPicture | None:
    """The map of a crisis, over as many countries as it is counted in; None where no place has a number."""
    found = latest_of_crisis(crisis, reading, measure)
    if found is None:
        return None
    newest = {one.place_code: one for one in found.latest}
    lines = _lines(_places(newest, found.level, reading), newest, reading)
    chosen = found.measure
    shown = _map(f"map-{crisis.slug}", sentences.local_name(crisis), chosen, lines, viewing)
    page = f"{link_to('crisis', crisis.slug)}?measure={chosen}"
    address = file_stem("crisis-map-file", crisis.slug, chosen)
    return _picture(shown, lines, found.measures, name=f"{crisis.slug}-{chosen}-map", address=address, page=page)


def _places(newest: Iterable[str], level: str, reading: Reading) -> list[Place]:
    """The places that have a number, and beside first-level units the others of their countries, which have none."""
    found = places_of_codes(newest)
    if level == PlaceLevel.ADM1:
        held = {place.pk for place in found}
        beside = units_within({place.parent_id for place in found if place.parent_id}, PlaceLevel.ADM1)
        found += [place for place in beside if place.pk not in held]
    as_they_were("place", found, reading)
    return found


def _lines(places: Sequence[Place], newest: dict[str, LatestOfArea], reading: Reading) -> list[AreaLine]:
    """The places with the greatest numbers first, those of which nothing was said last."""
    oldest = reading.today() - timedelta(days=Settings().stale_after)
    lines = [_line(place, newest.get(place.code), oldest) for place in places]
    return sorted(lines, key=lambda line: (line.latest is None, -_number(line.latest), line.place.code))


def _line(place: Place, latest: LatestOfArea | None, oldest: date) -> AreaLine:
    return AreaLine(place, latest, is_stale=latest is not None and latest.date < oldest)


def _number(latest: LatestOfArea | None) -> float:
    return 0.0 if latest is None else float(latest.value_best or latest.value_low or 0)


def _picture(
    shown: drawing.Map, lines: list[AreaLine], measures: list[str], *, name: str, address: str, page: str
) -> MapPicture | None:
    if not any(spot.value is not None for spot in shown.spots):
        return None
    plate = Plate(
        name=name,
        measure=shown.measure,
        title=shown.title,
        caption=_caption(shown.measure, lines),
        html=mark_safe(drawing.both(shown)),  # noqa: S308  the renderer escapes
        alone=lambda: drawing.alone(shown),
        header=HEADER,
        rows=[_cells(line, shown.measure) for line in lines],
        address=address,
        page=page,
        caution=_("The newest number of each place, of different days and sources, which are never added up."),
        key=_key(lines),
    )
    return MapPicture(plate=plate, measure=shown.measure, measures=measures, lines=lines)


def _key(lines: Sequence[AreaLine]) -> dict[str, str]:
    """What the marks mean, of those that are drawn."""
    found = {"count": _("surface in proportion to the number")}
    if any(line.is_stale for line in lines):
        found["stale"] = _("dotted ring: last known, may be out of date")
    if any(line.latest is None for line in lines):
        found["empty"] = _("hatched: nothing was said of this area")
    return found


def _caption(measure: str, lines: Sequence[AreaLine]) -> SafeString:
    """The live sentence: where most, of how many places anything was said, and that nothing is added up."""
    first = lines[0]
    known = sum(line.latest is not None for line in lines)
    if first.latest is None or first.latest.value_best is None:
        return format_html("{}", _("The newest number of each place, of different days and sources, never added up."))
    facts = {
        "measure": words.measure_label(measure),
        "place": sentences.local_name(first.place),
        "number": numbers.point_data(
            first.latest.value_best, series=first.latest.series, day=first.latest.date, high_open=first.latest.high_open
        ),
        "date": words.day(first.latest.date),
    }
    sentence = _("{measure}: most in {place}, {number} as of {date}.")
    rest = ngettext(
        "One place has a number; the numbers are of different days and sources and never added up.",
        "%(n)s places have a number; the numbers are of different days and sources and never added up.",
        known,
    ) % {"n": words.number(known)}
    return format_html("{} {}", format_html(sentence, **facts), rest)


def _map(key: str, name: str, measure: str, lines: Sequence[AreaLine], viewing: Viewing) -> drawing.Map:
    own = {line.place.iso3 or line.place.code for line in lines}
    known = sum(line.latest is not None for line in lines)
    facts = {"measure": words.measure_label(measure), "place": name}
    return drawing.Map(
        key=key,
        title=_("%(measure)s, %(place)s: the newest number of each place") % facts,
        description=_("A circle for each place, its surface in proportion to the number; %(known)s of %(all)s have "
                      "one. All are in the table below.") % {"known": known, "all": len(lines)},
        measure=measure,
        own=tuple(sorted(own)),
        divided=tuple(sorted(own & _divided(lines))),
        spots=[spot for line in lines if (spot := _spot(line, viewing)) is not None],
        caution=_("Boundaries and names on this map do not imply endorsement or acceptance by anyone. "
                  "Outlines: Natural Earth. Circles stand at the middle of a place."),
    )  # fmt: skip


def _divided(lines: Sequence[AreaLine]) -> set[str]:
    """The countries whose units are on the map; where a country is shown as a whole its inside says nothing."""
    return {line.place.iso3 for line in lines if line.place.level != PlaceLevel.COUNTRY}


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
        href=link_to("place", place.code) + viewing.query(),
        is_stale=line.is_stale,
    )


def _cells(line: AreaLine, measure: str) -> list[Any]:
    latest, place = line.latest, line.place
    if latest is None:
        return [place.code, place.name, measure, None, None, None, None, None, None, None]
    return [
        place.code, place.name, measure, latest.value_low, latest.value_best, latest.value_high, latest.high_open,
        latest.date, latest.series, latest.figure,
    ]  # fmt: skip
