"""The notes on a working copy as its pages show them: questions at a field, open until somebody settles them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest

from tracker.ledger import notes
from tracker.models import Figure, User
from tracker.selectors import inbox
from tracker.web.figure_fields import SPECS


def notes_context(request: HttpRequest, held: Figure, person: User) -> dict[str, Any]:
    """What the part with the notes of a page needs; nothing for people whom they do not concern."""
    if not notes.may_read_notes(held, person):
        return {"reads_notes": False}
    found = inbox.notes_on(held)
    asked = request.POST.get("field") or request.GET.get("note", "")
    return {
        "reads_notes": True,
        "notes": [{"note": one, "label": _label(one.field)} for one in found],
        "open_notes": sum(one.settled_at is None for one in found),
        "note_fields": [{"name": name, "label": spec.label, "chosen": name == asked} for name, spec in SPECS.items()],
        "asks": "note" in request.GET,
        "note_text": request.POST.get("text", ""),
        "note_key": uuid.uuid4().hex,
    }


def _label(field: str) -> Any:
    return SPECS[field].label if field in SPECS else ""
