"""Reference data: crises, events, places, measures, organisations, speakers, documents, code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from rest_framework.request import Request

from api import codes
from api.declared import Parameter, by_name, code, words
from api.parameters import FILE, FORMAT, MOMENT, PAGING
from api.schema import rows as shapes
from api.schema.operations import Operation
from api.tables import FILES, PLACES, flat_place
from api.views.reading import DetailView, ListView, ReadView
from tracker.models import Document, Event, Organisation, Place, Speaker
from tracker.selectors import crises, events, places, sources
from tracker.selectors.crises import CrisisView
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading
from tracker.vocabulary import OrganisationKind, PlaceLevel

Operations = Mapping[str, Operation]


class CrisisList(ListView):
    """Crises, the one published about last first."""

    operations: ClassVar[Operations] = {
        "GET": Operation("Crises, the one published about last first", shapes.CRISIS, many=True)
    }

    def queryset(self, _request: Request, reading: Reading, /, **_path: Any) -> list[CrisisView]:
        """Every crisis the ledger had by then."""
        return crises.crises(reading)

    def rows(self, page: list[CrisisView], reading: Reading) -> list[dict[str, Any]]:
        """Crises with how much is known of each."""
        return [crises.crisis_row(view, reading) for view in page]


class CrisisDetail(DetailView):
    """One crisis."""

    operations: ClassVar[Operations] = {"GET": Operation("One crisis", shapes.CRISIS)}

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The crisis of a code, in any case."""
        view = crises.crisis_view(path["slug"], reading)
        return None if view is None else crises.crisis_row(view, reading)


class EventList(ListView):
    """Events in the order they happened, with what is known of each."""

    filters: ClassVar[Mapping[str, Parameter]] = by_name(
        words("crisis", "code of the crisis", crises.crisis_named, example="nw-syria")
    )
    operations: ClassVar[Operations] = {
        "GET": Operation("Events in the order they happened, with what is known of each", shapes.EVENT, many=True)
    }

    def queryset(self, request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Event]:
        """Events, of one crisis where asked for."""
        crisis = self.filter(request, "crisis")
        return events.events(reading, crisis=crisis.slug if crisis else None)

    def rows(self, page: list[Event], reading: Reading) -> list[dict[str, Any]]:
        """Events with their totals."""
        return [events.event_row(view) for view in events.with_totals(page, reading)]


class EventDetail(DetailView):
    """One event with its totals."""

    kind = "event"
    operations: ClassVar[Operations] = {"GET": Operation("One event with its totals", shapes.EVENT)}

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The event of this number."""
        view = events.event_view(path["event_id"], reading)
        return None if view is None else events.event_row(view)


class _Places(ListView):
    controls: ClassVar[frozenset[str]] = ListView.controls | FILE
    formats: ClassVar[tuple[str, ...]] = FILES
    table = PLACES
    filters: ClassVar[Mapping[str, Parameter]] = by_name(
        code("level", "what kind of place", PlaceLevel),
        words("location_code", "country, ISO 3166-1 alpha-3", lambda _, text: text.upper(), example="SYR"),
    )

    def narrowed(self, request: Request, found: QuerySet[Place]) -> QuerySet[Place]:
        """Places of a level or a country, where asked for."""
        level = self.filter(request, "level")
        country = self.filter(request, "location_code")
        found = found if level is None else found.filter(level=level)
        return found if country is None else found.filter(iso3=country)

    def rows(self, page: list[Place], reading: Reading) -> list[dict[str, Any]]:
        """Places without their outlines."""
        as_they_were("place", page, reading)
        return [places.place_row(place) for place in page]

    def cells(self, _page: list[Place], rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        """Places with a column for each language."""
        return map(flat_place, rows)


class PlaceList(_Places):
    """Places by code."""

    operations: ClassVar[Operations] = {"GET": Operation("Places by code", shapes.PLACE, many=True)}

    def queryset(self, request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Place]:
        """Every place there was, narrowed by the filters."""
        return self.narrowed(request, places.places(reading))


class PlaceChildren(_Places):
    """The places directly inside one."""

    operations: ClassVar[Operations] = {"GET": Operation("The places directly inside one", shapes.PLACE, many=True)}

    def queryset(self, request: Request, reading: Reading, /, **path: Any) -> QuerySet[Place]:
        """The children of the place, by code."""
        found = places.children_of(path["code"], reading)
        if found is None:
            raise Http404(f"There is no place {path['code']} here.")
        return self.narrowed(request, found)


class PlaceDetail(DetailView):
    """One place: where it lies, what it is made of, and how many figures are about it."""

    operations: ClassVar[Operations] = {
        "GET": Operation("One place: where it lies, and how many figures are about it", shapes.PLACE_DETAIL)
    }

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The place of a code, in any case."""
        view = places.place_view(path["code"], reading)
        if view is None:
            return None
        own, within = places.figure_counts(view.place, reading)
        return places.place_row(view.place) | {
            "ancestors": [place.code for place in view.ancestors],
            "children": [place.code for place in view.children],
            "members": [place.code for place in view.members],
            "figure_count": own,
            "figure_count_within": within,
        }


class OrganisationList(ListView):
    """Organisations that something published names."""

    filters: ClassVar[Mapping[str, Parameter]] = by_name(code("kind", "what sort of body", OrganisationKind))
    operations: ClassVar[Operations] = {
        "GET": Operation("Organisations that something published names", shapes.ORGANISATION, many=True)
    }

    def queryset(self, request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Organisation]:
        """Organisations by number, of one kind where asked for."""
        kind = self.filter(request, "kind")
        found = sources.organisations(reading)
        return found if kind is None else found.filter(kind=kind)

    def rows(self, page: list[Organisation], reading: Reading) -> list[dict[str, Any]]:
        """Organisations as rows."""
        sources.named_then(reading, organisations=page)
        return [sources.organisation_row(one) for one in page]


