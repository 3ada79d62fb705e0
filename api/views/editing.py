"""What editors set through the API: crises and events, what leads a crisis, how a series is drawn, permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from rest_framework import status
from rest_framework.request import Request

from api.addresses import ROOT, absolute
from api.bodies import only, raw_body, read_object, text_in
from api.caching import etag
from api.envelope import Links, Meta, answer, dumps
from api.idempotency import once
from api.parameters import Asked
from api.schema import bodies
from api.schema import rows as shapes
from api.schema.operations import CHANGING, Operation
from api.views.reference import CrisisDetail, CrisisList, DocumentDetail, EventList
from api.views.series import SeriesDetail
from api.views.writing import PATCHED, WRITING, owner_of, through_the_key
from api.working import VersionDue, VersionStale
from tracker.ledger import crises, keys, relabel, settings, sources
from tracker.ledger.permissions import require as require_act
from tracker.models import Document, Organisation, Place, Series
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.selectors.crises import crisis_row, crisis_view, find_crisis
from tracker.selectors.events import event_row, event_view
from tracker.selectors.parsing import day as read_day
from tracker.selectors.places import find_place
from tracker.selectors.reading import open_reading
from tracker.selectors.refusals import QueryError
from tracker.selectors.sources import document_row

EDITORS = "For editors, with a key that may write."
UNREADABLE = "“%(found)s” cannot be read. Expected %(expected)s."
UNKNOWN = "“%(found)s” is not known here. Expected %(expected)s."


class Crises(CrisisList):
    """Crises to read, and to make."""

    http_method_names = WRITING
    scopes: ClassVar[Mapping[str, str]] = {"POST": keys.WRITE}
    FIELDS = ("code", "name", "names", "summary", "place_code")
    operations: ClassVar[Mapping[str, Operation]] = {
        **CrisisList.operations,
        "POST": Operation(
            "A new crisis, public from now on", shapes.CRISIS, about=EDITORS, statuses=(201,), body=bodies.CRISIS_SENT
        ),
    }

    def post(self, request: Request) -> HttpResponse:
        """A new crisis, public from now on."""
        raw_body(request)
        return once(request, partial(self._make, request))

    def _make(self, request: Request) -> HttpResponse:
        body = read_object(request)
        only(body, *self.FIELDS)
        details = {"names": _names(body), "summary": text_in(body, "summary")}
        with through_the_key(request), _findings({"slug": "code"}):
            crisis = sources.create_crisis(
                _due(body, "code"), name=_due(body, "name"), place=_place(body), actor=owner_of(request), **details
            )
        return _shown(f"crises/{crisis.slug}/", lambda now: crisis_row(_view(crisis.slug, now), now), made=True)


class OneCrisis(CrisisDetail):
    """One crisis to read, to rename, and to say which series lead it."""

    http_method_names = PATCHED
    scopes: ClassVar[Mapping[str, str]] = {"PATCH": keys.WRITE}
    WORDS = ("name", "names", "summary")
    operations: ClassVar[Mapping[str, Operation]] = {
        **CrisisDetail.operations,
        "PATCH": Operation(
            "Rename a crisis, or say which series lead it",
            shapes.CRISIS,
            about=f"{EDITORS} name, names and summary go together; leads are set alone.",
            body=bodies.CRISIS_CHANGED,
            problems=CHANGING,
            match_due=True,
        ),
    }

    def patch(self, request: Request, slug: str) -> HttpResponse:
        """Set words or the lead series of measures, with a public reason; null leaves a measure to the rule again."""
        body = read_object(request)
        only(body, *self.WORDS, "leads", "reason")
        require_act(owner_of(request), "set_leads" if "leads" in body else "manage_crises")
        crisis = find_crisis(slug)
        if crisis is None:
            raise Http404(f"There is no crisis {slug} here.")
        words, reason = self._words(body), text_in(body, "reason")
        if words and "leads" in body:
            raise _wrong("leads", "leads", UNREADABLE, "words and leads each in a request of its own")
        leads = {} if words else _leads(body)
        meant: dict[str, Any] = {"actor": owner_of(request), "reason": reason, "expected_sequence": _seen(request)}
        with through_the_key(request), _findings({"slug": "code"}):
            if words:
                crises.change_crisis(crisis, words, **meant)
            else:
                settings.set_leads(crisis, leads, **meant)
        return _shown(f"crises/{crisis.slug}/", lambda now: crisis_row(_view(crisis.slug, now), now))

    def _words(self, body: Mapping[str, Any]) -> dict[str, Any]:
        read: dict[str, Callable[[], Any]] = {
            "name": lambda: _due(body, "name"),
            "names": lambda: _names(body),
            "summary": lambda: text_in(body, "summary"),
        }
        return {name: read[name]() for name in self.WORDS if name in body}


def _seen(request: Request, *, shows_age: bool = False) -> int:
    """The entry of the ledger at which the thing was read that If-Match names. Raises VersionDue or VersionStale.

    `shows_age` is that of the answer to GET, whose ETag this is.
    """
    named = request.headers.get("If-Match", "").strip()
    if not named:
        raise VersionDue("Send the ETag of what you changed in If-Match.")
    reading = open_reading()
    if named != etag(request, reading, Asked(reading.moment), shows_age=shows_age):
        raise VersionStale("It is another one by now, or the ETag is of another address; read it again.")
    return reading.head_sequence


class OneDocument(DocumentDetail):
    """One document to read, and to record whether it may be passed on."""

    http_method_names = PATCHED
    scopes: ClassVar[Mapping[str, str]] = {"PATCH": keys.WRITE}
    operations: ClassVar[Mapping[str, Operation]] = {
        **DocumentDetail.operations,
        "PATCH": Operation(
            "Record whether a document may be passed on",
            shapes.DOCUMENT,
            about=f"{EDITORS} If-Match is due where the document is public; one of drafts alone has no ETag to read.",
            body=bodies.PERMISSION_SENT,
            problems=CHANGING,
        ),
    }

    def patch(self, request: Request, document_id: int) -> HttpResponse:
        """Record permission, licence or the address of an archived copy, with a reason; also of drafts' documents."""
        body = read_object(request)
        only(body, "redistributable", "licence", "archived_url", "reason")
        changes: dict[str, Any] = {name: text_in(body, name) for name in ("licence", "archived_url") if name in body}
        if "redistributable" in body:
            changes["redistributable"] = _truth(body, "redistributable")
        if not changes:
            raise _wrong("redistributable", "", UNREADABLE, "redistributable, licence or archived_url")
        require_act(owner_of(request), "permit")
        document = Document.objects.defer("text").filter(pk=document_id).first()
        if document is None:
            raise Http404(f"There is no document {document_id} here.")
        reason = text_in(body, "reason")
        is_public = self.find(open_reading(), document_id=document_id) is not None
        seen = _seen(request) if is_public or "If-Match" in request.headers else None
        with through_the_key(request), _findings({}):
            relabel.record_permission(document, changes, actor=owner_of(request), reason=reason, expected_sequence=seen)
        return _shown(f"documents/{document_id}/", lambda _: document_row(document))


