"""The door for rows that partners send: raw JSON under the API's names, judged by the rules every other door asks.

Nothing is stored here. `FigureWrite` reads a row and says what is wrong with it in the shape of a problem document;
what a field holds and whether the claim is valid is decided in `tracker/rules/` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from api.errors import findings_as_errors, problem
from tracker.rules import Facts, Finding, check_figure, combined, read_figure, stopping
from tracker.selectors import parsing
from tracker.selectors.refusals import QueryError


@dataclass
class FigureWrite:
    """A row as sent, and everything the rules say about it.

    `facts` are what only other rows know; without them the row is judged by itself, as of today.
    """

    data: Mapping[str, Any]
    facts: Facts | None = None

    @cached_property
    def _read(self) -> tuple[dict[str, object], list[Finding]]:
        return read_figure(self.data)

    @property
    def values(self) -> dict[str, object]:
        """Typed values of the fields that could be read."""
        return self._read[0]

    @cached_property
    def findings(self) -> list[Finding]:
        """Errors first, then warnings."""
        values, unread = self._read
        facts = self.facts or facts_of_row(self.data)
        return combined(unread, check_figure(values, facts))

    @property
    def stopping(self) -> list[Finding]:
        """The errors that keep the row out; a reason in `confirm` lifts those it may lift."""
        return stopping(self.findings, self._confirmed)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors as entries of a problem document: pointer, code, detail."""
        return findings_as_errors(self.stopping)

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """The warnings in the same shape: they stop a submit until `confirm` says why."""
        return findings_as_errors(finding for finding in self.findings if not finding.is_error)

    def is_valid(self) -> bool:
        """Whether the row may become a draft."""
        return not self.stopping

    def as_problem(self, instance: str = "") -> HttpResponse:
        """The refusal of an invalid row."""
        count = len(self.errors)
        detail = "The figure breaks a rule." if count == 1 else f"The figure breaks {count} rules."
        return problem("invalid-figure", detail, instance=instance, errors=self.errors)

    @property
    def _confirmed(self) -> dict[str, str]:
        confirm = self.values.get("confirm")
        return {str(code): str(reason) for code, reason in confirm.items()} if isinstance(confirm, Mapping) else {}


def facts_of_row(data: Mapping[str, Any]) -> Facts:
    """What the row itself says about its document; everything else keeps its unknown default."""
    document = data.get("document")
    return Facts(
        today=timezone.now().date(),
        document_known=bool(document),
        document_published=_published(document),
    )


def _published(document: Any) -> Any:
    if not isinstance(document, Mapping) or not isinstance(document.get("published_date"), str):
        return None
    try:
        return parsing.day("document", document["published_date"])
    except QueryError:
        return None
