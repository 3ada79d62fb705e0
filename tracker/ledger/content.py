"""A figure as content: the public facts of one revision, frozen as canonical JSON and hashed with a nonce.

The content holds everything that is public about the figure at that revision and nothing that is not: a place too
precise to be safe is replaced by the unit around it before anything is hashed. Columns and rendered rows are
derived from it. The nonce keeps a suppressed or redacted small number from being guessed from its hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import orjson

from tracker.estimates.households import persons_from_households
from tracker.estimates.qualifiers import Interval, interval
from tracker.ledger import bulk
from tracker.ledger.row import SCHEMA
from tracker.ledger.sequence import timestamp
from tracker.models import Citation, Document, Event, Figure, Place
from tracker.models.places import Lineage
from tracker.vocabulary import PlaceLevel, Qualifier, Reason, Unit

Content = dict[str, Any]

SAFE_LEVELS = frozenset({PlaceLevel.COUNTRY, PlaceLevel.ADM1, PlaceLevel.ADM2, PlaceLevel.AREA})
"""Places shown as they are; anything finer only where the figure is marked safe (do no harm)."""

NOT_COMPARED = frozenset({"revision", "updated_at", "warnings", "series"})
"""Row fields that change with a publication itself, not with what is said."""


def canonical(content: Mapping[str, Any]) -> str:
    """The one spelling of a content that is stored and hashed."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()


def sha_of(nonce: str, content: str) -> str:
    """SHA-256 of nonce and canonical content, in hexadecimal."""
    return hashlib.sha256((nonce + content).encode()).hexdigest()


NONCE = 16
"""Bytes of a nonce."""


def new_nonce() -> str:
    """Sixteen random bytes, in hexadecimal."""
    return secrets.token_hex(NONCE)


def new_nonces(count: int) -> list[str]:
    """As many of them, of one reading of the system's randomness."""
    read = secrets.token_bytes(NONCE * count)
    return [read[at : at + NONCE].hex() for at in range(0, len(read), NONCE)]


def same_statement(one: Content, other: Content) -> bool:
    """Whether two contents say the same; then there is nothing to publish."""
    return _said(one) == _said(other)


def _said(content: Content) -> dict[str, Any]:
    row = {name: value for name, value in content["row"].items() if name not in NOT_COMPARED}
    return {**content, "row": row}


def stated_interval(figure: Figure) -> Interval | None:
    """METHOD R1 applied to the figure as stated, in its stated unit; None for a denial."""
    if figure.qualifier == Qualifier.DENIED:
        return None
    percent = figure.unit == Unit.PERCENT
    return interval(
        figure.qualifier,
        value=figure.percent if percent else figure.value,
        value_low=figure.percent_low if percent else figure.value_low,
        value_high=figure.percent_high if percent else figure.value_high,
        magnitude=figure.magnitude or None,
        unit=figure.unit,
    )


def converted_interval(figure: Figure) -> tuple[Interval | None, str]:
    """The interval in the unit after conversion, and the reason code where the claim stays off that axis."""
    stated = stated_interval(figure)
    if stated is None:
        return None, ""
    if figure.unit == Unit.PERSON_PER_DAY:
        return stated, Reason.OTHER_COUNTING
    if figure.unit != Unit.HOUSEHOLD:
        return stated, ""
    if figure.household_size is None:
        return stated, Reason.NO_HOUSEHOLD_SIZE
    return persons_from_households(stated, figure.household_size), ""


def public_unit(figure: Figure) -> str:
    """The unit after conversion: households of known size are persons."""
    converted = figure.unit == Unit.HOUSEHOLD and figure.household_size is not None
    return Unit.PERSON if converted else figure.unit


def public_place(figure: Figure) -> Place:
    """The place the public sees: the figure's own, or the nearest unit around it that is coarse enough to be safe.

    A place that is too precise and lies in nothing known comes back as it is: publishing refuses it.
    """
    place: Place = bulk.related(figure, "place")
    return place if figure.place_safe else _coarse(place)


def public_origin(figure: Figure) -> Place | None:
    """The place of origin as the public sees it: where people fled from can be as telling as where they are."""
    origin: Place | None = bulk.related(figure, "origin_place")
    return origin if origin is None or figure.place_safe else _coarse(origin)


def is_shown_safely(figure: Figure) -> bool:
    """Whether both places can be shown: marked safe, or coarse enough by themselves or by what they lie in."""
    if figure.place_safe:
        return True
    origin = public_origin(figure)
    return public_place(figure).level in SAFE_LEVELS and (origin is None or origin.level in SAFE_LEVELS)


