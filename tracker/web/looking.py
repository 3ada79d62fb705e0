"""What a form says while it is being filled in: its sentence, its number and dates in full, its warnings, and what is
recorded already that it may repeat or belong to. Nothing is stored.
"""

from __future__ import annotations

from typing import Any

from tracker import rules
from tracker.intake.resolve import preview_row
from tracker.ledger.preview import Preview
from tracker.models import Figure, User
from tracker.selectors import alike
from tracker.vocabulary import Qualifier, Unit
from tracker.web import sentences, words
from tracker.web.figure_fields import PICK
from tracker.web.forms import Field, FigureForm
from tracker.web.working import sentence_row


def looked_at(form: FigureForm, person: User, *, standing: Figure | None = None) -> dict[str, Any]:
    """The context of templates/desk/_reading.html. The form has been understood; `standing` is what it would change."""
    found = preview_row(form.row, actor=person, confirm=form.confirm, standing=standing)
    row = found.row
    citation = found.citations[0] if found.citations else None
    suggested = alike.suggestions_for(found.figure, citation, apart=set(form.apart_from))
    repeats = suggested.repeats
    return {
        "looked_at": True,
        "row": row,
        "sentence": _sentence(found, row),
        "source": sentences.source_sentence(row) if row and citation else "",
        "value_words": value_words(found, row),
        "soft": [one for one in _soft(form, found, standing) if one.code != "W7" or repeats],
        "repeats": [{"figure": one.figure, "why": one.why, "row": sentence_row(one.figure)} for one in repeats],
        "of_document": alike.count_of_document(citation) if standing is None else 0,
        "relations": [
            {"name": name, "pick": f"{PICK}{name}", "figures": _told(figures)}
            for name, figures in suggested.relations.items()
        ],
    }


def _sentence(found: Preview, row: Any) -> str:
    """What everybody will read, as far as it is known; the claim alone before its source is named."""
    if not row:
        return ""
    is_anybodys = found.figure.organisation_id or found.figure.speaker_id or found.citations
    return sentences.figure_sentence(row) if is_anybodys else sentences.claim_alone(row)


def value_words(found: Preview, row: Any) -> dict[str, str]:
    """The number as it was read: in words, with its lowest, best and highest value; empty while there is none."""
    figure = found.figure
    if not row or figure.qualifier == Qualifier.DENIED:
        return {}
    shown = words.percent if row["unit"] == Unit.PERCENT else words.number
    open_end = "high_open" if figure.high_open else ""
    return {
        "words": words.figure_words(row),
        "low": shown(row["value_low"]) if row["value_low"] is not None else "",
        "best": shown(row["value_best"]) if row["value_best"] is not None else "",
        "high": shown(row["value_high"]) if row["value_high"] is not None else "",
        "open": open_end,
    }


def answered(form: FigureForm) -> list[Field]:
    """The fields under which something is said back or asked, or that name something new."""
    fields = [field for group in form.groups for field in (*group.fields, *group.new, *group.more)]
    return [field for field in fields if field.said or field.question or field.is_new or field.errors]


def _soft(form: FigureForm, found: Preview, standing: Figure | None) -> list[Any]:
    """The warnings without a reason so far; errors wait for the save, for half a form is no mistake."""
    given = standing.reasons if standing else {}
    given |= {code: reason for code, reason in form.reasons.items() if reason.strip()}
    asking = [one for one in rules.asking(found.findings) if not given.get(one.code)]
    shown = FigureForm(form.typed)
    shown.refuse(asking)
    return shown.warnings


def _told(figures: list[Figure]) -> list[dict[str, Any]]:
    return [{"figure": one, "row": sentence_row(one)} for one in figures]