class OrganisationDetail(DetailView):
    """One organisation and how much it said."""

    kind = "organisation"
    operations: ClassVar[Operations] = {
        "GET": Operation("One organisation and how much it said", shapes.ORGANISATION_DETAIL)
    }

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The organisation of this number, if something public names it."""
        view = sources.organisation_view(path["organisation_id"], reading)
        if view is None or not isinstance(view.source, Organisation):
            return None
        return sources.organisation_row(view.source) | _counts(view)


class SpeakerList(ListView):
    """People and offices that something published quotes."""

    operations: ClassVar[Operations] = {
        "GET": Operation("People and offices that something published quotes", shapes.SPEAKER, many=True)
    }

    def queryset(self, _request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Speaker]:
        """Speakers by name."""
        return sources.speakers(reading)

    def rows(self, page: list[Speaker], reading: Reading) -> list[dict[str, Any]]:
        """Speakers as rows."""
        sources.named_then(reading, speakers=page)
        return [sources.speaker_row(one) for one in page]


class SpeakerDetail(DetailView):
    """One speaker."""

    kind = "speaker"
    operations: ClassVar[Operations] = {"GET": Operation("One speaker", shapes.SPEAKER)}

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The speaker of this number, if something public quotes them."""
        speaker = sources.speakers(reading).filter(pk=path["speaker_id"]).first()
        if speaker is None:
            return None
        sources.named_then(reading, speakers=[speaker])
        return sources.speaker_row(speaker)


class DocumentList(ListView):
    """Documents that carry something published, the newest first."""

    operations: ClassVar[Operations] = {
        "GET": Operation("Documents that carry something published, the newest first", shapes.DOCUMENT, many=True)
    }

    def queryset(self, _request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Document]:
        """Documents by date."""
        return sources.documents(reading)

    def rows(self, page: list[Document], reading: Reading) -> list[dict[str, Any]]:
        """Documents without their text."""
        sources.named_then(reading, documents=page)
        return [sources.document_row(one) for one in page]


class DocumentDetail(DetailView):
    """One document and how many figures it carries."""

    kind = "document"
    operations: ClassVar[Operations] = {
        "GET": Operation("One document and how many figures it carries", shapes.DOCUMENT_DETAIL)
    }

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The document of this number, if it carries something public."""
        view = sources.document_view(path["document_id"], reading)
        if view is None or not isinstance(view.source, Document):
            return None
        return sources.document_row(view.source) | _counts(view)


def _counts(view: sources.SourceView) -> dict[str, Any]:
    return {"figure_count": view.figure_count, "first_said": view.first_said, "last_said": view.last_said}


class _InLanguage(ReadView):
    """Words in the language of `lang`, English without it; what the browser prefers does not decide."""

    def get(self, request: Request, suffix: str = "", **path: Any) -> HttpResponseBase:
        """The answer, marked with its language."""
        response = super().get(request, suffix, **path)
        response["Content-Language"] = language_of(request)
        return response


def language_of(request: Request) -> str:
    """The code of the language asked for; it has been checked when the answer is made."""
    return request.GET.get("lang", "en").split("-")[0].lower()


class MeasureList(_InLanguage, ListView):
    """What is counted, with definitions."""

    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT | PAGING
    operations: ClassVar[Operations] = {
        "GET": Operation("What is counted, with definitions", shapes.MEASURE, many=True)
    }

    def queryset(self, request: Request, _reading: Reading, /, **_path: Any) -> list[dict[str, Any]]:
        """Every measure, in the order of the vocabulary; words in the language asked for."""
        return codes.measures(language_of(request))

    def rows(self, page: list[dict[str, Any]], _reading: Reading) -> list[dict[str, Any]]:
        """They are rows already."""
        return page


class MeasureDetail(_InLanguage, DetailView):
    """One measure."""

    operations: ClassVar[Operations] = {"GET": Operation("One measure", shapes.MEASURE)}

    def find(self, _reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The measure of a code, in any case."""
        found = {row["code"]: row for row in codes.measures(language_of(self.request))}
        return found.get(path["code"].lower())


class CodeListNames(ListView):
    """The names of the code lists."""

    operations: ClassVar[Operations] = {"GET": Operation("The names of the code lists", shapes.CODE_LIST, many=True)}

    def queryset(self, _request: Request, _reading: Reading, /, **_path: Any) -> list[dict[str, Any]]:
        """Every code list and how many codes it has."""
        return [{"name": name, "codes": len(codes.codelist(name) or ())} for name in codes.CODELISTS]

    def rows(self, page: list[dict[str, Any]], _reading: Reading) -> list[dict[str, Any]]:
        """They are rows already."""
        return page


class CodeList(ListView):
    """The codes of one field."""

    operations: ClassVar[Operations] = {"GET": Operation("The codes of one field", shapes.CODE, many=True)}

    def queryset(self, _request: Request, _reading: Reading, /, **path: Any) -> list[dict[str, Any]]:
        """Codes in the order of the vocabulary."""
        found = codes.codelist(path["name"])
        if found is None:
            raise Http404(f"There is no code list {path['name']}; the lists are {', '.join(codes.CODELISTS)}.")
        return found

    def rows(self, page: list[dict[str, Any]], _reading: Reading) -> list[dict[str, Any]]:
        """They are rows already."""
        return page