def _coarse(place: Place) -> Place:
    while place.level not in SAFE_LEVELS and place.parent is not None:
        place = place.parent
    return place


def public_place_of_event(event: Event) -> Place | None:
    """The place of an event as the public sees it; none where it is too precise and lies in nothing known."""
    shown = _coarse(event.place) if event.place else None
    return shown if shown is not None and shown.level in SAFE_LEVELS else None


Alike = dict[tuple[Any, ...], Content]
"""What figures of one kind, place and source share of their rows, by what makes them alike."""


def content_of(
    figure: Figure,
    citations: list[Citation],
    *,
    revision: int,
    at: datetime,
    series: int | None,
    alike: Alike | None = None,
) -> Content:
    """The content of a revision of this figure; `citations` are ordered, the primary one first.

    `alike` keeps what figures share, among those whose places and sources were read once.
    """
    bounds, off_axis = converted_interval(figure)
    documents = [_document(citation) for citation in citations]
    held = vars(figure)
    return {
        "schema": SCHEMA,
        "row": {
            **_shared(figure, {} if alike is None else alike),
            "id": figure.id,
            "revision": revision,
            "external_id": figure.external_id or None,
            **_how_much(figure, bounds),
            **_what_it_names(held, bulk.related(figure, "event")),
            **_where_exactly(figure),
            **{name: _day(day) for name, day in zip(_DAYS, _days(held), strict=True)},
            "said_date": _day(_said_on(figure, citations[0], at)),
            "hops": citations[0].hops,
            **documents[0],
            "citation_count": len(citations),
            "notes": figure.notes or None,
            "series": series,
            "warnings": [warning["code"] for warning in figure.warnings],
            "recorded_at": timestamp(figure.recorded_at),
            "updated_at": timestamp(at),
        },
        "refs": {
            "organisation_id": held["organisation_id"],
            "originator_id": held["originator_id"],
            "speaker_id": held["speaker_id"],
            "high_open": bool(bounds and bounds.high_open),
            "bounds_basis": bounds.bounds_basis if bounds else "",
            "off_axis": str(off_axis),
            "magnitude": figure.magnitude or None,
            "role_reason": figure.role_reason or None,
            "grade_reason": figure.grade_reason or None,
            "household_size_source": figure.household_size_source or None,
        },
        "citations": [_citation(*one) for one in zip(citations, documents, strict=True)],
    }


def as_count(value: int | Decimal | None) -> int | None:
    """A bound of something counted, which is whole, as the integer it is stored as."""
    return None if value is None else int(value)


def number(value: int | Decimal | None) -> int | float | None:
    """A number as JSON holds it: whole ones as integers, percentages with their decimals."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


_WORDS = (
    "measure", "basis", "counting", "level", "people_status", "gender", "age_range", "cause", "attribution", "party",
    "date_precision", "as_of_basis", "source_reliability", "claim_credibility", "role",
)  # fmt: skip
"""What a row tells of a figure as it stands there."""
_WORDS_OR_NONE = (
    "source_system", "population_group", "operation", "reporting_round", "grade", "supersedes_kind", "partition",
)  # fmt: skip
"""The same where no word is an absent value."""
_WHERE_AND_WHO = (
    "crisis_id", "place_id", "place_safe", "place_precision", "origin_place_id", "speaker_id", "organisation_id",
    "originator_id",
)  # fmt: skip
_kind = itemgetter(*_WORDS, *_WORDS_OR_NONE, *_WHERE_AND_WHO)
_words, _words_or_none = itemgetter(*_WORDS), itemgetter(*_WORDS_OR_NONE)


def _shared(figure: Figure, alike: Alike) -> Content:
    """What a row says of its figure's kind, place and source, made for the first figure of its kind."""
    held = vars(figure)
    kind = _kind(held)
    if kind not in alike:
        minimum, maximum = age_bounds(figure.age_range)
        alike[kind] = {
            **dict(zip(_WORDS, _words(held), strict=True)),
            **{name: word or None for name, word in zip(_WORDS_OR_NONE, _words_or_none(held), strict=True)},
            "min_age": minimum,
            "max_age": maximum,
            "crisis": figure.crisis.slug,
            **_where(figure),
            **_who(figure),
        }
    return alike[kind]