def _truth(body: Mapping[str, Any], name: str) -> bool:
    value = body[name]
    if not isinstance(value, bool):
        raise _wrong(name, value, UNREADABLE, "true or false")
    return value


class Events(EventList):
    """Events to read, and to make."""

    http_method_names = WRITING
    scopes: ClassVar[Mapping[str, str]] = {"POST": keys.WRITE}
    FIELDS = ("crisis", "code", "name", "start", "end", "date_precision", "place_code")
    operations: ClassVar[Mapping[str, Operation]] = {
        **EventList.operations,
        "POST": Operation(
            "A new event of a crisis, public from now on",
            shapes.EVENT,
            about=EDITORS,
            statuses=(201,),
            body=bodies.EVENT_SENT,
        ),
    }

    def post(self, request: Request) -> HttpResponse:
        """A new event of a crisis, public from now on."""
        raw_body(request)
        return once(request, partial(self._make, request))

    def _make(self, request: Request) -> HttpResponse:
        body = read_object(request)
        only(body, *self.FIELDS)
        crisis = find_crisis(_due(body, "crisis"))
        if crisis is None:
            raise _wrong("crisis", body["crisis"], UNKNOWN, "the code of a crisis", code="E12")
        start = _day(body, "start")
        details: dict[str, Any] = {"date_precision": text_in(body, "date_precision") or "day", "place": _place(body)}
        with through_the_key(request), _findings({"place": "place_code"}):
            event = sources.create_event(
                crisis,
                _due(body, "code"),
                name=_due(body, "name"),
                start=start,
                end=_day(body, "end") if body.get("end") is not None else start,
                actor=owner_of(request),
                **details,
            )
        return _shown(f"events/{event.pk}/", lambda now: event_row(_there(event_view(event.pk, now))), made=True)


