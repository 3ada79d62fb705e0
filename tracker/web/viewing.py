"""What a reader looks at: the moment (known-on day, revision), the language, and the addresses that keep
or change them.

Made from a request by `pages.public_page`; templates know it as `reading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from tracker.selectors.reading import Reading

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Viewing:
    """The reading parameters of one request, as the templates use them."""

    path: str
    known_on: date | None = None
    revision: int | None = None
    lang: str = ""
    latest: date | None = None
    """The day of the last statement on the page: where "a week earlier" starts from in the present."""

    def pairs(self, *, leave_out: str = "") -> list[tuple[str, str]]:
        """Parameters to carry along, in a fixed order; without those named in `leave_out`."""
        found = {
            "known_on": self.known_on.isoformat() if self.known_on else "",
            "revision": str(self.revision or ""),
            "lang": self.lang,
        }
        return [(name, value) for name, value in found.items() if value and name not in leave_out.split()]

    def query(self) -> str:
        """The parameters as the end of an address, empty in the plain present."""
        return _ending(self.pairs())

    @property
    def day(self) -> date:
        """The day in the known-on field."""
        return self.known_on or self.latest or timezone.now().date()

    @property
    def earlier(self) -> str:
        """This page, seven days earlier; empty where the calendar begins."""
        return self._at(self.day - WEEK) if self.day - date.min >= WEEK else ""

    @property
    def later(self) -> str:
        """This page, seven days later; empty where that is the present."""
        if self.known_on is None or self.known_on + WEEK > timezone.now().date():
            return ""
        return self._at(self.known_on + WEEK)

    @property
    def now(self) -> str:
        """This page in the present."""
        return self.path + _ending(self.pairs(leave_out="known_on revision"))

    def _at(self, day: date) -> str:
        return self.path + _ending([("known_on", day.isoformat()), *self.pairs(leave_out="known_on")])


def viewing_of(request: HttpRequest, reading: Reading | None, *, latest: date | None = None) -> Viewing:
    """The viewing of a request; without a reading (a refused one) only the language is kept."""
    lang = request.GET.get("lang", "")
    return Viewing(
        path=request.path,
        known_on=reading.known_on if reading else None,
        revision=reading.revision if reading else None,
        lang=lang if lang in dict(settings.LANGUAGES) else "",
        latest=latest,
    )


def permanent_query(reading: Reading) -> str:
    """The parameters that pin a page to the reading: what this site held then, of what had been said by then."""
    known = [("known_on", reading.known_on.isoformat())] if reading.known_on else []
    return _ending([*known, ("revision", str(reading.at))])


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in every language, its other parameters kept."""
    kept = [(name, str(value)) for name, value in request.GET.items() if name != "lang"][:10]
    current = (translation.get_language() or "en").split("-")[0]
    return [
        {
            "code": code,
            "name": name,
            "current": code == current,
            "address": request.path + _ending([*kept, ("lang", code)]),
        }
        for code, name in settings.LANGUAGES
    ]


def _ending(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""
