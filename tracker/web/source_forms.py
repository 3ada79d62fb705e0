"""The forms by which editors change sources, crises and events: what is typed, and what it would change.

Other records are named, not picked from thousands: by their exact name, short name or alias, with the nearest ones
offered where there is none. A form says of itself which state it was made from, so that nobody overwrites another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Crisis, Document, Event, Organisation, Place, Speaker
from tracker.selectors import lookup
from tracker.vocabulary import RELIABILITIES, Attribution, DatePrecision, DocumentKind, OrganisationKind
from tracker.web import words

REASON = gettext_lazy("Reason, which everybody reads")
PRECISIONS = {
    "day": gettext_lazy("to the day"),
    "days": gettext_lazy("to a few days"),
    "week": gettext_lazy("to the week"),
    "part_of_month": gettext_lazy("to a part of the month"),
    "month": gettext_lazy("to the month"),
    "year": gettext_lazy("to the year"),
}
ATTRIBUTIONS = {
    "not_stated": gettext_lazy("nobody is named"),
    "stated_by_source": gettext_lazy("named by a source"),
    "suspected": gettext_lazy("suspected"),
    "contested": gettext_lazy("contested"),
    "conceded": gettext_lazy("conceded"),
}


def coded(codes: Any, table: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Choices of a field of codes, with their words."""
    return [(str(code), words.code_words(table, code)) for code in codes]


class Day(forms.DateField):
    """A calendar day; pages of every language write it alike, as the browser does."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **{"required": False, **options})


class NameOf(forms.CharField):
    """Another record by its name; cleaned to the row, or None. `kind` as in selectors/lookup.py.

    Names are offered while somebody types (static/js/lookup.js); without scripts a link leads to the page of names.
    """

    MODELS: ClassVar[dict[str, Any]] = {"organisation": Organisation, "place": Place, "crisis": Crisis}

    def __init__(self, kind: str, *, by_number: bool = False, **options: Any) -> None:
        super().__init__(max_length=300, **options)
        self.kind = kind
        self.by_number = by_number
        """Whether the record is set by its number, so that an entry of the ledger can state it."""
        self.widget.attrs |= {"autocomplete": "off", "dir": "auto", "data-lookup": kind}

    def clean(self, value: Any) -> Any:
        """The row of that name."""
        text = str(super().clean(value) or "").strip()
        return self._found(text) if text else None

    def _found(self, text: str) -> Any:
        model = self.MODELS[self.kind]
        # "Syria (SYR)": the code alone tells places of one name apart.
        ids = lookup.exact(self.kind, text.rpartition("(")[2].rstrip(")") if text.endswith(")") else text)
        ids = ids or lookup.exact(self.kind, text)
        rows = [row for row in model.objects.in_bulk(ids).values() if not getattr(row, "merged_into_id", None)]
        if len(rows) == 1:
            return rows[0]
        near = rows or list(model.objects.in_bulk(lookup.nearest(self.kind, text)).values())
        found = words.comma().join(str(row) for row in near[:5])
        if len(rows) > 1:
            message = _("Several go by “%(found)s”: %(names)s. Write the one you mean.")
        elif near:
            message = _("Nothing is called “%(found)s” here. Is it one of these? %(names)s")
        else:
            message = _("Nothing is called “%(found)s” here.")
        raise forms.ValidationError(message % {"found": text, "names": found})


class Names(forms.CharField):
    """Names, one a line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        super().__init__(max_length=4_000, required=False, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The names as a list, each once."""
        lines = (" ".join(line.split()) for line in str(super().clean(value) or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class ByLanguage(forms.CharField):
    """Names by language, one a line: "ar: سوريا"."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        help_text = gettext_lazy("One a line with the code of its language, for example ar: سوريا")
        super().__init__(max_length=4_000, required=False, widget=widget, help_text=help_text, **options)

    def clean(self, value: Any) -> Any:
        """Language code -> name."""
        found = {}
        for line in str(super().clean(value) or "").splitlines():
            code, colon, name = line.partition(":")
            if not line.strip():
                continue
            if not colon or not name.strip() or not 2 <= len(code.strip()) <= 8 or not code.strip().isascii():
                raise forms.ValidationError(_("“%(found)s” has no language. Write it like ar: سوريا") % {"found": line})
            found[code.strip().lower()] = name.strip()
        return found


class ChangeForm(forms.Form):
    """A record as it is, to be changed with a reason."""

    STAYS: ClassVar[str] = ""
    """The field with which a record is made, and which never changes afterwards."""

    reason = forms.CharField(label=REASON, max_length=1000, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])
        for name in self.fields:
            if name in self.errors if self.is_bound else False:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    @classmethod
    def of(cls, thing: Any, data: Any = None) -> ChangeForm:
        """The form of a record."""
        return cls(data, initial={name: shown(getattr(thing, name)) for name in cls.names_to_set()})

    @classmethod
    def names_to_set(cls) -> list[str]:
        """The fields that change the record, each named like its attribute."""
        return [name for name in cls.base_fields if name not in ("reason", cls.STAYS)]

    @classmethod
    def attribute(cls, name: str) -> str:
        """What the ledger calls that which a field sets."""
        return f"{name}_id" if getattr(cls.base_fields[name], "by_number", False) else name

    def changes(self) -> dict[str, Any]:
        """What was typed, by attribute of the record; of a valid form."""
        return {self.attribute(name): self._set(name) for name in self.names_to_set()}

    def _set(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return value.pk if value and self.attribute(name) != name else value

    def refuse(self, field: str, message: str) -> None:
        """Show what the ledger refuses at its field."""
        named = {self.attribute(name): name for name in self.names_to_set()}
        where = field if field in self.fields else named.get(field, "")
        self.add_error(where or None, message)


def shown(value: Any) -> Any:
    """A stored value as a field shows it."""
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, dict):
        return "\n".join(f"{code}: {name}" for code, name in value.items())
    return str(value) if isinstance(value, Organisation | Place) else value


