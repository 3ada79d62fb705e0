"""A pasted article as a form: what all its rows share, and one row of fields for every statement that was found.

Rows are numbered by the statements of the text, which the page sends along; nothing is remembered between two requests.
A row is read exactly as the form of a figure is (forms.py), from what it shares and what is typed in it. Fed by
pasting.py, drawn by templates/desk/paste.html.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from tracker import wording
from tracker.models import Figure
from tracker.selectors.mentions import Names, names_in
from tracker.selectors.places import places_of_codes
from tracker.vocabulary import POPULATION_GROUPS, Basis, Level, PeopleStatus, Qualifier, Unit
from tracker.web.choices import choices
from tracker.web.figure_fields import REASON, SPECS, Spec
from tracker.web.forms import Field, FigureForm, Shown, field_of
from tracker.web.sentences import local_name
from tracker.wording.articles import Statement, statements_in, words_to_voice

LONGEST = 60_000
"""Characters of a text that are read: some twenty pages."""
MOST_ROWS = 80
DOCUMENT = (
    "document_url", "document_title", "document_publisher", "document_published_date", "document_archived_url",
    "quote_language",
)  # fmt: skip
USUALLY = ("crisis", "organisation", "place_code")
SHARED = (*DOCUMENT, *USUALLY)
"""Fields that are typed once for all rows; a row's own organisation and place come before them."""
ONCE = (*DOCUMENT, "licence", "crisis")
"""Fields that no row has for itself: what is wrong with them is said once."""
IN_SIGHT = ("value_text", "measure", "reference_period_start", "place_code", "speaker", "organisation")
FOLDED = (
    "quote", "as_of_date", "statement_date", "people_status", "population_group", "unit", "qualifier", "level", "basis",
    "reference_period_end", "share_of", "supersedes", "supersedes_kind", "contests",
)  # fmt: skip
_TOLD = ("statement_date", "people_status", "population_group", "unit", "qualifier", "level")
"""Folded fields that a glance shows where they hold something unusual."""
_INPUT = re.compile(r"(?P<kind>pick-|confirm-|apart-)?r(?P<number>[1-9]\d{0,2})-(?P<name>.+)")
TAKEN = "take"
"""The name of a row's tick, behind its prefix."""
OF = "of"
"""The name of the input that says of which statement a row is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: plain, or the amount of a row and then with its number."""

    text: str
    row: int = 0


