"""What rows refer to: found among what is known, or described so that it can be made together with the figure.

`Known.around` fetches everything a set of rows may name in a fixed number of queries. A lookup answers with a row of
the database, with a description of what is missing (`NewOrganisation`, ...), or with findings; nothing is made here
until `Makings.make` is called, inside the transaction that records the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar, get_args

from django.core.exceptions import ValidationError
from django.db.models import Model

from tracker.intake.naming import (
    askable,
    check_columns,
    check_kept,
    check_parts,
    figure_id,
    folded,
    identifier,
    named,
    no_such_id,
    read_as,
    unkeepable,
    unknown,
    word_of,
)
from tracker.intake.reading import Reading
from tracker.ledger import bulk, sources
from tracker.ledger.merged import present
from tracker.models import Crisis, Document, Event, Figure, Organisation, Place, Speaker
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.vocabulary import DocumentKind, OrganisationKind
from tracker.vocabulary import gettext_noop as _

Row = Mapping[str, Any]
FIGURE_FIELDS = ("share_of", "supersedes", "contests", "part_of")
"""Fields of a row that name another figure."""
NAMES_COMPARED = 5_000
"""Names that a wrong one is compared with, to offer the nearest."""

ORGANISATION_FIELDS = ("id", "name", "code", "kind", "url")
SPEAKER_FIELDS = ("id", "name", "title", "organisation")
DOCUMENT_FIELDS = (
    "id", "title", "url", "publisher", "published_date", "accessed_date", "kind", "language", "licence", "archived_url",
    "redistributable", "sha256",
)  # fmt: skip
"""What the objects of a row may say of themselves."""


class NewOrganisation(NamedTuple):
    """An organisation that nobody entered yet."""

    name: str
    code: str = ""
    kind: str = OrganisationKind.OTHER.value
    url: str = ""


class NewSpeaker(NamedTuple):
    """A person, or the office alone, who speaks for an organisation."""

    name: str
    title: str
    organisation: Organisation | NewOrganisation


class NewDocument(NamedTuple):
    """A document that nobody entered yet."""

    title: str
    url: str = ""
    publisher: Organisation | NewOrganisation | None = None
    published_date: date | None = None
    accessed_date: date | None = None
    kind: str = DocumentKind.OTHER.value
    language: str = ""
    licence: str = ""
    archived_url: str = ""
    redistributable: bool = True
    sha256: str = ""


class NewEvent(NamedTuple):
    """An event that a file is about, and that nobody entered yet."""

    crisis: Crisis
    code: str
    name: str
    start: date
    end: date
    date_precision: str = "day"
    place: Place | None = None

    def row(self) -> Event:
        """The row to store."""
        row = bulk.new_row(Event, {name: getattr(self, name) for name in _OF_EVENTS})
        bulk.relate(row, "crisis", self.crisis)
        bulk.relate(row, "place", self.place)
        return row


_OF_EVENTS = ("code", "name", "start", "end", "date_precision")

Described = TypeVar("Described", NewEvent, NewDocument)
New = NewOrganisation | NewSpeaker | NewDocument | NewEvent
DESCRIPTIONS = frozenset(get_args(New))
"""The types of what has to be made; asked of every value of every row."""
OrganisationRef = Organisation | NewOrganisation | None
SpeakerRef = Speaker | NewSpeaker | None
DocumentRef = Document | NewDocument | None
Untraced = tuple[str, int | None, date | None, str]
"""What tells documents without an address apart: title, publisher, day of publication, hash of the file."""


class Makings:
    """Makes what rows describe, each thing once. Lives as long as one transaction; used inside it only."""

    def __init__(self) -> None:
        self._made: dict[New, Model] = {}
        self._by_object: dict[int, tuple[New, Model]] = {}
        """The same by the description itself, which the claims of a row share: comparing its parts takes longer."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was made."""
        return not self._made

    def prepare(self, wanted: Iterable[Any]) -> None:
        """Make the events and documents among these descriptions, all at once."""
        once = list({id(one): one for one in wanted}.values())
        self._make_at_once([one for one in once if isinstance(one, NewEvent)], self._events)
        documents = [one for one in once if isinstance(one, NewDocument)]
        if len(documents) > 1:  # one alone may be somebody else's by now: it is looked for once more
            self._make_at_once(documents, self._documents)

    def _make_at_once(self, wanted: Sequence[Described], make: Callable[[list[Described]], Sequence[Model]]) -> None:
        """Make these, each thing once; they are remembered as themselves too."""
        alike: dict[Described, int] = {}
        places = [alike.setdefault(one, len(alike)) for one in wanted]
        new = list(alike)
        made = make(new)
        self._made.update(zip(new, made, strict=True))
        self._by_object.update((id(one), (one, made[at])) for one, at in zip(wanted, places, strict=True))

    def _events(self, wanted: list[NewEvent]) -> list[Event]:
        rows = [one.row() for one in wanted]
        sources.make_events(rows)
        return rows

    def _documents(self, wanted: list[NewDocument]) -> list[Document]:
        publishers = {id(one.publisher): self.make(one.publisher) for one in wanted}
        return sources.make_documents([self._columns(one, publishers[id(one.publisher)]) for one in wanted])

    def _columns(self, wanted: NewDocument, publisher: Organisation | None) -> dict[str, Any]:
        return {name: getattr(wanted, name) for name in DOCUMENT_FIELDS if name != "id"} | {"publisher": publisher}

    def make(self, wanted: Any) -> Any:
        """The row for a description, made now; anything else comes back as it is."""
        if type(wanted) not in DESCRIPTIONS:
            return wanted
        known = self._by_object.get(id(wanted))
        if known is None:
            known = self._by_object[id(wanted)] = wanted, self._made.get(wanted) or self._make(wanted)
        return known[1]

    def _make(self, wanted: New) -> Model:
        try:
            made = self._made[wanted] = self._new(wanted)
        except ValidationError as refused:
            raise InvalidFigure(unkeepable(_field_of(wanted), "", " ".join(refused.messages))) from refused
        return made

    def _new(self, wanted: New) -> Model:
        if isinstance(wanted, NewOrganisation):
            return sources.get_organisation(wanted.name, code=wanted.code, kind=wanted.kind, url=wanted.url)
        if isinstance(wanted, NewEvent):
            event = wanted.row()
            sources.make_events([event])
            return event
        if isinstance(wanted, NewSpeaker):
            return sources.get_speaker(wanted.name, wanted.title, self.make(wanted.organisation))
        return sources.get_document(**self._columns(wanted, self.make(wanted.publisher)))


