"""Which place a file means: by code, then by name inside its country, then by the point it gives. Never by guessing.

A `Gazetteer` lives as long as a run. It asks for the countries once and for the units of a country when the first row
names it, so that a chunk of rows costs a fixed number of queries however many places it names. Only the countries ship;
where the units of a country are not loaded, a hint lands on the country, and the placing says that this is coarser than
the source. Among equals none is taken: the finding lists them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, hypot, radians

from rapidfuzz import process

from tracker.intake.naming import askable
from tracker.intake.outlines import Outline, country_outlines, outline_of
from tracker.intake.readers.rows import PlaceHint
from tracker.models import Place
from tracker.rules import Finding, make_finding
from tracker.vocabulary import PlaceLevel
from tracker.vocabulary import gettext_noop as _
from tracker.wording.folding import fold

UNIT_LEVELS = (PlaceLevel.ADM1, PlaceLevel.ADM2, PlaceLevel.ADM3)
"""The levels that `PlaceHint.names` goes down."""

MOST_PLACED = 5_000
"""Hints whose placing is remembered."""
NEAREST_SHOWN = 3
NEAR_SITE_KM = 5.0
"""How far from a site a point may lie and still mean it; UCDP's "near" is 25 km, a camp is smaller."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The place that a hint means. Without one, `finding` is the error.

    With one, `finding` may warn that a unit was named that is not known here, so that the place is the unit around it.
    `precision` is a place precision where the place is coarser than the hint and no point keeps what is lost, else "".
    """

    place: Place | None
    precision: str = ""
    finding: Finding | None = None


@dataclass(slots=True)
class _Country:
    """A country with its units by level and name, parents set, so that walking up asks nothing."""

    place: Place
    units: list[Place] = field(default_factory=list)
    by_name: dict[tuple[str, str], list[Place]] = field(default_factory=dict)
    """(level, key) -> units; sites and areas as well."""
    outlines: list[tuple[Place, Outline]] = field(default_factory=list)

    def add(self, unit: Place) -> None:
        """One of its units, under every name."""
        self.units.append(unit)
        for spelling in {made(name) for name in _names(unit) for made in (key, loose_key, sound_key)}:
            self.by_name.setdefault((unit.level, spelling), []).append(unit)

    def named(self, level: str, name: str, above: Place | None) -> list[Place]:
        """The units of a level with this name inside the unit named before; exact names go before loose ones.

        Where no name is the same, the only one that is written with the same consonants: "Idlib" is "Idleb".
        """
        found = self.by_name.get((level, key(name))) or self.by_name.get((level, loose_key(name)))
        if found:
            return _inside(found, above)
        alike = _inside(self.by_name.get((level, sound_key(name)), []), above)
        return alike if len(alike) == 1 else []

    @property
    def levels(self) -> set[str]:
        """The levels of which units are loaded."""
        return {unit.level for unit in self.units}


class Gazetteer:
    """The places that hints may mean, kept for a run; `country` (alpha-3) is meant where a row names none."""

    def __init__(self, country: str = "") -> None:
        self._country = country
        self._countries: dict[str, Place] = {}
        self._country_names: dict[str, list[Place]] = defaultdict(list)
        self._loaded: dict[str, _Country] = {}
        self._codes: dict[str, Place | None] = {}
        self._placed: dict[PlaceHint, Placed] = {}

    def place(self, hints: Iterable[PlaceHint]) -> dict[PlaceHint, Placed]:
        """Where each of these hints lies; at most five queries for all of them, none for those seen before."""
        new = [hint for hint in dict.fromkeys(hints) if hint not in self._placed]
        if new:
            self._load_countries()
            self._load_codes(new)
            self._load_units(new)
            self._placed |= {hint: self._place(hint) for hint in new}
        found = {hint: self._placed[hint] for hint in hints}
        if len(self._placed) > MOST_PLACED:  # a file with a point in every row asks for none of them again
            self._placed = {}
        return found

    # --- loading ---

    def _load_countries(self) -> None:
        if self._countries:
            return
        for country in Place.objects.filter(level=PlaceLevel.COUNTRY).defer("outline"):
            self._countries[country.code] = country
            for name in _names(country):
                self._country_names[key(name)].append(country)

    def _load_codes(self, hints: Sequence[PlaceHint]) -> None:
        """Only the codes: their places come with the units of their country."""
        wanted = {code for hint in hints for code in hint.codes} - {*self._codes}
        spelt = askable(spelling for code in wanted for spelling in (code, code.upper()))
        found = {}
        if spelt:
            related = "parent__parent__parent"
            found = {
                one.code: one for one in Place.objects.filter(code__in=spelt).select_related(related).defer("outline")
            }
        self._codes |= {code: found.get(code) or found.get(code.upper()) for code in wanted}

    def _load_units(self, hints: Sequence[PlaceHint]) -> None:
        needed = {country.code for hint in hints if (country := self._country_of(hint)) is not None}
        missing = sorted(needed - {*self._loaded})
        if not missing:
            return
        units: dict[int, Place] = {}
        for code in missing:
            self._loaded[code] = _Country(self._countries[code])
            units[self._countries[code].pk] = self._countries[code]
        others = Place.objects.filter(iso3__in=missing).exclude(level=PlaceLevel.COUNTRY).defer("outline")
        listed = list(others)
        units |= {unit.pk: unit for unit in listed}
        for unit in listed:
            if unit.parent_id in units:
                unit.parent = units[unit.parent_id]
            self._loaded[unit.iso3].add(unit)
        drawn = Place.objects.filter(iso3__in=missing, outline__isnull=False).values_list("pk", "outline")
        for pk, outline in drawn.iterator():
            if pk in units and units[pk].level != PlaceLevel.COUNTRY and (shape := outline_of(outline)):
                self._loaded[units[pk].iso3].outlines.append((units[pk], shape))

    # --- one hint ---

    def _place(self, hint: PlaceHint) -> Placed:
        for at, code in enumerate(hint.codes):
            if (found := self._codes.get(code)) is not None:
                return Placed(found, _level(found) if at and not _has_point(hint) else "")
        country = self._country_of(hint)
        if country is None:
            return Placed(None, finding=self._no_country(hint))
        known = self._loaded[country.code]
        if hint.sites:
            return _around(known, hint)
        if hint.names and any(hint.names):
            return self._named(known, hint)
        if _has_point(hint) and (inside := _at_point(known, hint)):
            return Placed(inside)
        return _coarser(country, hint) if hint.codes else Placed(country)

    def _country_of(self, hint: PlaceHint) -> Place | None:
        """The country a hint names by code, name or p-code, else the one its point lies in, else that of the crisis."""
        for code in hint.codes:
            if (found := self._codes.get(code)) is not None:
                return self._countries.get(found.iso3 or found.code)
        for name in (hint.country, *(site.rpartition(",")[2] for site in hint.sites[:1])):
            # "Idlib, Syria" names its country itself where no column does.
            if name and (found := self._countries.get(name.strip().upper()) or self._country_named(name)) is not None:
                return found
        if hint.country or (hint.codes and not _has_point(hint)):
            return None
        if hint.latitude is None or hint.longitude is None:
            return self._countries.get(self._country)
        around = [iso3 for iso3, shape in country_outlines().items() if shape.holds(hint.longitude, hint.latitude)]
        return self._countries.get(around[0]) if len(around) == 1 else None

    def _country_named(self, name: str) -> Place | None:
        """By any name it has; of "Yemen (North Yemen)" by either."""
        outside, inside = re.sub(r"\(.*?\)", " ", name), " ".join(re.findall(r"\((.*?)\)", name))
        for spelling in (name, outside, inside):
            found = {one.pk: one for one in self._country_names.get(key(spelling), ())}
            if len(found) == 1:
                return next(iter(found.values()))
        return None

    def _no_country(self, hint: PlaceHint) -> Finding:
        asked = hint.country or next(iter(hint.codes), "") or ", ".join(filter(None, hint.names))
        near = process.extract(key(asked), list(self._country_names), limit=NEAREST_SHOWN, score_cutoff=60)
        return _unknown(asked, [self._country_names[name][0] for name, _score, _at in near])

    def _named(self, known: _Country, hint: PlaceHint) -> Placed:
        """The deepest unit named that is known; deeper names that are not known are said."""
        names = [(level, name) for level, name in zip(UNIT_LEVELS, hint.names, strict=False) if name.strip()]
        above: Place | None = None
        unknown: list[tuple[str, str]] = []
        for level, name in names:
            found = known.named(level, name, above)
            if len(found) > 1:
                found = _holding(known, found, hint)
            if len(found) > 1:
                return Placed(None, finding=_ambiguous(name, found))
            if found:
                above = found[0]
            elif level in known.levels:
                unknown.append((level, name))
        deepest = names[-1][0]
        if above is not None and above.level == deepest:
            return Placed(above)
        if _has_point(hint) and (inside := _at_point(known, hint)) and _lies_in(inside, above or known.place):
            return Placed(inside)
        place = above or known.place
        precision = "" if _has_point(hint) else _level(place)
        return Placed(place, precision, _not_known(known, place, *unknown[0]) if unknown else None)


# --- names ---

_SMALL = frozenset({"and", "the", "of", "de", "la", "le", "les", "du", "des", "et", "y", "del", "los", "las"})
_KINDS = frozenset(
    {
        "governorate", "province", "district", "division", "state", "region", "department", "county", "municipality",
        "prefecture", "oblast", "wilaya", "wilayat", "muhafazat", "muhafazah", "mohafazat", "cercle", "zone",
        "subdistrict", "sub", "markaz", "mintaqat", "woreda", "city", "town", "municipio", "departamento",
        "provincia", "distrito", "gouvernorat", "departement", "commune",
        "محافظه", "منطقه", "ناحيه", "اقليم", "ولايه", "مديريه", "قضاء",
    }
)  # fmt: skip
_ARTICLES = frozenset({"al", "ar", "as", "ad", "an", "at", "ash", "el"})


@lru_cache(maxsize=16_384)
def key(name: str) -> str:
    """A name by which its spellings meet: no accents, no punctuation, no small words."""
    return " ".join(word for word in re.findall(r"\w+", fold(name)) if word not in _SMALL)


@lru_cache(maxsize=16_384)
def loose_key(name: str) -> str:
    """A name without what kind of unit it is and without its article: "Al-Hasakeh Governorate" -> "hasakeh"."""
    words = [word for word in key(name).split() if word not in _KINDS]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or key(name)


@lru_cache(maxsize=16_384)
def sound_key(name: str) -> str:
    """The consonants of a name, by which transliterations meet: "Al Hasakah" and "Al-Hasakeh" are both "~hsk".

    Vowels, y and w, doubled letters and an h at the end or after a g are written as anybody likes; q is often k.
    Names of which fewer than two consonants are left have no such key of their own.
    """
    words = []
    for word in loose_key(name).split():
        plain = re.sub(r"[aeiouywı]", "", word.replace("q", "k").replace("gh", "g"))
        words.append(re.sub(r"(.)\1+", r"\1", plain).removesuffix("h"))
    sound = " ".join(filter(None, words))
    return f"~{sound}" if len(sound) > 1 else loose_key(name)


def _names(place: Place) -> Iterator[str]:
    yield place.name
    yield from (name for name in place.names.values() if isinstance(name, str))
    yield from (name for name in place.aliases if isinstance(name, str))


# --- inside a country ---


def _chain(place: Place) -> list[Place]:
    """The place and the units around it, from the inside out."""
    chain = [place]
    while chain[-1].parent_id and chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def _lies_in(place: Place, around: Place) -> bool:
    return any(one.pk == around.pk for one in _chain(place))


def _inside(found: Iterable[Place], above: Place | None) -> list[Place]:
    """Each once, and only those inside the unit named before."""
    once = {one.pk: one for one in found}.values()
    return [one for one in once if above is None or _lies_in(one, above)]


def _holding(known: _Country, found: Sequence[Place], hint: PlaceHint) -> list[Place]:
    """Of units with one name, the one that the point lies in."""
    if hint.latitude is None or hint.longitude is None:
        return list(found)
    among = {one.pk for one in found}
    drawn = [
        place for place, shape in known.outlines if place.pk in among and shape.holds(hint.longitude, hint.latitude)
    ]
    return drawn if len(drawn) == 1 else list(found)


def _at_point(known: _Country, hint: PlaceHint) -> Place | None:
    """The smallest unit around the point, or the one site that is near it."""
    if hint.latitude is None or hint.longitude is None:
        return None
    around = [place for place, shape in known.outlines if shape.holds(hint.longitude, hint.latitude)]
    depth = {level: at for at, level in enumerate(UNIT_LEVELS)}
    deepest = max((depth.get(PlaceLevel(one.level), -1) for one in around), default=-1)
    smallest = [one for one in around if depth.get(PlaceLevel(one.level), -1) == deepest]
    sites = [one for one in known.units if one.level == PlaceLevel.SITE and _km(one, hint) <= NEAR_SITE_KM]
    if len(sites) == 1:
        return sites[0]
    return smallest[0] if len(smallest) == 1 else None


def _km(place: Place, hint: PlaceHint) -> float:
    """Kilometres between two points that are near each other; far where one is not known."""
    if place.latitude is None or place.longitude is None or hint.latitude is None or hint.longitude is None:
        return float("inf")
    east = (place.longitude - hint.longitude) * cos(radians(hint.latitude))
    return hypot(place.latitude - hint.latitude, east) * 111.2


def _around(known: _Country, hint: PlaceHint) -> Placed:
    """The smallest unit around several sites: the country as soon as one of them is not known (METHOD R9)."""
    found = [_site(known, site) for site in hint.sites]
    first, *others = [_chain(one or known.place) for one in found]
    place = next((one for one in first if all(_within(one, chain) for chain in others)), known.place)
    asked = hint.sites[0]
    if known.units and found == [None] and key(asked) not in map(key, _names(known.place)):
        return Placed(place, _level(place), _not_known(known, place, "", asked))
    return Placed(place, _level(place))


def _within(place: Place, chain: Sequence[Place]) -> bool:
    return any(one.pk == place.pk for one in chain)


def _site(known: _Country, words: str) -> Place | None:
    """The place of "Kakching, Manipur, India": the narrowest part that names one place inside those named after it."""
    found: Place | None = None
    for part in reversed(words.split(",")):
        for level in (*UNIT_LEVELS, PlaceLevel.SITE):
            inside = [one for one in known.named(level, part, found) if found is None or one.pk != found.pk]
            if len(inside) == 1:
                found = inside[0]
                break
    return found


# --- what is said ---


def _has_point(hint: PlaceHint) -> bool:
    return hint.latitude is not None and hint.longitude is not None


def _level(place: Place) -> str:
    """The place precision that a place of this level has."""
    return "near" if place.level == PlaceLevel.SITE else str(place.level)


def _coarser(place: Place, hint: PlaceHint) -> Placed:
    return Placed(place, "" if _has_point(hint) else _level(place))


def _unknown(asked: str, near: Sequence[Place]) -> Finding:
    template = _("“%(found)s” is no place that is known here. Expected %(expected)s.")
    if near:
        template = _("“%(found)s” is no place that is known here. Nearest: %(example)s. Expected %(expected)s.")
    expected = _("the code of a place, or a name it goes by")
    return make_finding("E12", "place_code", template, found=asked, expected=expected, example=_listed(near))


def _not_known(known: _Country, place: Place, level: str, name: str) -> Finding:
    """W10: a unit is named that is not known, so that the place is the one around it."""
    near_units = [unit for unit in known.units if level in ("", unit.level)]
    choices = {spelling: unit for unit in near_units for spelling in map(key, _names(unit))}
    near = process.extract(key(name), list(choices), limit=NEAREST_SHOWN, score_cutoff=60)
    found = _listed([choices[spelling] for spelling, _score, _at in near])
    template = _("“%(found)s” is not known in %(place)s, so the figure is placed there. Is it one of: %(example)s?")
    if not found:
        template = _("“%(found)s” is not known in %(place)s, so the figure is placed there.")
    return make_finding("W10", "place_code", template, found=name, example=found, place=place.name)


def _ambiguous(name: str, found: Sequence[Place]) -> Finding:
    template = _("“%(found)s” can be any of %(example)s. Give %(expected)s.")
    return make_finding(
        "E12", "place_code", template, found=name, expected=_("the code of the place"), example=_listed(found)
    )


def _listed(places: Sequence[Place]) -> str:
    return ", ".join(dict.fromkeys(f"{place.name} ({place.code})" for place in places))
