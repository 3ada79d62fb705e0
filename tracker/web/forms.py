"""The form of a figure: four groups of fields under the API's names, what was typed in them, and what is wrong where.

It keeps every character that was typed and turns nothing into anything: reading is the business of the rules, storing
that of the ledger. The fields themselves are listed in figure_fields.py. Fed by entry.py, drawn by
templates/desk/_figure_form.html.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from tracker.intake.flat import DOCUMENT_PARTS, SPEAKER_TITLE, nested
from tracker.models import Citation, Figure
from tracker.models.figures import OWN_FIELDS
from tracker.rules import Finding, asking, read_figure
from tracker.web.choices import choices
from tracker.web.figure_fields import CHOICE, CONTROLS, ELSEWHERE, GROUPS, REASON, SPECS, Group, Spec, Text


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
    """A group with its fields, those in sight and those under "More"."""

    title: Text
    fields: tuple[Field, ...]
    more: tuple[Field, ...]

    @property
    def is_open(self) -> bool:
        """Whether something under "More" needs to be seen."""
        return any(field.differs for field in self.more)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that holds one text here and another in the form that was kept meanwhile."""

    spec: Spec
    mine: str
    theirs: str

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

    @classmethod
    def empty(cls, **typed: str) -> FigureForm:
        """A new form with its usual choices."""
        return cls({**{name: spec.usual for name, spec in SPECS.items() if spec.usual}, **typed})

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> FigureForm:
        """The form as it came back."""
        reasons = {name.removeprefix(REASON): value for name, value in data.items() if name.startswith(REASON)}
        typed = {
            name: value
            for name, value in data.items()
            if name not in CONTROLS and not name.startswith((REASON, CHOICE))
        }
        return cls(typed, reasons=reasons)

    @classmethod
    def of_figure(cls, figure: Figure, citation: Citation | None) -> FigureForm:
        """The form filled with a working copy."""
        reasons = {one["code"]: one["reason"] for one in figure.warnings}
        return cls({**_own(figure), **_named(figure), **_cited(citation)}, reasons=reasons)

    @property
    def kept(self) -> dict[str, str]:
        """What is typed in the form's own fields and as reasons, by the names of their inputs; no other name."""
        reasons = {f"{REASON}{code}": text for code, text in self.reasons.items() if code.isalnum() and len(code) < 5}
        return {**{name: self.typed[name] for name in SPECS if self.typed.get(name)}, **reasons}

    def differences(self, other: Mapping[str, str]) -> list[Difference]:
        """The fields in which another window kept something else."""
        return [
            Difference(spec, self.typed.get(name, ""), other.get(name, ""))
            for name, spec in SPECS.items()
            if self.typed.get(name, "") != other.get(name, "")
        ]

    def with_choices(self, data: Mapping[str, str], other: Mapping[str, str]) -> FigureForm:
        """The form with the other window's text in every field for which that was chosen."""
        taken = {name: other.get(name, "") for name in SPECS if data.get(f"{CHOICE}{name}") == "theirs"}
        return FigureForm({**self.typed, **taken}, reasons=self.reasons)

    @property
    def row(self) -> dict[str, Any]:
        """What is typed, as the row that resolve.py reads."""
        return nested(self.typed)

    @property
    def confirm(self) -> dict[str, str]:
        """The reasons that were given, by code."""
        return {code: reason for code, reason in self.reasons.items() if reason.strip()}

    @property
    def errors(self) -> list[Shown]:
        """What stops the form, for the summary on top."""
        liftable = [one for one in asking(self.findings) if not _is_refusal(one)]
        return [_shown(one) for one in self.findings if one not in liftable]

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


def _is_refusal(finding: Finding) -> bool:
    """Whether this is the ledger's word about the act ("changed", "no_draft"), which no reason lifts."""
    return finding.code[:1].islower()


def _field_set(group: Group, form: FigureForm, offered: Mapping[str, Sequence[tuple[str, str]]]) -> FieldSet:
    fields = [_field(spec, form, offered.get(spec.name, ())) for spec in group.fields]
    return FieldSet(
        group.title,
        tuple(one for one in fields if not one.spec.more),
        tuple(one for one in fields if one.spec.more),
    )


def _field(spec: Spec, form: FigureForm, offered: Sequence[tuple[str, str]]) -> Field:
    value = form.typed.get(spec.name, "")
    errors = tuple(_shown(one) for one in form.findings if one.is_error and _place(one) == spec.name)
    return Field(spec, value, _options(offered, value) if spec.kind == "choice" else (), errors)


def _options(codes: Sequence[tuple[str, str]], value: str) -> tuple[Option, ...]:
    """The choices, an empty one first, and what was typed even if it is none of them."""
    offered = [("", "—"), *((code, label) for code, label in codes if code)]
    if value not in dict(offered):
        offered.append((value, value))
    return tuple(Option(code, label, code == value) for code, label in offered)


def _place(finding: Finding) -> str:
    """The field of the form at which a finding stands."""
    return ELSEWHERE.get((finding.code, finding.field)) or ELSEWHERE.get(finding.field, finding.field)


def _shown(finding: Finding, reason: str = "") -> Shown:
    place = _place(finding)
    spec = SPECS.get(place)
    message = gettext(finding.template or finding.message)
    if finding.params:
        message %= _translated(finding.params, field=str(spec.label) if spec else finding.field)
    label = str(spec.label) if spec else finding.field
    anchor = f"id_{place}" if spec or place == "reason" else ""
    return Shown(finding.code, label, message, anchor, reason)


def _translated(params: Mapping[str, object], *, field: str) -> dict[str, object]:
    """What fills a message, in the reader's language too; the field by the name it has on the form."""
    words = {name: gettext(str(params[name])) for name in ("expected", "example") if params.get(name)}
    return {**params, **words, "field": field}


# --- a working copy, as it would be typed ---

_TYPED_OWN = tuple(name for name in OWN_FIELDS if name in SPECS)


def _own(figure: Figure) -> dict[str, str]:
    values = figure.as_values()
    if _follows_from_words(values):
        values |= dict.fromkeys(_NUMBER)
    return {name: _typed(values[name]) for name in _TYPED_OWN}


_NUMBER = ("qualifier", "value", "value_low", "value_high", "magnitude")


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
    document = citation.document
    own = ("quote", "quote_language", "quote_translation", "document_page", "hops")
    parts = {name: _typed(getattr(document, part)) for name, part in DOCUMENT_PARTS.items() if part != "publisher"}
    publisher = {"document_publisher": document.publisher.name if document.publisher else ""}
    return {**{name: _typed(getattr(citation, name)) for name in own}, **parts, **publisher}
