"""Names of places below a country in the reader's language; rows of figures carry the name they were published with.

A public page is made between `at(reading)` and its end. The first row of a country asks for the names of all its
places, so that a page costs a question for each country it speaks of, and none in English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from tracker.models import Place
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading
from tracker.vocabulary import PlaceLevel
from tracker.web import words


class Names:
    """Names by code in one language, at a reading, as far as they were asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.asked: set[tuple[str, str]] = set()
        self.known: dict[str, str] = {}

    def of(self, code: str, country: str) -> str:
        """The name of a place in the reader's language; empty where it has none."""
        spoken = words.language()
        key = (spoken, country or code)
        if key not in self.asked:
            self.asked.add(key)
            self.known |= self._read(Q(iso3=country) if country else Q(code=code), spoken)
        return self.known.get(f"{spoken} {code}", "")

    def _read(self, about: Q, spoken: str) -> dict[str, str]:
        places = Place.objects.filter(about).exclude(level=PlaceLevel.COUNTRY).order_by()
        if self.reading.is_pinned:
            found = list(places.only("code", "name", "names"))
            as_they_were("place", found, self.reading)
            rows = [(place.code, (place.names or {}).get(spoken)) for place in found]
        else:
            named = places.annotate(local=KeyTextTransform(spoken, "names")).filter(local__isnull=False)
            rows = list(named.values_list("code", "local"))
        return {f"{spoken} {code}": name for code, name in rows if name}


_names: ContextVar[Names | None] = ContextVar("names of places", default=None)


@contextmanager
def at(reading: Reading) -> Iterator[None]:
    """Make a page, or a part of one, that names places as they were called at the reading."""
    before = _names.set(Names(reading))
    try:
        yield
    finally:
        _names.reset(before)


def local_place_name(code: str, country: str) -> str:
    """What a place of a country is called in the reader's language; empty in English and where it has no such name."""
    names = _names.get()
    return names.of(code, country) if names is not None and code and words.language() != "en" else ""
