"""What changed since a day, for readers: added, corrected and withdrawn figures with their words and the reasons.

Of the whole site or of one crisis; a list that is a page of its own with its own address, and in short a section of
others. Reads `selectors.changed`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.selectors import parsing
from tracker.selectors.changed import MOST_COUNTED, Changed, Counted, Kind, changed, counted
from tracker.selectors.crises import crisis_view
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import QueryError
from tracker.web import errors, words
from tracker.web.figure import FIELD_WORDS
from tracker.web.pages import public_page, show
from tracker.web.viewing import Chip, asked_page, chips, days_before

CHANGES_ON_A_PAGE = 50
LATELY = timedelta(days=7)
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_WORDS = {
    "added": gettext_lazy("Added"),
    "corrected": gettext_lazy("Corrected"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "renamed": gettext_lazy("Renamed"),
}


@public_page
def changes(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What changed on the whole site."""
    return _page(request, reading, crisis=None)


@public_page
def crisis_changes(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """What changed in one crisis."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug})
    return _page(request, reading, crisis=found.crisis)


def told(found: list[Changed]) -> list[dict[str, Any]]:
    """Changes as `includes/_changed.html` shows them."""
    return [
        {
            "change": one,
            "kind": KIND_WORDS[one.kind],
            "fields": [FIELD_WORDS[name] for name in one.fields if name in FIELD_WORDS],
            "before": words.figure_words(one.before) if one.before else "",
            "after": words.figure_words(one.after) if one.after else "",
        }
        for one in found
    ]


def _page(request: HttpRequest, reading: Reading, crisis: Any) -> HttpResponse:
    try:
        since = _since(request)
        kind = _kind(request)
        page = asked_page(request)
    except QueryError as refusal:
        return errors.refused(request, refusal)
    slug = crisis.slug if crisis else ""
    number = counted(reading, crisis=slug, since=since)
    found = changed(
        reading, crisis=slug, since=since, kinds=(kind,) if kind else (),
        limit=CHANGES_ON_A_PAGE, offset=(page - 1) * CHANGES_ON_A_PAGE,
    )  # fmt: skip
    context = {
        "crisis": crisis,
        "since": since,
        "week": days_before(reading.today(), LATELY),
        "changes": told(found),
        "counts": _counts(number, kind),
        "chips": chips(request, _chips(since, kind)),
        "total": getattr(number, kind) if kind else number.all,
        "page": page,
        "has_more": (getattr(number, kind) if kind else number.all) > page * CHANGES_ON_A_PAGE,
    }
    return show(request, "data/changes.html", context, reading=reading, section="crises" if crisis else "data")


def _since(request: HttpRequest) -> date | None:
    asked = request.GET.get("since", "")
    return parsing.day("since", asked) if asked else None


def _kind(request: HttpRequest) -> Kind | None:
    asked = request.GET.get("kind", "")
    if not asked:
        return None
    found = next((kind for kind in KINDS if kind == asked), None)
    if found is None:
        raise parsing.refuse(
            "kind", "invalid_code", f'"{asked[:60]}" is no kind of change; one of {", ".join(KINDS)} is.'
        )
    return found


def _counts(number: Counted, kind: Kind | None) -> list[dict[str, Any]]:
    """The kinds that there are, each with how many, as links that narrow the list."""
    return [
        {"kind": one, "label": KIND_WORDS[one], "number": _so_many(getattr(number, one)), "current": one == kind}
        for one in KINDS
        if getattr(number, one)
    ]


def _so_many(number: int) -> str:
    if number > MOST_COUNTED:
        return _("%(number)s or more") % {"number": words.number(MOST_COUNTED)}
    return words.number(number)


def _chips(since: date | None, kind: Kind | None) -> list[Chip]:
    found = []
    if since:
        found.append(Chip("since", _("recorded on %(date)s or later") % {"date": words.day(since)}))
    if kind:
        found.append(Chip("kind", str(KIND_WORDS[kind])))
    return found
