"""What is typed into the form of a figure, read as a row: dates as people write them, names instead of codes.

A form takes what a person writes; the row that the ledger takes is strict. What can be read one way is, and is said
back; what could be two things becomes a question with choices, which the page asks as radio buttons, so that nothing
here needs a script. Read by entry.py; the choices that a person made come back as `pick-` fields (forms.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tracker import wording
from tracker.ledger.sources import normalised_url
from tracker.models import Crisis, Document, Event, Organisation, Place, Speaker
from tracker.rules import Finding, make_finding
from tracker.selectors import lookup
from tracker.vocabulary import MEASURES, AsOfBasis, Basis, DatePrecision, gettext_noop
from tracker.web import words
from tracker.web.naming import Choice, choices_of

NEW = "+"
"""The choice that says: none of these, it is new."""
PLACES = ("place_code", "origin_location_code")
ORGANISATIONS = ("organisation", "originator", "document_publisher")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:].*)?", re.IGNORECASE)
_UNASKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Question:
    """What the page asks about a field, and the answers it offers."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(slots=True)
class Understood:
    """The typed fields as the ledger reads them, with what is asked, what is wrong, and what is said back."""

    flat: dict[str, str]
    findings: list[Finding] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    known_document: Document | None = None
    is_new: set[str] = field(default_factory=set)
    """Fields whose name nobody knows yet: their details are asked for in place."""

    def ask(self, name: str, template: str, choices: Sequence[Choice], *, code: str = "E12") -> None:
        """Refuse the field for now, and ask."""
        self.findings.append(make_finding(code, name, template, found=self.flat.get(name, ""), expected=""))
        if choices:
            self.questions[name] = Question(_("Which one is meant?"), tuple(choices))


def understand(typed: Mapping[str, str], *, today: date) -> Understood:
    """Read the typed fields; costs a fixed number of questions to the database."""
    read = Understood({name: value for name, value in typed.items() if name not in MEMORY})
    accepted = set(typed.get("new_names", "").split("\n"))
    _read_document(read)
    crisis = _read_crisis(read)
    for name in PLACES:
        _read_place(read, name)
    _read_speaker(read, accepted)
    for name in ORGANISATIONS:
        _read_organisation(read, name, accepted)
    _read_event(read, crisis)
    _read_days(read, today)
    _read_number(read)
    return read


MEMORY = ("new_names", "apart_from")
"""Answers that the form remembers: names that are new indeed, and figures that this one does not repeat."""


def _askable(text: str) -> str:
    return "" if _UNASKABLE.search(text) else text.strip()


# --- what is named ---


def _read_document(read: Understood) -> None:
    """An address, also without its scheme; or the title or number of a document that is known."""
    given = read.flat.get("document_url", "").strip()
    if not given:
        return
    if _DOMAIN.fullmatch(given):
        given = read.flat["document_url"] = f"https://{given}"
    if re.match(r"https?://", given):
        address = _address(given)
        read.known_document = Document.objects.filter(normalised_url=address).first() if address else None
    elif re.fullmatch(r"#[1-9][0-9]{0,17}", given):
        read.known_document = Document.objects.filter(pk=int(given[1:])).first()
        read.flat["document"] = given[1:]
        return
    else:
        _find_titled(read, given)
    if read.known_document is None and "document_url" not in read.questions and re.match(r"https?://", given):
        read.is_new.add("document_url")


def _find_titled(read: Understood, title: str) -> None:
    found = lookup.exact("document", title)
    if len(found) == 1:
        read.known_document = Document.objects.get(pk=found[0])
        read.flat["document"] = str(found[0])
        return
    near = found or lookup.find("document", title) or lookup.nearest("document", title)
    template = gettext_noop("“%(found)s” is no address, and no title of a document that is known here.")
    read.ask("document_url", template, choices_of("document", near))


def _address(url: str) -> str:
    try:
        return _askable(normalised_url(url))
    except ValueError:
        return ""


def _read_place(read: Understood, name: str) -> None:
    given = _askable(read.flat.get(name, ""))
    if not given:
        return
    held = Place.objects.filter(code__in={given, given.upper(), given.lower()}).values_list("pk", flat=True)[:1]
    found = list(held) or lookup.exact("place", given)
    if len(found) == 1:
        place = choices_of("place", found)[0]
        read.said[name] = place.words
        if not held:
            read.flat[name] = place.value
        return
    if found:
        template = gettext_noop("Several places are called “%(found)s”.")
    else:
        found = list(dict.fromkeys([*lookup.find("place", given), *lookup.nearest("place", given)]))[: lookup.OFFERED]
        template = gettext_noop("No place is called “%(found)s”. The nearest names are offered; a code is taken too.")
    read.ask(name, template, choices_of("place", found))


