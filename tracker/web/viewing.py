"""What a reader looks at: the moment (known-on day, revision), the language, and the addresses that keep
or change them.

Made from a request by `pages.public_page`; templates know it as `reading`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from tracker.selectors import parsing
from tracker.selectors.reading import Reading

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
MOST_PARAMETERS = 10
MOST_PAGES = 200
"""Lists end there; whoever wants all of it takes the file."""


@dataclass(frozen=True)
class Viewing:
    """The reading parameters of one request, as the templates use them."""

    path: str
    known_on: date | None = None
    revision: int | None = None
    snapshot: str = ""
    """The name that the reader asked for in place of a revision; links keep the name."""
    lang: str = ""
    latest: date | None = None
    """The day of the last statement on the page: where "a week earlier" starts from in the present."""

    def pairs(self, *, leave_out: str = "") -> list[tuple[str, str]]:
        """Parameters to carry along, in a fixed order; without those named in `leave_out`."""
        found = {
            "known_on": self.known_on.isoformat() if self.known_on else "",
            "snapshot": self.snapshot,
            "revision": "" if self.snapshot else str(self.revision or ""),
            "lang": self.lang,
        }
        left_out = leave_out.replace("revision", "revision snapshot").split()
        return [(name, value) for name, value in found.items() if value and name not in left_out]

    def query(self) -> str:
        """The parameters as the end of an address, empty in the plain present."""
        return self._query

    @cached_property
    def _query(self) -> str:
        """Kept: every number of a page is a link that carries them."""
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
    def changed_since(self) -> date:
        """The day from which "what changed since" counts: the day looked at, else a month ago."""
        return self.known_on or timezone.now().date() - MONTH

    @property
    def now(self) -> str:
        """This page in the present."""
        return self.path + _ending(self.pairs(leave_out="known_on revision"))

    def _at(self, day: date) -> str:
        return self.path + _ending([("known_on", day.isoformat()), *self.pairs(leave_out="known_on")])


def days_before(day: date, span: timedelta) -> date:
    """The day that much earlier, or the first of the calendar."""
    return day - span if day - date.min >= span else date.min


def viewing_of(request: HttpRequest, reading: Reading | None, *, latest: date | None = None) -> Viewing:
    """The viewing of a request; without a reading (a refused one) only the language is kept."""
    lang = request.GET.get("lang", "")
    return Viewing(
        path=request.path,
        known_on=reading.known_on if reading else None,
        revision=reading.revision if reading else None,
        snapshot=request.GET.get("snapshot", "") if reading and reading.is_pinned else "",
        lang=lang if lang in dict(settings.LANGUAGES) else "",
        latest=latest,
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its parameter and what it says; `without` is the page without it."""

    parameter: str
    words: str
    without: str = ""


def chips(request: HttpRequest, found: Iterable[Chip]) -> list[Chip]:
    """The filters of a page with the address that takes each away and keeps all others; pages start again at one."""
    given = [(name, str(value)) for name, value in request.GET.items() if name != "page"][:MOST_PARAMETERS]
    return [
        replace(one, without=request.path + _ending([pair for pair in given if pair[0] != one.parameter]))
        for one in found
    ]


def with_parameter(request: HttpRequest, name: str, value: str) -> str:
    """This page with one parameter changed, or without it; the others are kept, but a list starts again at page one."""
    given = [(key, str(one)) for key, one in request.GET.items() if key not in (name, "page")][:MOST_PARAMETERS]
    return request.path + _ending([*given, *([(name, value)] if value else [])])


def without(request: HttpRequest, names: Collection[str]) -> str:
    """This page without some of its parameters; empty where it has none of them."""
    given = [(key, str(one)) for key, one in request.GET.items()]
    kept = [pair for pair in given if pair[0] not in names][:MOST_PARAMETERS]
    return request.path + _ending(kept) if len(kept) < len(given) else ""


def asked_page(request: HttpRequest) -> int:
    """The number of the page of a list. Raises QueryError for what is no number, or beyond what lists go to."""
    return parsing.whole("page", request.GET.get("page") or "1", least=1, most=MOST_PAGES)


def permanent_query(reading: Reading) -> str:
    """The parameters that pin a page to the reading: what this site held then, of what had been said by then."""
    known = [("known_on", reading.known_on.isoformat())] if reading.known_on else []
    return _ending([*known, ("revision", str(reading.at))])


def permanent_address(request: HttpRequest, path: str, reading: Reading) -> str:
    """The whole address of a page pinned to the reading's entry of the ledger, and to its day where it has one."""
    base = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    path, _mark, asked = path.partition("?")
    pinned = permanent_query(reading)
    return f"{base}{path}{pinned}{f'&{asked}' if asked else ''}"


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in every language, its other parameters kept."""
    kept = [(name, str(value)) for name, value in request.GET.items() if name != "lang"][:MOST_PARAMETERS]
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