@dataclass(slots=True)
class Known:
    """The rows that a set of raw rows may name, by every name they go by."""

    crises: dict[str, Crisis] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    speakers: dict[tuple[str, int], Speaker] = field(default_factory=dict)
    speaker_ids: dict[int, Speaker] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    """By normalised address, and by "#" and number."""
    untraced: dict[Untraced, Document] = field(default_factory=dict)
    """Those without an address."""
    events: dict[tuple[int, str], Event | NewEvent] = field(default_factory=dict)
    figures: dict[int, Figure] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    _found: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What was looked up before: the rows of a dataset name the same document and the same organisations."""
    _last: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
    """What a claim named, and what it meant."""

    @classmethod
    def around(cls, rows: Iterable[Row]) -> Known:
        """What is known of everything these rows name; one query for each kind of thing, however many rows."""
        held = list(rows)
        stated = _stated_documents(held)
        known = cls(
            crises={crisis.slug.casefold(): crisis for crisis in Crisis.objects.select_related("place")},
            places={place.code.casefold(): place for place in _places(held)},
            organisations=_organisations(),
            documents=dict(_documents(stated)),
            untraced=_untraced(stated),
            figures=_figures(held),
        )
        known._add_speakers(held)
        known._add_events(held)
        return known

    def _add_speakers(self, rows: list[Row]) -> None:
        if not any(row.get("speaker") for row in rows):
            return
        for speaker in Speaker.objects.select_related("organisation").order_by("-pk"):
            self.speaker_ids[speaker.pk] = speaker
            self.speakers[(folded(speaker.name or speaker.title), speaker.organisation_id)] = speaker

    def _add_events(self, rows: list[Row]) -> None:
        words = askable(_asked(given, "code") for row in rows if (given := row.get("event")))
        if words:
            ids = {pk for word in words if (pk := identifier(word)) is not None}
            spelt = {spelling for word in words for spelling in (word, word.upper(), word.lower())}
            coded = [(crisis, spelling) for crisis in self._crises_of_events(rows) for spelling in spelt]
            for is_merged in ("merged_into_id IS NULL", "merged_into_id IS NOT NULL"):  # each has an index of codes
                ids.update(bulk.keys_of_pairs(Event, ("crisis", "code"), coded, only=is_merged))
            found = Event.objects.filter(pk__among=ids).order_by("pk")
            self.events = {(one.crisis_id, one.code.casefold()): one for one in found}

    def _crises_of_events(self, rows: list[Row]) -> set[int]:
        """The crises in which these rows name an event; all, where one names none, for it may revise a figure."""
        named = [self.crises.get(folded(_asked(row.get("crisis"), "slug"))) for row in rows if row.get("event")]
        return {one.pk for one in (named if all(named) else self.crises.values()) if one}

    def found_before(self, named: Mapping[str, Any]) -> dict[str, Any] | None:
        """What the last claim's names meant, where this one gives the same: the claims of a row mostly do."""
        return dict(self._last[1]) if self._last is not None and self._last[0] == named else None

    def remember(self, named: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        """Keep what a claim's names meant, for the next claim."""
        self._last = named, found

    # --- lookups: the thing, its description, or None with findings raised as InvalidFigure ---

    def crisis(self, given: Any) -> Crisis | None:
        """The crisis of this code."""
        if type(given) is str and given in self.crises:  # as the rows of a file name theirs
            return self.crises[given]
        slug = named(given, ("slug",), at="crisis")
        if not slug:
            return None
        if folded(slug) not in self.crises:
            raise InvalidFigure(unknown("crisis", slug, self.crises, _("the code of a crisis")))
        return self.crises[folded(slug)]

    def place(self, given: Any, *, at: str) -> Place | None:
        """The place of this code; an unknown one names the place of that name, or the nearest code."""
        code = named(given, ("code",), at=at)
        if not code:
            return None
        if folded(code) not in self.places:
            raise InvalidFigure(_unknown_place(at, code))
        return self.places[folded(code)]

    def organisation(self, given: Any, *, at: str) -> OrganisationRef:
        """The organisation of this id, name, short name or alias; described when nobody knows it."""
        key = (at, repr(given))
        if key not in self._found:
            self._found[key] = self._organisation(given, at=at)
        found: OrganisationRef = self._found[key]
        return found

    def _organisation(self, given: Any, *, at: str) -> OrganisationRef:
        stated = given if isinstance(given, Mapping) else {}
        check_parts(stated, ORGANISATION_FIELDS, at=at)
        pk = identifier(stated.get("id") if stated else given)
        name = word_of(stated.get("name")) if stated else named(given, (), at=at)
        if pk is not None:
            found = next((one for one in self.organisations.values() if one.pk == pk), None)
            if found is None:
                raise InvalidFigure(no_such_id(at, pk, _("the number of an organisation, or its name")))
            return present(found)
        if not name:
            return None
        return present(self.organisations.get(folded(name))) or _new_organisation(name, stated, at=at)

    def speaker(self, given: Any, organisation: OrganisationRef) -> SpeakerRef:
        """The person of this id or name who speaks for the organisation; described when nobody knows them."""
        stated = given if isinstance(given, Mapping) else {"name": named(given, (), at="speaker")}
        check_parts(stated, SPEAKER_FIELDS, at="speaker")
        pk = identifier(stated.get("id")) or (None if isinstance(given, Mapping) else identifier(given))
        if pk is not None:
            if pk not in self.speaker_ids:
                raise InvalidFigure(no_such_id("speaker", pk, _("the number of a speaker, or a name")))
            return present(self.speaker_ids[pk])
        name, title = word_of(stated.get("name")), word_of(stated.get("title"))
        if not (name or title):
            return None
        speaks_for = self.organisation(stated.get("organisation"), at="organisation") or organisation
        return self._named_speaker(name, title, speaks_for)

    def _named_speaker(self, name: str, title: str, speaks_for: OrganisationRef) -> SpeakerRef:
        if speaks_for is None:
            template = _("%(found)s speaks for nobody. Name the organisation.")
            raise InvalidFigure(make_finding("E15", "organisation", template, found=name or title))
        if isinstance(speaks_for, Organisation):
            found = self.speakers.get((folded(name or title), speaks_for.pk))
            if found is not None:
                return present(found)
        check_columns(Speaker, {"name": name, "title": title}, {"name": "speaker", "title": "speaker_title"})
        return NewSpeaker(name, title, speaks_for)

    def document(self, given: Any) -> DocumentRef:
        """The document of this id or address; described when nobody knows it."""
        key = ("document", repr(given))
        if key not in self._found:
            self._found[key] = self._document(given)
        found: DocumentRef = self._found[key]
        return found

    def _document(self, given: Any) -> DocumentRef:
        stated = given if isinstance(given, Mapping) else _short_document(given)
        check_parts(stated, DOCUMENT_FIELDS, at="document")
        pk = identifier(stated.get("id"))
        if pk is not None:
            if f"#{pk}" not in self.documents:
                raise InvalidFigure(no_such_id("document", pk, _("the number of a document")))
            return present(self.documents[f"#{pk}"])
        if not any(word_of(value) for value in stated.values()):
            return None
        address = _address(stated.get("url"))
        if address and address in self.documents:
            return present(self.documents[address])
        described = self._new_document(stated)
        publisher = described.publisher
        if address or isinstance(publisher, NewOrganisation):
            return described
        known_as = (described.title, publisher.pk if publisher else None, described.published_date, described.sha256)
        return present(self.untraced.get(known_as, described))

    def _new_document(self, stated: Mapping[str, Any]) -> NewDocument:
        findings: list[Finding] = []
        details: dict[str, Any] = {}
        for name, reading in _DOCUMENT_READINGS.items():
            if name in stated and word_of(stated[name]):
                details[name], problems = read_as(reading, stated[name], at=f"document_{name}")
                findings += problems
        columns = dict(details)
        try:
            details["publisher"] = self.organisation(stated.get("publisher"), at="document_publisher")
        except InvalidFigure as refused:
            findings += refused.findings
        if not details.get("title") and not findings:
            template = _("A document that is not known here needs its title.")
            findings.append(make_finding("E15", "document_title", template, expected=_("a title")))
        if findings:
            raise InvalidFigure(*findings)
        check_kept(Document, columns, {name: f"document_{name}" for name in columns})
        return NewDocument(**details)

    def event(self, given: Any, crisis: Crisis | None) -> Event | NewEvent | None:
        """The event of this code or id within the crisis."""
        word = named(given, ("code", "id"), at="event")
        if not word or crisis is None:
            return None
        if (crisis.pk, folded(word)) in self.events:
            return self.events[crisis.pk, folded(word)]
        inside = {code: event for (crisis_id, code), event in self.events.items() if crisis_id == crisis.pk}
        by_id = {str(event.pk): event for event in inside.values() if isinstance(event, Event)}
        found = by_id.get(word)
        if found is None:
            codes = Event.objects.filter(crisis=crisis).values_list("code", flat=True)[:NAMES_COMPARED]
            raise InvalidFigure(unknown("event", word, codes, _("the code of an event of this crisis")))
        return present(found)

    def figure(self, given: Any, *, at: str) -> Figure | None:
        """The figure of this number, written "12" or "F-12"."""
        word = named(given, ("id",), at=at)
        if not word:
            return None
        pk = figure_id(word)
        if pk is None or pk not in self.figures:
            raise InvalidFigure(no_such_id(at, word, _("the number of a figure that is recorded here")))
        return self.figures[pk]


# --- fetching ---


def _places(rows: list[Row]) -> Iterable[Place]:
    named_in = ("place_code", "origin_location_code")
    codes = {_asked(given, "code") for row in rows for name in named_in if (given := row.get(name))}
    spelt = askable(spelling for code in codes for spelling in (code, code.upper(), code.lower()))
    return Place.objects.filter(code__in=spelt).select_related("parent__parent__parent")


def _organisations() -> dict[str, Organisation]:
    """Every organisation by name, short name and alias; where two share one, a name wins, then the older."""
    named: dict[str, Organisation] = {}
    everyone = list(Organisation.objects.order_by("pk"))
    for known_as in (lambda one: [one.name], lambda one: [one.code], lambda one: one.aliases):
        for organisation in everyone:
            for name in known_as(organisation):
                if name:
                    named.setdefault(folded(name), organisation)
    return named


def _stated_documents(rows: list[Row]) -> list[Mapping[str, Any]]:
    """What these rows say of documents; what one says like the one before comes once."""
    stated: list[Mapping[str, Any]] = []
    before: Any = None
    for row in rows:
        one = row.get("document")
        if one and one != before:  # the claims of a row name the same
            stated.append(_stated_document(one))
            before = one
    return stated


def _documents(stated: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Document]]:
    addresses = askable(_address(one.get("url")) for one in stated)
    ids = {pk for one in stated if (pk := identifier(one.get("id"))) is not None}
    for document in Document.objects.filter(normalised_url__in=addresses).select_related("publisher"):
        yield document.normalised_url, document
    for document in Document.objects.filter(pk__in=ids).select_related("publisher"):
        yield f"#{document.pk}", document