def age_bounds(age_range: str) -> tuple[int | None, int | None]:
    """ "0-4" as (0, 4), "60+" as (60, None), "all" as (None, None)."""
    match = re.fullmatch(r"(\d+)(?:-(\d+)|\+)", age_range)
    if not match:
        return None, None
    return int(match[1]), int(match[2]) if match[2] else None


def _how_much(figure: Figure, bounds: Interval | None) -> Content:
    unit = figure.unit
    stated = figure.percent if unit == Unit.PERCENT else figure.value
    converted = public_unit(figure)
    # A stated number keeps its word: "fewer than 100" has the value 100, and no best.
    value = stated if converted == unit else (bounds.best if bounds else None)
    return {
        "unit": converted,
        "qualifier": figure.qualifier,
        "value_text": figure.value_text,
        "value": number(value),
        "value_low": number(bounds.low) if bounds else None,
        "value_best": number(bounds.best) if bounds else None,
        "value_high": number(bounds.high) if bounds else None,
        "reported_value": number(stated),
        "reported_unit": unit,
        "household_size": number(figure.household_size),
    }


_DAYS = (
    "reference_period_start", "reference_period_start_latest", "reference_period_end", "as_of_date", "statement_date",
)  # fmt: skip
_FIGURES = ("share_of", "supersedes", "contests", "part_of")
_days, _figures = itemgetter(*_DAYS), itemgetter(*(f"{name}_id" for name in _FIGURES))


def _what_it_names(held: Mapping[str, Any], event: Event | None) -> Content:
    """Its event, and the other figures it names."""
    return {
        "event": held["event_id"],
        "event_code": event.code if event else None,
        **dict(zip(_FIGURES, _figures(held), strict=True)),
    }


def _where(figure: Figure) -> Content:
    place, origin = public_place(figure), public_origin(figure)
    reduced = place.id != figure.place_id
    return {
        **place_names(place, place.lineage()),
        "place_precision": (place.level if reduced else figure.place_precision) or None,
        "origin_location_code": origin.code if origin else None,
    }


def _where_exactly(figure: Figure) -> Content:
    """Where it is in the source's words, and the spot itself, as far as they can be shown."""
    exact = figure.place_safe
    reduced = not exact and public_place(figure).id != figure.place_id
    return {
        "provider_place_name": None if reduced else figure.provider_place_name or None,
        "latitude": figure.latitude if exact else None,
        "longitude": figure.longitude if exact else None,
    }


def place_names(place: Place, lineage: Lineage) -> Content:
    """The row's fields that come from the place itself."""
    return {
        "location_code": lineage.location_code or None,
        "location_name": lineage.location_name or None,
        "admin1_code": lineage.admin1_code or None,
        "admin1_name": lineage.admin1_name or None,
        "admin2_code": lineage.admin2_code or None,
        "admin2_name": lineage.admin2_name or None,
        "place_code": place.code,
        "place_name": place.name,
        "admin_level": place.admin_level,
    }


def _said_on(figure: Figure, primary: Citation, at: datetime) -> date:
    """When it was said, as far as anybody told: its document was there by then, or else we had it ourselves."""
    first_public = figure.first_published_at or at
    return figure.statement_date or bulk.related(primary, "document").published_date or first_public.date()


def _who(figure: Figure) -> Content:
    speaker, organisation = figure.speaker, figure.organisation
    return {
        "speaker": (speaker.name or None) if speaker else None,
        "speaker_title": (speaker.title or None) if speaker else None,
        "organisation": organisation.name,
        "organisation_code": organisation.code or None,
        "originator": figure.originator.name,
    }


def _document(citation: Citation) -> Content:
    document: Document = bulk.related(citation, "document")
    publisher = bulk.related(document, "publisher")
    return {
        "document_id": document.id,
        "document_title": document.title,
        "document_url": document.url or None,
        "document_publisher": publisher.name if publisher else None,
        "document_published_date": _day(document.published_date),
        "document_archived_url": document.archived_url or None,
        "document_page": citation.document_page or None,
        "licence": document.licence or None,
        "redistributable": document.redistributable,
        "quote": citation.quote or None,
        "quote_language": citation.quote_language or None,
        "quote_translation": citation.quote_translation or None,
    }


def _citation(citation: Citation, document: Content) -> Content:
    found = {**document, "chain": citation.chain, "hops": citation.hops}
    del found["redistributable"]
    return found


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def ordered(citations: list[Citation]) -> list[Citation]:
    """Citations with the primary one first: shortest chain, then earliest publication, then the one entered first."""
    return sorted(citations, key=lambda one: (one.hops, one.document.published_date or date.max, one.id or 0))