def state_of(stated: Mapping[str, Any]) -> str:
    """A short name for one state of a record: another by the time a form is sent means that somebody changed it."""
    return hashlib.sha256(json.dumps(stated, sort_keys=True, default=str).encode()).hexdigest()[:16]


class OrganisationForm(ChangeForm):
    """An organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    code = forms.CharField(label=gettext_lazy("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: coded(OrganisationKind, words.ORGANISATION_WORDS)
    )
    parent = NameOf("organisation", by_number=True, label=gettext_lazy("Part of"), required=False)
    url = forms.URLField(label=gettext_lazy("Web site"), max_length=500, required=False, assume_scheme="https")
    aliases = Names(
        label=gettext_lazy("Other names"), help_text=gettext_lazy("One a line. A former name is kept here by itself.")
    )
    names = ByLanguage(label=gettext_lazy("Names by language"))
    reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability"),
        choices=lambda: coded(RELIABILITIES, words.RELIABILITY_WORDS),
        help_text=gettext_lazy(
            "For figures recorded from now on, and for the order of headlines; recorded figures keep theirs."
        ),
    )
    reliability_reason = forms.CharField(label=gettext_lazy("Why it is judged so"), max_length=500, required=False)
    party_to_conflict = forms.BooleanField(label=gettext_lazy("Party to the conflict"), required=False)
    party_reason = forms.CharField(label=gettext_lazy("Why it is a party"), max_length=500, required=False)


class SpeakerForm(ChangeForm):
    """A person in an office, or the office alone."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False, help_text=gettext_lazy("Empty for an office alone.")
    )
    title = forms.CharField(label=gettext_lazy("Office or role"), max_length=200, required=False)
    organisation = NameOf("organisation", by_number=True, label=gettext_lazy("Speaks for"))
    since = Day(label=gettext_lazy("In office since"))
    until = Day(label=gettext_lazy("In office until"))


class DocumentForm(ChangeForm):
    """A document."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=400)
    url = forms.URLField(label=gettext_lazy("Address"), max_length=1000, required=False, assume_scheme="https")
    publisher = NameOf("organisation", by_number=True, label=gettext_lazy("Publisher"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=lambda: coded(DocumentKind, words.DOCUMENT_WORDS))
    published_date = Day(label=gettext_lazy("Published on"))
    published_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly the day is known"), choices=lambda: coded(DatePrecision, PRECISIONS)
    )
    accessed_date = Day(label=gettext_lazy("Read on"))
    language = forms.CharField(
        label=gettext_lazy("Language"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Two letters, for example ar."),
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=200, required=False)
    redistributable = forms.BooleanField(
        label=gettext_lazy("Its figures may be passed on"),
        required=False,
        help_text=gettext_lazy("Without this permission every figure of the document stays at the desk."),
    )
    archived_url = forms.URLField(
        label=gettext_lazy("Address of an archived copy"), max_length=1000, required=False, assume_scheme="https"
    )


class CrisisForm(ChangeForm):
    """A crisis; its code stays, because addresses hold it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    names = ByLanguage(label=gettext_lazy("Names by language"))
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    place = NameOf("place", label=gettext_lazy("Place or area"), required=False)


class NewCrisisForm(CrisisForm):
    """A new one."""

    STAYS = "slug"
    slug = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("Stands in addresses for ever, such as nw-syria."),
    )
    reason = None  # type: ignore[assignment]
    field_order = ("slug",)


class EventForm(ChangeForm):
    """Something that happened."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=80)
    name = forms.CharField(label=gettext_lazy("What happened"), max_length=300)
    start = Day(
        label=gettext_lazy("From"),
        required=True,
        error_messages={"required": gettext_lazy("Say on which day it began.")},
    )
    end = Day(label=gettext_lazy("To"))
    date_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly the days are known"), choices=lambda: coded(DatePrecision, PRECISIONS)
    )
    place = NameOf("place", label=gettext_lazy("Place"), required=False)
    responsible_claimed = forms.CharField(
        label=gettext_lazy("Who is said to be responsible, and by whom"), max_length=300, required=False
    )
    attribution = forms.ChoiceField(
        label=gettext_lazy("How responsibility is spoken of"), choices=lambda: coded(Attribution, ATTRIBUTIONS)
    )

    def clean(self) -> dict[str, Any]:
        """An end that is left out is the start; one before the start is wrong."""
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if end is None and "end" not in self.errors:
            data["end"] = start
        if start and data.get("end") and data["end"] < start:
            self.add_error("end", _("It ends before it begins."))
        return data


class NewEventForm(EventForm):
    """A new one."""

    STAYS = "crisis"
    crisis = NameOf("crisis", label=gettext_lazy("Crisis"))
    reason = None  # type: ignore[assignment]
    field_order = ("crisis",)


FORMS: dict[type[Any], type[ChangeForm]] = {
    Organisation: OrganisationForm,
    Speaker: SpeakerForm,
    Document: DocumentForm,
    Crisis: CrisisForm,
    Event: EventForm,
}