class OneSeries(SeriesDetail):
    """One trend to read, and to set how it is drawn."""

    http_method_names = PATCHED
    scopes: ClassVar[Mapping[str, str]] = {"PATCH": keys.WRITE}
    operations: ClassVar[Mapping[str, Operation]] = {
        **SeriesDetail.operations,
        "PATCH": Operation(
            "Set how a trend is drawn",
            shapes.SERIES_DETAIL,
            about=EDITORS,
            body=bodies.SETTINGS_SENT,
            problems=CHANGING,
            match_due=True,
        ),
    }

    def patch(self, request: Request, series_id: int) -> HttpResponse:
        """Set `spine` (an organisation, or null for the rule), `max_gap` or `stale_after`, with a public reason."""
        body = read_object(request)
        only(body, "spine", "max_gap", "stale_after", "reason")
        require_act(owner_of(request), "set_series")
        if not Series.objects.filter(pk=series_id).exists():
            raise Http404(f"There is no series {series_id} here.")
        chosen: dict[str, Any] = {name: _days(body, name) for name in ("max_gap", "stale_after") if name in body}
        if "spine" in body:
            chosen["spine"] = _organisation(body["spine"])
        if not chosen:
            raise _wrong("spine", "", UNREADABLE, "spine, max_gap or stale_after")
        reason, seen = text_in(body, "reason"), _seen(request, shows_age=self.shows_age)
        with through_the_key(request):
            settings.set_series(series_id, actor=owner_of(request), reason=reason, expected_sequence=seen, **chosen)
        return _shown(f"series/{series_id}/", lambda now: _there(self.find(now, series_id=series_id)))


# --- reading the members of a body ---


def _wrong(name: str, found: object, template: str, expected: str, *, code: str = "E3") -> InvalidFigure:
    return InvalidFigure(make_finding(code, name, template, found=str(found)[:60], expected=expected))


def _due(body: Mapping[str, Any], name: str) -> str:
    text = text_in(body, name).strip()
    if not text:
        raise _wrong(name, "", "This is due. Expected %(expected)s.", "a text", code="E15")
    return text


def _names(body: Mapping[str, Any]) -> dict[str, str]:
    given = body.get("names")
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(one, str) and "\x00" not in one for one in given.values()):
        raise _wrong("names", given, UNREADABLE, 'names by language, such as {"ar": "…"}')
    return {str(language): str(name) for language, name in given.items()}


def _place(body: Mapping[str, Any]) -> Place | None:
    code = text_in(body, "place_code").strip()
    if not code:
        return None
    place = find_place(code)
    if place is None:
        raise _wrong("place_code", code, UNKNOWN, "the code of a place", code="E12")
    return place


def _day(body: Mapping[str, Any], name: str) -> Any:
    try:
        return read_day(name, _due(body, name))
    except QueryError as refused:
        raise _wrong(name, body[name], UNREADABLE, "a day such as 2020-02-13") from refused


def _days(body: Mapping[str, Any], name: str) -> int | None:
    value = body[name]
    if value is None and name == "max_gap":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 36_500:
        raise _wrong(name, value, UNREADABLE, "a number of days from 1 to 36,500")
    return value


def _organisation(given: Any) -> Organisation | None:
    if given is None:
        return None
    found = None
    if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 10**18:
        found = Organisation.objects.filter(pk=given).first()
    elif isinstance(given, str) and "\x00" not in given:
        found = Organisation.objects.filter(name__iexact=given.strip()).first()
    if found is None:
        raise _wrong("spine", given, UNKNOWN, "the number or the name of an organisation, or null", code="E12")
    return found


def _leads(body: Mapping[str, Any]) -> dict[str, int | None]:
    given = body.get("leads")
    fits = isinstance(given, Mapping) and all(
        one is None or (isinstance(one, int) and not isinstance(one, bool)) for one in given.values()
    )
    if not isinstance(given, Mapping) or not fits:
        raise _wrong("leads", given, UNREADABLE, 'series by measure, such as {"displaced": 4}')
    return {str(measure): series for measure, series in given.items()}


@contextmanager
def _findings(members: Mapping[str, str]) -> Iterator[None]:
    """Turns what the tables refuse into findings at the members they came from."""
    try:
        yield
    except ValidationError as error:
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        places = {name: members.get(name, "" if name == "__all__" else name) for name in named}
        found = (Finding("E16", places[name], " ".join(messages)) for name, messages in named.items())
        raise InvalidFigure(*found) from error


# --- answering ---


def _view(slug: str, reading: Any) -> Any:
    return _there(crisis_view(slug, reading))


def _there(found: Any) -> Any:
    if found is None:
        raise Http404("It is not there any more.")
    return found


def _shown(path: str, row: Callable[[Any], Any], *, made: bool = False) -> HttpResponse:
    """What was made or set, as a GET shows it now."""
    reading = open_reading()
    here = absolute(f"{ROOT}{path}")
    response = answer(dumps(row(reading)), Meta(reading), Links(here=here))
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    if made:
        response.status_code = status.HTTP_201_CREATED
        response["Location"] = here
    return response
