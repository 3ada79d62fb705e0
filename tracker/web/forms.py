"""The form of a figure: four groups of fields under the API's names, what was typed in them, and what is wrong where.

It keeps every character that was typed and turns nothing into anything: reading is the business of the rules, storing
that of the ledger. The fields themselves are listed in figure_fields.py. Fed by entry.py, drawn by
templates/desk/_figure_form.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from tracker.intake.flat import DOCUMENT_PARTS, SPEAKER_TITLE, nested
from tracker.models import Citation, Document, Figure
from tracker.models.figures import OWN_FIELDS
from tracker.rules import Finding, asking, read_figure
from tracker.vocabulary import SupersedesKind
from tracker.web import words
from tracker.web.choices import MOST_IN_A_LIST, choices
from tracker.web.figure_fields import (
    APART,
    CHOICE,
    CONTROLS,
    GROUPS,
    LOOKED_UP,
    PICK,
    REASON,
    SPECS,
    Group,
    Spec,
    Text,
)
from tracker.web.findings import label_of, message_of, place_of
from tracker.web.understanding import MEMORY, NEW, Question, Understood, understand

IN_DIGITS = ("value", "value_low", "value_high")
_NUMBER = ("qualifier", *IN_DIGITS, "magnitude")
"""Fields that the number as stated fills in."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it: in the reader's language, at the id of its field."""

    code: str
    label: str
    message: str
    anchor: str
    reason: str = ""

    @property
    def control(self) -> str:
        """The name of the input that takes the reason for this warning."""
        return f"{REASON}{self.code}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form with what was typed and what is wrong with it."""

    spec: Spec
    value: str
    options: tuple[Option, ...] = ()
    errors: tuple[Shown, ...] = ()
    question: Question | None = None
    said: str = ""
    """What was read from it, in full."""
    is_new: bool = False
    """Whether it names something that nobody entered yet."""

    @property
    def unread(self) -> str:
        """What was wrong with it, as a sentence of the live page."""
        return " ".join(error.message for error in self.errors)

    @property
    def looked_up(self) -> str:
        """The kind of thing that it names, where names can be looked up."""
        return self.spec.kind if self.spec.kind in LOOKED_UP else ""

    @property
    def pick(self) -> str:
        """The name of the buttons that answer its question."""
        return f"{PICK}{self.spec.name}"

    @property
    def id(self) -> str:
        """The id of its control."""
        return f"id_{self.spec.name}"

    @property
    def differs(self) -> bool:
        """Whether it holds anything but what a new form shows."""
        return bool(self.errors) or self.value != self.spec.usual