def _untraced(stated: Iterable[Mapping[str, Any]]) -> dict[Untraced, Document]:
    titled = {(word_of(one.get("title")), _day_of(one)) for one in stated if not _address(one.get("url"))}
    askable_titles = askable(title for title, _ in titled)
    found = sources.untraced_documents((title, day) for title, day in titled if title in askable_titles)
    held = list(found.select_related("publisher").order_by("-pk"))
    # Whoever gives no hash means the document of that title, whatever is kept of it.
    without = {(one.title, one.publisher_id, one.published_date, ""): one for one in held}
    return without | {(one.title, one.publisher_id, one.published_date, one.sha256): one for one in held}


def _day_of(stated: Mapping[str, Any]) -> date | None:
    """The day of publication that is stated, as `_new_document` reads it."""
    given = stated.get("published_date")
    return read_as("statement_date", given, at="document_published_date")[0] if word_of(given) else None


def _asked(given: Any, key: str) -> str:
    """The word to ask the database for; whether it is a name at all is judged when the row is looked at."""
    return word_of(given.get(key) if isinstance(given, Mapping) else given)


def _stated_document(given: Any) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    try:
        return _short_document(given)
    except InvalidFigure:
        return {}


def _figures(rows: list[Row]) -> dict[int, Figure]:
    named = {_asked(given, "id") for row in rows for name in FIGURE_FIELDS if (given := row.get(name))}
    ids = {pk for word in named if (pk := figure_id(word)) is not None}
    return Figure.objects.in_bulk(ids) if ids else {}


