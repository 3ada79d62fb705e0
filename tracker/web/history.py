"""Who did what, when, why and through which door: the history of everything, with filters, and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.ledger import permissions
from tracker.models import Crisis, Organisation, Place, Series, User
from tracker.selectors.history import HistoryFilter, Line, act_of, all_lines, history, is_undo
from tracker.selectors.history_names import Things, kind_of, numbers_in, things_of
from tracker.selectors.reading import open_reading
from tracker.web import sentences, words
from tracker.web.figure_fields import SPECS
from tracker.web.pages import show
from tracker.web.source_forms import FORMS

ACTIONS: dict[str, Any] = {
    **words.ACTION_WORDS,
    "recorded": gettext_lazy("Recorded"),
    "edited": gettext_lazy("Draft changed"),
    "submitted": gettext_lazy("Handed over for review"),
    "returned": gettext_lazy("Returned to the author"),
    "taken_back": gettext_lazy("Taken back from review"),
    "draft_withdrawn": gettext_lazy("Draft withdrawn"),
    "draft_restored": gettext_lazy("Withdrawn draft restored"),
    "redaction": gettext_lazy("Redaction asked for"),
    "permission": gettext_lazy("Permission recorded"),
    "assigned": gettext_lazy("Review asked of somebody"),
    "copy_kept": gettext_lazy("Copy of the document kept"),
    "copy_removed": gettext_lazy("Copy of the document removed"),
    "password": gettext_lazy("Password changed"),
    "link": gettext_lazy("Link for a new password made"),
    "closed": gettext_lazy("Account closed"),
    "opened": gettext_lazy("Account opened again"),
}
OBJECTS: dict[str, Any] = {
    "figure": gettext_lazy("figure"),
    "series": gettext_lazy("series"),
    "crisis": gettext_lazy("crisis"),
    "event": gettext_lazy("event"),
    "place": gettext_lazy("place"),
    "organisation": gettext_lazy("organisation"),
    "speaker": gettext_lazy("speaker"),
    "document": gettext_lazy("document"),
    "snapshot": gettext_lazy("snapshot"),
    "origin": gettext_lazy("start of a count"),
    "person": gettext_lazy("person"),
}
DOORS: dict[str, Any] = {
    "form": gettext_lazy("a page"),
    "import": gettext_lazy("an import"),
    "api": gettext_lazy("the API"),
    "bulk": gettext_lazy("an act about many figures"),
    "program": gettext_lazy("a program"),
}
ADDRESSES = {
    "figure": "desk-figure",
    "series": "series",
    "organisation": "organisation",
    "document": "document",
    "person": "person",
}
EDITORS_PAGES = {"series": "desk-series", "crisis": "desk-crisis", "event": "desk-event"}
SOURCES = ("organisation", "speaker", "document")
LABELS = {form.attribute(name): form.base_fields[name].label for form in FORMS.values() for name in form.names_to_set()}
"""What fields of sources, crises and events are called on their own pages."""
SETTINGS: dict[str, Any] = {
    "leads": gettext_lazy("Series on the cards"),
    "spine": gettext_lazy("Source that carries the line"),
    "max_gap": gettext_lazy("Longest gap that the line joins, in days"),
    "stale_after": gettext_lazy("Stale after so many days"),
    "merged_into_id": gettext_lazy("Merged into"),
    "citations": gettext_lazy("Citations"),
    "place": SPECS["place_code"].label,
    "origin_place": SPECS["origin_location_code"].label,
    "source_system": gettext_lazy("System it was taken from"),
    "external_id": gettext_lazy("Its identifier there"),
    "warnings": gettext_lazy("Warnings"),
}
"""What else changes, by what it is called where it is set."""
COLUMNS = ("at", "person", "door", "object", "number", "action", "field", "old", "new", "reason", "entry", "batch")


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """The history as the address narrows it; `format=csv` gives the same lines as a file."""
    wanted, problems = _asked(request)
    if problems:
        return _shown(request, wanted, [], "", problems)
    if request.GET.get("format") == "csv":
        return _file(wanted)
    found = history(wanted, cursor=request.GET.get("after", ""))
    assert isinstance(request.user, User)  # noqa: S101 - the view asks for a sign-in
    edits = permissions.allows(request.user, "rename")
    things = things_of(found.lines)
    lines = [_line(one, found.people, things, edits=edits) for one in found.lines]
    return _shown(request, wanted, lines, found.following, [])


def _shown(
    request: HttpRequest, wanted: HistoryFilter, lines: list[dict[str, Any]], following: str, problems: list[str]
) -> HttpResponse:
    names = ("person", "object", "since", "until")
    pairs = [(name, request.GET[name]) for name in names if request.GET.get(name)]
    pairs += [("door", wanted.door)] if wanted.door else []
    asked = dict(pairs)
    context = {
        "lines": lines,
        "problems": problems,
        "asked": asked,
        "people": User.objects.order_by("username").values_list("username", flat=True)[:500],
        "objects": [(code, label) for code, label in OBJECTS.items() if code != "person" or wanted.accounts],
        "doors": DOORS.items(),
        "door_kind": wanted.door.partition(":")[0],
        "door_number": wanted.door.partition(":")[2],
        "following": f"?{urlencode([*pairs, ('after', following)])}" if following else "",
        "file": f"?{urlencode([*pairs, ('format', 'csv')])}",
        "paged": bool(request.GET.get("after")),
        "first": f"?{urlencode(pairs)}",
    }
    status = 400 if problems else 200
    return show(request, "desk/history.html", context, reading=open_reading(), section="desk", status=status)


def _asked(request: HttpRequest) -> tuple[HistoryFilter, list[str]]:
    problems: list[str] = []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        given = request.GET.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(given) if given else None
        except ValueError:
            problems.append(_("“%(found)s” is no day; write it like 2020-02-13.") % {"found": given[:40]})
    assert isinstance(request.user, User)  # noqa: S101 - the view asks for a sign-in
    texts = {
        name: request.GET.get(name, "")[:150].replace("\x00", "") for name in ("person", "object", "door", "batch")
    }
    number = request.GET.get("number", "").strip()
    if number.isascii() and number.isdecimal() and len(number) < 19 and texts["door"] and ":" not in texts["door"]:
        texts["door"] = f"{texts['door']}:{int(number)}"
    elif number and not texts["door"].endswith(f":{number}"):
        problems.append(_("“%(found)s” is no number of an import, a key or an act.") % {"found": number[:40]})
    accounts = permissions.allows(request.user, "manage_accounts")
    return HistoryFilter(**texts, since=days["since"], until=days["until"], accounts=accounts), problems


def _line(one: Line, people: dict[int, str], things: Things, *, edits: bool) -> dict[str, Any]:
    thing = things.get((one.object_type, one.object_id))
    named = people.get(one.object_id, "") if one.object_type == "person" else _name(thing) if thing else ""
    return {
        "line": one,
        "person": people.get(one.person, "") if one.person else "",
        "door": _door(one.door),
        "act": act_of(one.door),
        "action": ACTIONS.get(one.action, one.action),
        "object": _("%(kind)s %(name)s")
        % {
            "kind": OBJECTS.get(one.object_type, one.object_type),
            "name": named or one.object_id,
        },
        "address": _address(one, edits=edits),
        "changes": [
            {"name": field_label(name), "old": _named(one, name, old, things), "new": _named(one, name, new, things)}
            for name, old, new in one.changes
        ],
    }


def _name(thing: Any) -> str:
    """What people call it."""
    if isinstance(thing, Series):
        return sentences.series_title(thing)
    return sentences.local_name(thing) if isinstance(thing, Crisis | Organisation | Place) else str(thing)


def _named(one: Line, field: str, value: Any, things: Things) -> str:
    """A value in words; where it is the number of something, that thing's name."""
    kind = kind_of(one, field)
    numbers = numbers_in(value) if kind else []
    if not numbers:
        return _value(value)
    return "; ".join(_name(things[kind, pk]) if (kind, pk) in things else str(pk) for pk in numbers)