@dataclass(frozen=True, slots=True)
class FieldSet:
    """A group with its fields: those in sight, those of something new, and those under "More"."""

    title: Text
    fields: tuple[Field, ...]
    new: tuple[Field, ...]
    more: tuple[Field, ...]
    new_title: Text = ""
    is_known: bool = False
    """Whether what the group names is in the database already."""

    @property
    def is_new(self) -> bool:
        """Whether something is new, or something is typed about what is not known to be there."""
        if any(field.is_new for field in self.fields) or any(field.errors for field in self.new):
            return True
        return not self.is_known and any(field.differs for field in self.new)

    @property
    def is_open(self) -> bool:
        """Whether something under "More" has to be looked at."""
        return any(field.errors or field.question for field in self.more)

    @property
    def filled(self) -> int:
        """How many fields under "More" hold something else than a new form shows."""
        return sum(field.differs for field in self.more)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that holds one text here and another in what was kept or saved meanwhile."""

    spec: Spec
    mine: str
    theirs: str
    untouched: bool = False
    """Whether this window never changed it, so that the other text is the likelier one."""

    @property
    def control(self) -> str:
        """The name of the two buttons that choose."""
        return f"{CHOICE}{self.spec.name}"


@dataclass(slots=True)
class FigureForm:
    """What is typed in the form of a figure, and what was found wrong with it."""

    typed: Mapping[str, str]
    findings: Sequence[Finding] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    understood: Understood | None = None
    stored: bool = False
    """Whether it shows a working copy as it is stored, or the next form of its document: nothing in it is new."""

    @classmethod
    def empty(cls, **typed: str) -> FigureForm:
        """A new form with its usual choices."""
        return cls({**{name: spec.usual for name, spec in SPECS.items() if spec.usual}, **typed})

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> FigureForm:
        """The form as it came back."""
        reasons = {name.removeprefix(REASON): value for name, value in data.items() if name.startswith(REASON)}
        own = (REASON, CHOICE, PICK, APART)
        typed = {name: value for name, value in data.items() if name not in CONTROLS and not name.startswith(own)}
        return cls(_with_picks(typed, data), reasons=reasons)

    @classmethod
    def after(cls, figure: Figure, citation: Citation | None) -> FigureForm:
        """The form of the next figure from the same document: where and by whom it was said, and the crisis."""
        held = cls.of_figure(figure, citation).typed
        kept = {spec.name for group in GROUPS[:2] for spec in group.fields} | {"crisis"}
        form = cls.empty(**{name: value for name, value in held.items() if name in kept and value})
        return replace(form, stored=True)

    @classmethod
    def of_document(cls, form: FigureForm, document: Document | None) -> FigureForm:
        """The form with a known document filled in; as it is where there is none."""
        if document is None:
            return form
        return replace(form, typed={**form.typed, **_described(document)}, stored=True)

    @classmethod
    def of_figure(cls, figure: Figure, citation: Citation | None) -> FigureForm:
        """The form filled with a working copy."""
        reasons = figure.reasons
        return cls({**_own(figure), **_named(figure), **_cited(citation)}, reasons=reasons, stored=True)

    @property
    def kept(self) -> dict[str, str]:
        """What is typed in the form's own fields and as reasons, by the names of their inputs; no other name."""
        reasons = {f"{REASON}{code}": text for code, text in self.reasons.items() if code.isalnum() and len(code) < 5}
        return {**{name: self.typed[name] for name in (*SPECS, *MEMORY) if self.typed.get(name)}, **reasons}

    @property
    def apart_from(self) -> list[int]:
        """Recorded figures that the person says this one does not repeat."""
        return [int(word) for word in self.typed.get("apart_from", "").split() if word.isdecimal() and len(word) < 19]

    def beside(self, stored: Mapping[str, str]) -> FigureForm:
        """The form as it compares with a figure that it made: names and dates as they were read, and where it is empty
        what was filled in from the rest when it was recorded.
        """
        read = self.understood.flat if self.understood else {}
        said = {name: text for name, text in {**self.typed, **read}.items() if text.strip()}
        return replace(self, typed={**stored, **said})

    def understand(self, today: date) -> Understood:
        """Read what is typed, once; what is wrong or asked stands at its field afterwards."""
        if self.understood is None:
            self.understood = understand(self.typed, today=today)
            self.findings = self.understood.findings
        return self.understood

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Show these beside what was found while reading; a field that asks a question says nothing more."""
        asked = self.understood.findings if self.understood else []
        at = {place_of(one) for one in asked}
        if "document_url" in at:
            at |= {"document_title", "document_published_date"}
        found = [self._where_typed(one) for one in findings]
        rest = [one for one in found if not one.is_error or place_of(one) not in at]
        self.findings = [*asked, *(one for one in rest if one not in asked)]

    def _where_typed(self, finding: Finding) -> Finding:
        """What is found about a number stands where the number was written: in words, where its field is empty."""
        field = finding.field
        if field in IN_DIGITS and not self.typed.get(field, "").strip() and self.typed.get("value_text", "").strip():
            return replace(finding, field="value_text")
        return finding

    def differences(self, other: Mapping[str, str], *, seen: Mapping[str, str] | None = None) -> list[Difference]:
        """The fields in which another window, or another person, has something else.

        `seen` is what this window showed before anybody typed in it, where that is known.
        """
        found = [(spec, self.typed.get(name, ""), other.get(name, "")) for name, spec in SPECS.items()]
        return [
            Difference(spec, mine, theirs, seen is not None and _same(mine, seen.get(spec.name, "")))
            for spec, mine, theirs in found
            if not _same(mine or spec.usual, theirs or spec.usual)
        ]

    def with_choices(self, data: Mapping[str, str], other: Mapping[str, str]) -> FigureForm:
        """The form with the other text in every field for which that was chosen."""
        taken = {name: other.get(name, "") for name in SPECS if data.get(f"{CHOICE}{name}") == "theirs"}
        return FigureForm({**self.typed, **taken}, reasons=self.reasons)

    @property
    def row(self) -> dict[str, Any]:
        """What is typed, as the row that resolve.py reads."""
        flat = dict(self.understood.flat if self.understood else self.typed)
        details = {part: flat.pop(f"organisation_{part}", "").strip() for part in ("code", "kind")}
        row = nested({name: value for name, value in flat.items() if name not in MEMORY})
        if any(details.values()) and str(row.get("organisation", "")).strip():
            row["organisation"] = {"name": row["organisation"], **details}
        return row

    @property
    def confirm(self) -> dict[str, str]:
        """The reasons that were given, by code; a comparison that was made is the one for a likely repetition."""
        given = {code: reason for code, reason in self.reasons.items() if reason.strip()}
        if self.apart_from and "W7" not in given:
            compared = words.comma().join(f"F-{pk}" for pk in self.apart_from)
            given["W7"] = gettext("Compared with %(figures)s: another statement.") % {"figures": compared}
        return given

    @property
    def errors(self) -> list[Shown]:
        """What stops the form, for the summary on top."""
        liftable = [one for one in asking(self.findings) if not _is_refusal(one)]
        return [_shown(one) for one in self.findings if one not in liftable]

    @property
    def reason_errors(self) -> list[Shown]:
        """What is wrong with the reason for a correction or a return, which is no field of the figure."""
        return [_shown(one) for one in self.findings if one.field == "reason"]

    @property
    def warnings(self) -> list[Shown]:
        """What asks for a reason."""
        liftable = [one for one in asking(self.findings) if not _is_refusal(one)]
        return [_shown(one, self.reasons.get(one.code, "")) for one in liftable]

    @property
    def groups(self) -> list[FieldSet]:
        """The form as it is drawn."""
        offered = choices()
        return [_field_set(group, self, offered) for group in GROUPS]


def _same(one: str, other: str) -> bool:
    """Whether two texts of a field are one; browsers send line ends of two signs."""
    return " ".join(one.split()) == " ".join(other.split())


def _is_refusal(finding: Finding) -> bool:
    """Whether this is the ledger's word about the act ("changed", "no_draft"), which no reason lifts."""
    return finding.code[:1].islower()