# --- describing what is new ---


_DOCUMENT_READINGS = {
    "title": "notes",
    "url": "notes",
    "published_date": "statement_date",
    "accessed_date": "statement_date",
    "kind": "population_group",
    "language": "quote_language",
    "licence": "notes",
    "archived_url": "notes",
    "redistributable": "place_safe",
    "sha256": "notes",
}
"""Each part of a document with the field of a figure that is read in the same way."""


def _short_document(given: Any) -> Mapping[str, Any]:
    word = named(given, (), at="document")
    if identifier(word) is not None:
        return {"id": word}
    if not word or re.match(r"https?://", word):
        return {"url": word}
    template = _("“%(found)s” is not a document. Expected %(expected)s.")
    expected = _("its number, its address, or an object with title and url")
    raise InvalidFigure(make_finding("E12", "document", template, found=word, expected=expected))


def _new_organisation(name: str, stated: Mapping[str, Any], *, at: str) -> NewOrganisation:
    described = NewOrganisation(
        name=" ".join(name.split()),
        code=word_of(stated.get("code")),
        kind=word_of(stated.get("kind")) or OrganisationKind.OTHER.value,
        url=word_of(stated.get("url")),
    )
    columns = {part: getattr(described, part) for part in ("name", "code", "kind", "url")}
    check_columns(Organisation, columns, dict.fromkeys(columns, at))
    return described


def _field_of(wanted: New) -> str:
    fields = {NewOrganisation: "organisation", NewSpeaker: "speaker", NewDocument: "document", NewEvent: "event"}
    return fields[type(wanted)]


def _unknown_place(at: str, found: str) -> Finding:
    expected = _("the code of a place")
    if not askable([found]):
        return unknown(at, found, (), expected)
    named = Place.objects.filter(name__iexact=found).order_by("code").first()
    if named is None:
        codes = Place.objects.filter(code__istartswith=found[:2]).values_list("code", flat=True)
        return unknown(at, found, codes[:NAMES_COMPARED], expected)
    template = _("Write the code of the place, not its name: “%(example)s” stands for %(found)s.")
    return make_finding("E12", at, template, found=found, expected=expected, example=named.code)


def _address(url: Any) -> str:
    """The address in the spelling by which documents are told apart; empty for what is none."""
    try:
        return sources.normalised_url(word_of(url))
    except ValueError:
        return ""