@dataclass(slots=True)
class Row:
    """One statement of the text as fields to correct, whether it is ticked, and what became of it."""

    number: int
    statement: Statement
    typed: Mapping[str, str]
    offered: Mapping[str, Sequence[tuple[str, str]]]
    reasons: Mapping[str, str] = field(default_factory=dict)
    is_ticked: bool = False
    base: int = 0
    """The row of which this one is a share or a part; 0 when it is of none."""
    form: FigureForm | None = None
    """What was read of it, once it was checked or sent to be saved."""
    place: str = ""
    """The name of the place whose code is in its field."""
    figure: Figure | None = None
    """What it is recorded as."""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """Its sentence, warnings and repetitions, once it was checked (looking.py)."""

    @property
    def prefix(self) -> str:
        """What the names of its inputs begin with."""
        return f"r{self.number}-"

    @property
    def key(self) -> str:
        """What binds what is typed in it to its statement (`statement_key`)."""
        return statement_key(self.statement)

    @property
    def sentence(self) -> list[Piece]:
        """The sentence that states it, with its amount marked."""
        one = self.statement
        first, last = one.number_start - one.start, one.number_end - one.start
        return [Piece(one.quote[:first]), Piece(one.quote[first:last], self.number), Piece(one.quote[last:])]

    @property
    def fields(self) -> list[Field]:
        """Its fields in sight."""
        return [self._field(SPECS[name]) for name in IN_SIGHT]

    @property
    def folded(self) -> list[Field]:
        """Its other fields."""
        return [self._field(SPECS[name]) for name in FOLDED]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What the row says besides its number and measure, as label and text, for a glance before it is ticked."""
        shown = [one for one in (*IN_SIGHT[2:], *_TOLD) if self.typed.get(one, "") not in ("", SPECS[one].usual)]
        return [(str(SPECS[name].label), self._words(name)) for name in shown]

    @property
    def is_open(self) -> bool:
        """Whether its fields are in sight: once it was ticked and sent."""
        return self.is_ticked

    @property
    def is_folded_open(self) -> bool:
        """Whether one of the folded fields has to be looked at."""
        return any(one.errors or one.question for one in self.folded)

    @property
    def errors(self) -> list[Shown]:
        """What stops it, each with the id of its field; what is shared is said once, by the page."""
        found = self.form.errors if self.form else []
        return [self._here(one) for one in found if not is_shared(one)]

    @property
    def warnings(self) -> list[tuple[Shown, str]]:
        """What asks for a reason, each with the name of the input that takes it."""
        found = self.form.warnings if self.form else []
        return [(self._here(one), f"{REASON}{self.prefix}{one.code}") for one in found]

    @property
    def memory(self) -> list[tuple[str, str]]:
        """Answers that the row remembers, by the names of its hidden inputs."""
        return [
            (f"{self.prefix}{name}", self.typed[name]) for name in ("new_names", "apart_from") if self.typed.get(name)
        ]

    def together(self, shared: Mapping[str, str]) -> FigureForm:
        """The row as the form of a figure: its own fields, then what is shared, then what is usual."""
        own = {name: text for name, text in self.typed.items() if text.strip()}
        fills = {name: text for name, text in shared.items() if not (name == "organisation" and own.get("speaker"))}
        return replace(FigureForm.empty(**{**fills, **own}), reasons=self.reasons)

    def _words(self, name: str) -> str:
        """What is typed in a field; a code in words."""
        if name == "place_code" and self.place:
            return self.place
        if name == "population_group" and self.typed[name] in POPULATION_GROUPS:
            return _(POPULATION_GROUPS[self.typed[name]].label)
        return dict(self.offered.get(name, ())).get(self.typed[name], self.typed[name])

    def _here(self, shown: Shown) -> Shown:
        name = shown.anchor.removeprefix("id_")
        is_own = name in IN_SIGHT or name in FOLDED
        return replace(shown, anchor=f"id_{self.prefix}{name}" if is_own else f"row-{self.number}")

    def _field(self, spec: Spec) -> Field:
        made = field_of(spec, self.form or FigureForm(self.typed), self.offered.get(spec.name, ()))
        renamed = replace(made.spec, name=f"{self.prefix}{spec.name}", help="")  # said once a page is enough
        return replace(made, spec=renamed, value=self.typed.get(spec.name, ""))


def is_shared(shown: Shown) -> bool:
    """Whether a finding stands at a field that all rows share."""
    return shown.anchor.removeprefix("id_") in ONCE


@dataclass
class Article:
    """The page: the text, what its rows share, and the rows. `key` is the page's own."""

    key: str
    text: str = ""
    shared: Mapping[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    form: FigureForm | None = None
    """What was read of the shared fields."""
    lost: int = 0
    """Ticked rows that came back and are of no statement of the text, as it reads now."""

    @classmethod
    def posted(cls, data: Mapping[str, str], key: str) -> Article:
        """The text and what is shared, as they came back; `take_rows` adds the rows."""
        typed = FigureForm.posted({name: text for name, text in data.items() if not _INPUT.fullmatch(name)}).typed
        shared = {name: typed[name] for name in (*SHARED, "new_names") if typed.get(name)}
        return cls(key, data.get("text", "").replace("\r\n", "\n"), shared)

    @cached_property
    def statements(self) -> list[Statement]:
        """What the text states, in its order: row 1 is the first of them; one more than there are rows for."""
        return statements_in(self.text[:LONGEST], near=self._day, most=MOST_ROWS + 1)

    @property
    def is_cut(self) -> bool:
        """Whether the text states more than a page has rows for, or is longer than what is read."""
        return len(self.text) > LONGEST or len(self.statements) > MOST_ROWS

    @property
    def _day(self) -> date:
        """The day of the document, to which "Thursday" is relative; today where it is not known."""
        today = date.today()  # noqa: DTZ011 - a day of the calendar, as people write it
        ways = wording.read_days(self.shared.get("document_published_date", ""), near=today)
        return ways[0].last if len(ways) == 1 else today

    def find_rows(self) -> None:
        """A row for every statement, filled with what the text says and whom and what it names; none is ticked."""
        sentences = sorted({(one.start, one.end) for one in self.statements[:MOST_ROWS]})
        names = names_in(self.text[:LONGEST], sentences)
        offered = choices()
        for number, one in enumerate(self.statements[:MOST_ROWS], start=1):
            self.rows.append(Row(number, one, _filled(one, names), offered, base=self._base(number)))
        self._name_places()

    def take_rows(self, data: Mapping[str, str]) -> None:
        """The rows as they came back, with their ticks."""
        sent: dict[int, dict[str, str]] = {}
        for name, text in data.items():
            if found := _INPUT.fullmatch(name):
                sent.setdefault(int(found["number"]), {})[f"{found['kind'] or ''}{found['name']}"] = text
        offered = choices()
        known = {statement_key(one): number for number, one in enumerate(self.statements[:MOST_ROWS], start=1)}
        for fields in sent.values():
            ticked = fields.pop(TAKEN, "") != ""
            now = known.pop(fields.pop(OF, ""), 0)
            if not now:
                self.lost += ticked
                continue
            typed = FigureForm.posted(fields)
            statement = self.statements[now - 1]
            self.rows.append(Row(now, statement, typed.typed, offered, typed.reasons, ticked, self._base(now)))
        self.rows.sort(key=lambda row: row.number)
        self._name_places()

    def _name_places(self) -> None:
        """The names of the rows' places, for a glance. One question."""
        held = places_of_codes({row.typed.get("place_code", "") for row in self.rows} - {""})
        named = {place.code: local_name(place) for place in held}
        for row in self.rows:
            row.place = named.get(row.typed.get("place_code", ""), "")

    def row_key(self, row: Row) -> str:
        """The key under which the figure of a row is recorded: the same for the same page and statement, always."""
        return hashlib.sha256(f"{self.key}:{row.key}".encode()).hexdigest()[:32]

    @property
    def pieces(self) -> Iterator[Piece]:
        """The text, with the amount of every row marked."""
        at = 0
        for number, one in enumerate(self.statements[:MOST_ROWS], start=1):
            if one.number_start >= at:
                yield Piece(self.text[at : one.number_start])
                yield Piece(self.text[one.number_start : one.number_end], number)
                at = one.number_end
        yield Piece(self.text[at:])

    @property
    def fields(self) -> list[Field]:
        """The shared fields."""
        offered = choices()
        form = self.form or FigureForm(self.shared)
        made = [field_of(SPECS[name], form, offered.get(name, ())) for name in SHARED]
        return [replace(one, value=self.shared.get(one.spec.name, "")) for one in made]

    def _base(self, number: int) -> int:
        """The row that a share or a part is of: the nearest before it that counts whole people of the same measure."""
        one = self.statements[number - 1]
        if not (one.is_part or one.unit == Unit.PERCENT):
            return 0
        for before in range(number - 1, 0, -1):
            other = self.statements[before - 1]
            if other.measure == one.measure and not other.is_part and other.unit != Unit.PERCENT:
                return before
        return 0


def statement_key(one: Statement) -> str:
    """What tells a statement from the others of its text, also when other rules number them anew."""
    return hashlib.sha256(f"{one.number_start}:{one.words}:{one.quote}".encode()).hexdigest()[:16]


def _filled(one: Statement, names: Names) -> dict[str, str]:
    """The fields of a row as the text has them."""
    typed = {
        "value_text": one.words,
        "measure": one.measure,
        "quote": one.quote,
        "unit": one.unit,
        "people_status": one.people_status or PeopleStatus.ALL.value,
        "population_group": one.population_group,
        "reference_period_start": one.when,
        "as_of_date": one.as_of,
        "statement_date": one.said_on,
        "basis": Basis.SHARE.value if one.unit == Unit.PERCENT else "",
        "qualifier": Qualifier.DENIED.value if one.is_denied else "",
        "level": Level.PROJECTED.value if one.is_expected else Level.REPORTED.value,
        **_sources(one, names),
    }
    place = names.place_in(one.start, one.end, near=one.number_start)
    return typed | {"place_code": place.code if place else ""}


def _sources(one: Statement, names: Names) -> dict[str, str]:
    """Who says so: the one speaker whom the sentence names, or the organisation that it says has spoken."""
    speaker = names.speaker_in(one.start, one.end)
    if speaker is not None:
        return {"speaker": speaker.name or speaker.title, "organisation": speaker.organisation.name}
    near: dict[int, str] = {}
    for mention, organisation in names.organisations_in(one.start, one.end):
        distance = words_to_voice(one.quote, mention.start - one.start, mention.end - one.start)
        if distance is not None:
            near[distance] = organisation.name
    return {"organisation": near[min(near)]} if near else {}


def note_of(row: Row) -> str:
    """What a person should know before ticking a row; empty where nothing is special."""
    one = row.statement
    if one.is_denied:
        return _("The sentence denies this number: name the figure that it denies, or leave it out.")
    if one.is_expected:
        return _("Expected, not counted yet.")
    if row.base and one.unit == Unit.PERCENT:
        return _("A share of what row %(n)s counts.") % {"n": row.base}
    if row.base and not (one.population_group or one.people_status):
        return _("Some of those in row %(n)s: name the group, or it reads as another count of everybody.") % {
            "n": row.base
        }
    if row.base:
        return _("Some of those in row %(n)s.") % {"n": row.base}
    return ""