def _field_set(group: Group, form: FigureForm, offered: Mapping[str, Sequence[tuple[str, str]]]) -> FieldSet:
    fields = [field_of(spec, form, offered.get(spec.name, ())) for spec in group.fields]
    return FieldSet(
        group.title,
        tuple(one for one in fields if not (one.spec.more or one.spec.when_new)),
        tuple(one for one in fields if one.spec.when_new),
        tuple(one for one in fields if one.spec.more),
        group.new_title,
        form.stored or (form.understood is not None and form.understood.known_document is not None),
    )


def field_of(spec: Spec, form: FigureForm, offered: Sequence[tuple[str, str]]) -> Field:
    """A field as it is drawn: what is typed in it, its choices, and what was read, asked or found wrong."""
    if spec.name == "crisis" and len(offered) > MOST_IN_A_LIST:
        spec = replace(spec, kind="crisis", help=gettext_lazy("Its name in any language, or its code."))
    value = form.typed.get(spec.name, "")
    errors = tuple(_shown(one) for one in form.findings if one.is_error and place_of(one) == spec.name)
    options = _options(offered, value) if spec.kind == "choice" else ()
    read = form.understood
    if read is None:
        return Field(spec, value, options, errors)
    question, said = read.questions.get(spec.name), read.said.get(spec.name, "")
    if spec.name == "crisis" and options:
        said = ""  # the list shows the name already
    return Field(spec, value, options, errors, question, said, spec.name in read.is_new)


