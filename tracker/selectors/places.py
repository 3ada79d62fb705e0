"""Places: finding one by its code, what lies within it, and its page.

Places are reference data and public; which figures mention them is read from the published versions alone.
"Within" is answered by the columns a version carries, as published: no path, no closure, no recursion in
the read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.models import LedgerEntry, Place
from tracker.selectors import parsing
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Found, Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import LedgerAction, PlaceLevel

WITHIN_COLUMNS = {
    PlaceLevel.COUNTRY: "location_code",
    PlaceLevel.ADM1: "admin1_code",
    PlaceLevel.ADM2: "admin2_code",
}
"""The column, of a version and of a total alike, that names the unit of a level around the place."""


def find_places(codes: Iterable[str], *, level: PlaceLevel | None = None) -> dict[str, Place]:
    """Places by code, case-folded; codes nobody uses are left out. One indexed statement, a second for odd
    cases.
    """
    codes = [code for code in codes if "\x00" not in code]
    wanted = {code.casefold() for code in codes}
    places = Place.objects.defer("outline") if level is None else Place.objects.filter(level=level).defer("outline")
    spellings = {variant for code in codes for variant in (code, code.upper(), code.lower())}
    found = {place.code.casefold(): place for place in places.filter(code__in=spellings)}
    for code in wanted - found.keys():
        place = places.filter(code__iexact=code).first()
        if place:
            found[code] = place
    return found


def place_codes(codes: Iterable[str], *, level: PlaceLevel | None = None) -> dict[str, str]:
    """Codes of places as they are spelt, by code case-folded; what most filters ask of places."""
    asked = list(codes)
    if len(asked) == 1 and "\x00" not in asked[0]:
        for code, its_level in _CODE.rows(asked[0], asked[0].upper()):
            if level in (None, its_level):
                return {code.casefold(): code}
    return {folded: place.code for folded, place in find_places(asked, level=level).items()}


_CODE = Statement(
    lambda code, upper: Place.objects.filter(code__in=[code, upper]).order_by().values_list("code", "level"),
    "(code)",
    "(CODE)",
)


def places_of_codes(codes: Iterable[str]) -> list[Place]:
    """Places by their very codes, in the order of these, without their outlines."""
    return sorted(_OF_CODES.some(list(codes)), key=lambda place: place.code)


def units_within(parents: Iterable[int], level: PlaceLevel) -> list[Place]:
    """The units of a level that lie directly in these places, by code and without their outlines."""
    found = _WITHIN.some(list(parents))
    return sorted((place for place in found if place.level == level), key=lambda place: place.code)


_OF_CODES = Found(Place, [], by="code", without=["outline"])
_WITHIN = Found(Place, [], by="parent", without=["outline"])


def find_place(code: str) -> Place | None:
    """The place of a code, in any case."""
    return find_places([code]).get(code.casefold())


def place_named(name: str, text: str) -> Place:
    """The place that a parameter names, in any case; refused when there is none."""
    place = find_place(text)
    if place is None:
        raise parsing.refuse(name, "invalid_code", f'"{text}" is no place known here.')
    return place


def within(place: Place) -> Q:
    """The condition on versions for the place and everything inside it."""
    column = WITHIN_COLUMNS.get(PlaceLevel(place.level))
    if column:
        return Q(**{column: place.code})
    condition = Q(place_code__in=[place.code, *_descendant_codes(place)])
    if place.level == PlaceLevel.AREA:
        for member in place.members.order_by("code"):
            # An area made of areas is one level deep: its members count as they stand.
            condition |= Q(place_code=member.code) if member.level == PlaceLevel.AREA else within(member)
    return condition


def _descendant_codes(place: Place) -> list[str]:
    """Codes of everything below, level by level; a tree is at most a handful of levels deep."""
    codes: list[str] = []
    above = [place.pk]
    seen = {place.pk}
    while above:
        below = [row for row in Place.objects.filter(parent__in=above).values_list("pk", "code") if row[0] not in seen]
        above = [pk for pk, _ in below]
        seen.update(above)
        codes += [code for _, code in below]
    return codes


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place, those around it (country first), inside it, making it up and beside it under the same parent, and
    whether figures speak of places inside it.
    """

    place: Place
    ancestors: tuple[Place, ...]
    children: tuple[Place, ...]
    members: tuple[Place, ...]
    beside: tuple[Place, ...]
    has_figures_inside: bool