def _address(one: Line, *, edits: bool) -> str:
    """The page of what a line is about: for editors the one at the desk."""
    if edits and one.object_type in SOURCES:
        return reverse("desk-source", args=[one.object_type, one.object_id])
    page = (EDITORS_PAGES if edits else {}).get(one.object_type) or ADDRESSES.get(one.object_type)
    return reverse(page, args=[one.object_id]) if page else ""


def _door(door: str) -> str:
    kind, _colon, number = door.partition(":")
    name = str(DOORS.get(kind, kind))
    if is_undo(door):
        said = {"door": name, "number": act_of(door)}
        return _("%(door)s, number %(number)s, taken back") % said
    return _("%(door)s, number %(number)s") % {"door": name, "number": number} if number else name


def field_label(name: str) -> Any:
    """What a field that an edit or an act changed is called."""
    return SPECS[name].label if name in SPECS else LABELS.get(name) or SETTINGS.get(name, name)


def _value(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):
        return words.comma().join(_value(one) for one in (value if isinstance(value, list) else value.values()))
    return str(value)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def _file(wanted: HistoryFilter) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_rows(wanted), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="history.csv"'
    return response


def _rows(wanted: HistoryFilter) -> Iterator[str]:
    """A row for each field that changed, one where nothing is told of fields."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for one, person in all_lines(wanted):
        about = (one.at.astimezone(UTC).isoformat(), person, one.door, one.object_type, one.object_id, one.action)
        rest = (one.reason, one.sequence or "", one.batch)
        for name, old, new in one.changes or [("", "", "")]:
            yield writer.writerow([_safe(cell) for cell in (*about, name, _value(old), _value(new), *rest)])


def _safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