def _read_organisation(read: Understood, name: str, accepted: set[str]) -> None:
    given = _askable(" ".join(read.flat.get(name, "").split()))
    if not given or given.isdecimal():
        return
    found = lookup.exact("organisation", given)
    if len(found) == 1:
        read.flat[name] = Organisation.objects.values_list("name", flat=True).get(pk=found[0])
        return
    if name in ("organisation", "document_publisher"):
        read.is_new.add(name)
    near = found or lookup.nearest("organisation", given)
    if near and given not in accepted:
        template = gettext_noop("“%(found)s” is not known here, but names like it are. Is it one of them?")
        read.ask(name, template, [*choices_of("organisation", near), Choice(NEW, _("None of them: it is new"))])


def _read_speaker(read: Understood, accepted: set[str]) -> None:
    """A known speaker brings the organisation along where none was typed."""
    given = _askable(" ".join(read.flat.get("speaker", "").split()))
    if not given or given.isdecimal():
        return
    found = lookup.exact("speaker", given)
    if found:
        speakers = list(Speaker.objects.filter(pk__in=found).select_related("organisation"))
        if len(speakers) == 1 and not read.flat.get("organisation", "").strip():
            read.flat["organisation"] = speakers[0].organisation.name
            read.said["organisation"] = speakers[0].organisation.name
        return
    read.is_new.add("speaker")
    near = lookup.nearest("speaker", given)
    if near and given not in accepted:
        template = gettext_noop("“%(found)s” is not known here, but names like it are. Is it one of them?")
        read.ask("speaker", template, [*choices_of("speaker", near), Choice(NEW, _("None of them: it is new"))])


def _read_crisis(read: Understood) -> Crisis | None:
    """By its code, as lists send it; or by its one name, where there are too many for a list."""
    given = _askable(read.flat.get("crisis", ""))
    held = Crisis.objects.filter(slug=given).first() if given else None
    if held is not None:
        read.said["crisis"] = held.name
    if held is not None or not given:
        return held
    found = lookup.exact("crisis", given)
    if len(found) == 1:
        held = Crisis.objects.get(pk=found[0])
        read.flat["crisis"], read.said["crisis"] = held.slug, held.name
        return held
    near = found or lookup.find("crisis", given) or lookup.nearest("crisis", given)
    if near:
        read.ask("crisis", gettext_noop("“%(found)s” is no crisis that is known here."), choices_of("crisis", near))
    return None


def _read_event(read: Understood, crisis: Crisis | None) -> None:
    given = _askable(read.flat.get("event", ""))
    if not given or crisis is None:
        return
    if Event.objects.filter(crisis=crisis, code__in={given, given.upper(), given.lower()}).exists():
        return
    found = lookup.exact("event", given, within=crisis.pk)
    if len(found) == 1:
        read.flat["event"] = Event.objects.values_list("code", flat=True).get(pk=found[0])
        return
    found = found or lookup.find("event", given, within=crisis.pk) or lookup.nearest("event", given, within=crisis.pk)
    read.ask("event", gettext_noop("“%(found)s” is no event of this crisis."), choices_of("event", found))


# --- days ---

DAYS = (
    "statement_date",
    "reference_period_start",
    "reference_period_start_latest",
    "reference_period_end",
    "as_of_date",
)


def _read_days(read: Understood, today: date) -> None:
    """Every date, relative to the day of the document; then what follows where a field is empty."""
    published = _day(read, "document_published_date", today)
    known = read.known_document.published_date if read.known_document else None
    near = known or (published.last if published else None) or today
    found = {name: _day(read, name, near) for name in DAYS}
    for name in ("statement_date", "reference_period_start_latest", "reference_period_end", "as_of_date"):
        if days := found[name]:
            # A month that is not over yet is known up to the day of the document.
            last = min(days.last, near) if days.first <= near else days.last
            read.flat[name] = last.isoformat()
    start = found["reference_period_start"]
    if start:
        _begin(read, start)
    _choose_basis(read, start)
    _fill_as_of(read, known or (published.last if published else None))
    as_of = found["as_of_date"]
    if as_of and as_of.precision != DatePrecision.DAY and read.flat.get("date_precision", "day") in ("", "day"):
        read.flat["date_precision"] = as_of.precision.value