def place_view(code: str, reading: Reading) -> PlaceView | None:
    """The page of a place, or None when no place has this code."""
    place = find_place(code)
    if place is None or (reading.is_pinned and not places(reading).filter(pk=place.pk).exists()):
        return None
    versions = standing(reading)
    around, inside = ancestors(place), list(places(reading).filter(parent=place))
    members = list(place.members.order_by("code"))
    beside = _beside(place)
    as_they_were("place", [place, *around, *inside, *members, *beside], reading)
    return PlaceView(
        place=place,
        ancestors=tuple(around),
        children=tuple(inside),
        members=tuple(members),
        beside=tuple(beside),
        has_figures_inside=versions.filter(within(place)).order_by().exclude(place_code=place.code).exists(),
    )


MOST_BESIDE = 40


def _beside(place: Place) -> list[Place]:
    """Places of the same level under the same parent, by name: what a reader may have meant, or looks at next."""
    if place.parent_id is None:
        return []
    found = Place.objects.filter(parent=place.parent_id, level=place.level).exclude(pk=place.pk).defer("outline")
    return list(found.order_by("name", "pk")[:MOST_BESIDE])


def figure_counts(place: Place, reading: Reading) -> tuple[int, int]:
    """How many figures are about the very place, and about it and everything inside it; counted one by one."""
    versions = standing(reading).order_by()
    return versions.filter(place_code=place.code).count(), versions.filter(within(place)).count()


def ancestors(place: Place) -> list[Place]:
    """The places around a place, the largest first."""
    found: list[Place] = []
    above = place.parent
    while above is not None:
        found.insert(0, above)
        above = above.parent
    return found


def children_of(code: str, reading: Reading) -> QuerySet[Place] | None:
    """The places directly inside one at the reading, by code; None when there was no such place."""
    place = find_place(code)
    known = places(reading)
    return None if place is None or not known.filter(pk=place.pk).exists() else known.filter(parent=place)


def places(reading: Reading) -> QuerySet[Place]:
    """Every place that was there at the reading, by code."""
    found = Place.objects.select_related("parent").order_by("code")
    if not reading.is_pinned:
        return found
    # Those that ship have no entry; of the others it is the first.
    added = LedgerEntry.objects.filter(
        object_type="place", object_id=OuterRef("pk"), action=LedgerAction.CREATED, sequence__gt=reading.at
    )
    return found.filter(~Exists(added))


def points_of(codes: Iterable[str | None]) -> dict[str, tuple[float | None, float | None]]:
    """Longitude and latitude by code."""
    found = Place.objects.filter(code__in=[code for code in codes if code])
    return {code: (longitude, latitude) for code, longitude, latitude in found.values_list(*POINT)}


POINT = ("code", "longitude", "latitude")


def place_row(place: Place) -> dict[str, Any]:
    """A place as the API shows it."""
    return {
        "code": place.code,
        "name": place.name,
        "names": dict(sorted(place.names.items())),
        "aliases": place.aliases,
        "level": place.level,
        "admin_level": place.admin_level,
        "parent": place.parent.code if place.parent else None,
        "location_code": place.iso3 or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population,
        "edition": place.edition or None,
    }


def places_of(crisis_slug: str, reading: Reading) -> list[Place]:
    """The places that figures of a crisis are about, by code."""
    codes = standing(reading).filter(crisis=crisis_slug).order_by().values_list("place_code", flat=True).distinct()
    return list(Place.objects.filter(code__in=list(codes)).order_by("code"))
