"""What a person puts right in the rows of a preview, and in all rows of the file that say the same.

A name of a place that nobody knows here stands in hundreds of rows: it is answered once. Rows are alike where they
have a fault of the mended row and the reader made the same of the fields that were changed; the cells of the file stay
as they stood, and what was changed is kept beside each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from tracker.intake import runs
from tracker.intake.flat import DOCUMENT_PARTS
from tracker.intake.keeping import claims_in
from tracker.intake.readers.rows import Claim, PlaceHint
from tracker.intake.steps import GONE_ON
from tracker.ledger import imports
from tracker.ledger.errors import Refused
from tracker.models import ImportRow, ImportRun
from tracker.vocabulary import ImportState, RowState

Edits = Mapping[str, Mapping[str, Any]]
"""What was changed of a row: by part and field; `confirm` are the reasons that were given, by code."""


def mend(run: ImportRun, row: ImportRow, edits: Edits, *, expected_version: int) -> bool:
    """Change a row and judge it anew; False when another window changed it meanwhile."""
    if not imports.edit_import_row(row, edits, expected_version=expected_version):
        return False
    runs.judge(run, [row])
    return True


def mend_alike(run: ImportRun, row: ImportRow, edits: Edits, *, expected_version: int) -> int | None:
    """Change a row and all that say the same, to be judged anew by the run's next step.

    Returns how many were changed besides the row, None when another window changed it meanwhile.
    """
    with transaction.atomic():
        if not imports.hold(run, state=ImportState.PREVIEWED):
            return None
        changes = _new_changes(row, edits)
        alike = list(_changed_likewise(run, row, changes))
        if not imports.edit_import_row(row, edits, expected_version=expected_version):
            return None
        imports.edit_import_rows(run, alike)
    return len(alike)


def judge_again(run: ImportRun) -> None:
    """Let all rows of a preview be judged anew by the run's next step. Raises Refused "changed" when it went on."""
    if not imports.judge_again(run):
        raise Refused("changed", "state", GONE_ON)


def _new_changes(row: ImportRow, edits: Edits) -> Edits:
    """What is changed now, without what was changed of this row alone before."""
    told = {
        part: {name: text for name, text in typed.items() if row.edited.get(part, {}).get(name) != text}
        for part, typed in edits.items()
    }
    return {part: typed for part, typed in told.items() if typed}


def _changed_likewise(run: ImportRun, row: ImportRow, changes: Edits) -> Iterable[ImportRow]:
    """The other rows to which the same changes apply, each with them."""
    wanted = {
        claim.part: _made(claim, changes[claim.part]) for claim in claims_in(row.claims) if changes.get(claim.part)
    }
    for other in _rows_alike(run, row):
        typed = {
            claim.part: {**other.edited.get(claim.part, {}), **changes[claim.part]}
            for claim in claims_in(other.claims)
            if claim.part in wanted and _made(claim, changes[claim.part]) == wanted[claim.part]
        }
        if typed:
            other.edited = {**other.edited, **typed}
            yield other


def _rows_alike(run: ImportRun, row: ImportRow) -> Iterator[ImportRow]:
    """The other rows of a preview with a finding that this row has too, read a few at a time."""
    alike = Q()
    for kind in row.kinds.split():
        alike |= Q(kinds__contains=f" {kind} ")
    if alike:
        held = ImportRow.objects.filter(alike, run=run, state__in=(RowState.ERROR, RowState.WARNING))
        yield from held.exclude(pk=row.pk).order_by("position").iterator(500)


def _made(claim: Claim, names: Iterable[str]) -> list[Any]:
    """What the reader made of these fields."""
    return [_made_of(claim, name) for name in names]


def _made_of(claim: Claim, name: str) -> Any:
    if name == "place_code":
        return claim.fields.get(name), _named(claim.place)
    if name == "origin_location_code":
        return claim.fields.get(name), _named(claim.origin)
    if name in DOCUMENT_PARTS:
        return claim.fields.get("document")
    if name == "speaker_title":
        return claim.fields.get("speaker")
    return claim.fields.get(name)


def _named(place: PlaceHint | None) -> PlaceHint | None:
    """A place as it is called: two rows mean the same one also where their points differ."""
    if place is None or not (place.codes or place.names or place.sites or place.country):
        return place
    return place._replace(latitude=None, longitude=None)