def _options(codes: Sequence[tuple[str, str]], value: str) -> tuple[Option, ...]:
    """The choices, an empty one first, and what was typed even if it is none of them."""
    offered = [("", "—"), *((code, label) for code, label in codes if code)]
    if value not in dict(offered):
        offered.append((value, value))
    return tuple(Option(code, label, code == value) for code, label in offered)


def _shown(finding: Finding, reason: str = "") -> Shown:
    place = place_of(finding)
    anchor = f"id_{place}" if place in SPECS or place == "reason" else ""
    return Shown(finding.code, label_of(finding), message_of(finding), anchor, reason)


def _with_picks(typed: dict[str, str], data: Mapping[str, str]) -> dict[str, str]:
    """What is typed, with the answers to questions and the suggestions that were taken in their fields."""
    for name, answer in data.items():
        field = name.removeprefix(PICK)
        if not (name.startswith(PICK) and field in SPECS and answer):
            continue
        if answer == NEW:
            named = " ".join(typed.get(field, "").split())
            typed["new_names"] = "\n".join(dict.fromkeys([*typed.get("new_names", "").split("\n"), named])).strip("\n")
        else:
            typed[field] = answer
            if field == "supersedes" and not typed.get("supersedes_kind"):
                typed["supersedes_kind"] = SupersedesKind.REVISES.value
    apart = [name.removeprefix(APART) for name in data if name.startswith(APART)]
    if apart:
        typed["apart_from"] = " ".join(dict.fromkeys([*typed.get("apart_from", "").split(), *apart]))
    return typed


# --- a working copy, as it would be typed ---

_TYPED_OWN = tuple(name for name in OWN_FIELDS if name in SPECS)


def _own(figure: Figure) -> dict[str, str]:
    values = figure.as_values()
    if _follows_from_words(values):
        values |= dict.fromkeys(_NUMBER)
    return {name: _typed(values[name]) for name in _TYPED_OWN}


def _follows_from_words(values: Mapping[str, object]) -> bool:
    """Whether the number is what its words say: then the words alone are shown, and one field is enough to edit it."""
    given = {"value_text": values["value_text"], "unit": values["unit"]}
    read, unread = read_figure(given)
    return not unread and all((read.get(name) or None) == (values[name] or None) for name in _NUMBER)


def _typed(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value)


def _named(figure: Figure) -> dict[str, str]:
    """References under the names by which they are typed; what follows from another field stays empty."""
    originator = figure.originator.name if figure.originator_id != figure.organisation_id else ""
    places = {"place_code": figure.place, "origin_location_code": figure.origin_place}
    speaker = figure.speaker
    return {
        "crisis": figure.crisis.slug,
        "event": figure.event.code if figure.event else "",
        "organisation": figure.organisation.name,
        "originator": originator,
        "speaker": speaker.name if speaker else "",
        SPEAKER_TITLE: speaker.title if speaker else "",
        **{name: place.code if place else "" for name, place in places.items()},
        **{name: _typed(getattr(figure, f"{name}_id")) for name in ("share_of", "part_of", "supersedes", "contests")},
    }


def _cited(citation: Citation | None) -> dict[str, str]:
    if citation is None:
        return {}
    own = ("quote", "quote_language", "quote_translation", "document_page", "hops")
    return {**{name: _typed(getattr(citation, name)) for name in own}, **_described(citation.document)}


def _described(document: Document) -> dict[str, str]:
    """A document as it would be typed: by its address, or by its number where it has none."""
    parts = {name: _typed(getattr(document, part)) for name, part in DOCUMENT_PARTS.items() if part != "publisher"}
    publisher = {"document_publisher": document.publisher.name if document.publisher else ""}
    if not document.url:
        parts["document_url"] = f"#{document.pk}"
    return {**parts, **publisher}