def _day(read: Understood, name: str, near: date) -> wording.DaysRead | None:
    """The days that a field names; a finding and a question where there are two ways, or none, to read it."""
    given = read.flat.get(name, "").strip()
    if not given:
        return None
    ways = wording.read_days(given, near=near)
    if len(ways) == 1:
        if given != ways[0].first.isoformat():
            read.said[name] = days_in_words(ways[0])
        if name == "document_published_date":
            read.flat[name] = ways[0].last.isoformat()
        return ways[0]
    if ways:
        template = gettext_noop("“%(found)s” could be day first or month first.")
        since = _("since %(day)s") if ways[0].since else "%(day)s"
        read.ask(
            name,
            template,
            [Choice(way.first.isoformat(), since % {"day": words.day(way.first)}) for way in ways],
            code="E13",
        )
    elif not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", wording.western_digits(given)):
        template = gettext_noop(
            "“%(found)s” is not a date that can be read. Write, for example, 13 February 2020, 2020-02-13, "
            "mid-February or Thursday."
        )
        read.findings.append(make_finding("E13", name, template, found=given, expected="YYYY-MM-DD"))
    return None


def days_in_words(days: wording.DaysRead) -> str:
    """The days in full, as they are said back: "1 December 2019", "from 1 February 2020 to 10 February 2020"."""
    first, last = words.day(days.first), words.day(days.last)
    if days.first == days.last:
        return _("since %(day)s") % {"day": first} if days.since else first
    if days.since:
        return _("since a day from %(first)s to %(last)s") % {"first": first, "last": last}
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def _begin(read: Understood, start: wording.DaysRead) -> None:
    """The start; a span that is no "since" is a whole period where nothing says otherwise."""
    flat = read.flat
    flat["reference_period_start"] = start.first.isoformat()
    basis, ends = flat.get("basis", ""), flat.get("reference_period_end", "").strip()
    is_period = basis == Basis.PERIOD or (not basis and not flat.get("as_of_date", "").strip())
    if not start.since and not ends and is_period and _may_be(flat, Basis.PERIOD):
        flat["reference_period_end"] = start.last.isoformat()
    elif start.last > start.first and not flat.get("reference_period_start_latest", "").strip():
        flat["reference_period_start_latest"] = start.last.isoformat()


def _may_be(flat: Mapping[str, str], basis: Basis) -> bool:
    measure = MEASURES.get(flat.get("measure", ""))
    return measure is None or basis in measure.bases


def _choose_basis(read: Understood, start: wording.DaysRead | None) -> None:
    """What it counts over, where it is not said: it follows from the measure and the dates."""
    flat = read.flat
    measure = MEASURES.get(flat.get("measure", ""))
    if flat.get("basis") or measure is None:
        return
    if start and (start.since or not flat.get("reference_period_end")):
        wanted = Basis.CUMULATIVE
    elif start or flat.get("reference_period_end"):
        wanted = Basis.PERIOD
    else:
        wanted = Basis.STOCK
    chosen = measure.bases[0] if len(measure.bases) == 1 else wanted
    if chosen in measure.bases:
        flat["basis"] = str(chosen)
        read.said["basis"] = words.code_words(words.BASIS_WORDS, chosen)


def _fill_as_of(read: Understood, published: date | None) -> None:
    """The day for which a count holds, where the source names none: when it was said, else when it was published."""
    flat = read.flat
    if flat.get("as_of_date", "").strip() or flat.get("basis") not in (Basis.STOCK, Basis.CUMULATIVE, Basis.SHARE):
        return
    stated = flat.get("statement_date", "").strip()
    if stated and "statement_date" not in read.questions:
        flat["as_of_date"], flat["as_of_basis"] = stated, AsOfBasis.STATEMENT_DATE.value
        template = _("%(day)s, the day on which it was said")
    elif published:
        flat["as_of_date"], flat["as_of_basis"] = published.isoformat(), AsOfBasis.PUBLICATION_DATE.value
        template = _("%(day)s, the day of publication")
    else:
        return
    day = words.as_date(flat["as_of_date"])
    if day:
        read.said["as_of_date"] = template % {"day": words.day(day)}


# --- the number ---

_SEPARATED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def _read_number(read: Understood) -> None:
    """Ask where the number could be two ("1.200"): what the rules refuse, with its two readings to choose from."""
    given = read.flat.get("value_text", "")
    try:
        found = wording.read_value(given)
    except wording.Unreadable:
        return
    plain = wording.western_digits(given)
    if not found.is_ambiguous or len(_SEPARATED.findall(plain)) != 1:
        return
    ways = [_SEPARATED.sub(wording.digits(way).replace(",", ""), plain) for way in found.readings]
    template = gettext_noop("“%(found)s” can be read as two numbers.")
    labels = [_SEPARATED.sub(words.number(way), plain) for way in found.readings]
    read.ask("value_text", template, [Choice(way, label) for way, label in zip(ways, labels, strict=True)], code="E3")
