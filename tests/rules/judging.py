"""One row judged the way a door does it that knows nothing but the row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.bad_rows import BadRow
from tracker.rules import Facts, Finding, check_figure, combined, read_figure

TODAY = date(2020, 3, 1)


def facts_for(row: Mapping[str, object], **more: object) -> Facts:
    """What a door that knows nothing but the row would report about it."""
    document = row.get("document")
    published = document.get("published_date") if isinstance(document, Mapping) else None
    known: dict[str, object] = {
        "today": TODAY,
        "document_known": document is not None,
        "document_published": date.fromisoformat(published) if isinstance(published, str) else None,
    }
    return Facts(**{**known, **more})  # type: ignore[arg-type]


def judged(row: Mapping[str, object], **facts: object) -> list[Finding]:
    values, unread = read_figure(row)
    return combined(unread, check_figure(values, facts_for(row, **facts)))


def changed(**changes: object) -> dict[str, object]:
    return BadRow("", changes, "", "").row()


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in findings]
