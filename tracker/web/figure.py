"""One figure: the sentence, the words it stands on, who said them, and everything that happened to the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Series
from tracker.selectors.breakdowns import breakdowns_of
from tracker.selectors.figures import FigureDetail, Revision, Tombstone, figure_at, revisions
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading
from tracker.selectors.series import series_by_id
from tracker.web import breakdown_view, errors, sentences, words
from tracker.web.pages import public_page, show
from tracker.web.plates import plate_file
from tracker.web.row_words import in_words, label
from tracker.web.viewing import viewing_of

RELATION_WORDS = {
    "supersedes": gettext_lazy("Replaces"),
    "superseded_by": gettext_lazy("Replaced by"),
    "contests": gettext_lazy("Contests"),
    "contested_by": gettext_lazy("Contested by"),
    "part_of": gettext_lazy("Part of"),
    "parts": gettext_lazy("Parts"),
    "share_of": gettext_lazy("Share of"),
    "shares": gettext_lazy("Shares"),
}

FIELD_WORDS = {
    "value": gettext_lazy("number"),
    "value_text": gettext_lazy("number in words"),
    "value_low": gettext_lazy("lowest"),
    "value_best": gettext_lazy("best"),
    "value_high": gettext_lazy("highest"),
    "qualifier": gettext_lazy("qualifier"),
    "quote": gettext_lazy("quote"),
    "organisation": gettext_lazy("organisation"),
    "organisation_code": gettext_lazy("short name of the organisation"),
    "warnings": gettext_lazy("warnings"),
    "originator": gettext_lazy("originator"),
    "speaker": gettext_lazy("speaker"),
    "speaker_title": gettext_lazy("title of the speaker"),
    "place_name": gettext_lazy("place"),
    "place_code": gettext_lazy("code of the place"),
    "as_of_date": gettext_lazy("as of"),
    "statement_date": gettext_lazy("said on"),
    "said_date": gettext_lazy("said on"),
    "reference_period_start": gettext_lazy("start of the period"),
    "reference_period_end": gettext_lazy("end of the period"),
    "citations": gettext_lazy("citations"),
    "notes": gettext_lazy("notes"),
    "source_reliability": gettext_lazy("reliability of the source"),
    "claim_credibility": gettext_lazy("credibility of the claim"),
}


@public_page
def figure(request: HttpRequest, reading: Reading, figure_id: int) -> HttpResponse:
    """A published figure; 410 with the reason once it was withdrawn, 404 where it never was public."""
    found = figure_at(figure_id, reading)
    if isinstance(found, Tombstone):
        return errors.gone(request, found)
    if found is None:
        sentence = _(
            "There is no figure %(id)s here, or it had not been said or published at the moment you ask about."
        )
        return errors.missing(request, sentence % {"id": figure_id})
    series = series_by_id(found.row["series"]) if found.row["series"] else None
    as_they_were("place", [series.place if series else None], reading)
    context = _context(found, series, revisions(figure_id, reading))
    divided = breakdowns_of(figure_id, reading) if found.relations.get("parts") else []
    context["breakdowns"] = [breakdown_view.picture(one, viewing_of(request, reading)) for one in divided]
    context["permanent"] = request.build_absolute_uri(f"{found.row['permalink']}?revision={found.sequence}")
    context["approved"] = found.row["updated_at"]
    latest = words.as_date(found.row["said_date"])
    return show(request, "figure/figure.html", context, reading=reading, section="crises", latest=latest)


@public_page
def parts_file(request: HttpRequest, reading: Reading, figure_id: int, partition: str, ending: str) -> HttpResponse:
    """One way in which a total was divided, as a file."""
    divided = [one for one in breakdowns_of(figure_id, reading) if (one.partition or "parts") == partition]
    if not divided:
        return errors.missing(request, _("Nothing had been said that this could be drawn from."))
    shown = breakdown_view.picture(divided[0], viewing_of(request, reading))
    return plate_file(request, reading, shown.plate, ending)


def _context(found: FigureDetail, series: Series | None, states: list[Revision]) -> dict[str, Any]:
    return {
        "figure": found.row,
        "refs": found.refs,
        "sentence": sentences.figure_sentence(found.row),
        "citations": found.citations,
        "relations": [{"words": RELATION_WORDS[name], "rows": rows} for name, rows in found.relations.items() if rows],
        "revisions": [_state(one, found.figure_id) for one in reversed(states)],
        "series": series,
        "series_title": sentences.series_title(series) if series else "",
    }


def _state(one: Revision, figure_id: int) -> dict[str, Any]:
    changed = [
        {"field": str(FIELD_WORDS.get(name) or label(name)), "old": _shown(name, old), "new": _shown(name, new)}
        for name, (old, new) in one.changed.items()
        if name != "citations"
    ]
    return {
        "state": one,
        "changed": changed,
        "citations_changed": "citations" in one.changed,
        "address": f"{reverse('figure', args=[figure_id])}?revision={one.sequence}",
    }


def _shown(name: str, value: Any) -> str:
    """A field's value in a history: "not stated" for nothing."""
    return in_words(name, value) or _("not stated")
