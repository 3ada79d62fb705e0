"""One error or warning about one field, and the exception that carries all that was found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import date
from decimal import Decimal
from typing import Any

from tracker import wording
from tracker.rules.catalogue import RULES, Rule

_LONGEST_SHOWN = 120
_FILLED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Finding:
    """One error or warning about one field: a sentence, and its parts for machines and translators."""

    code: str
    field: str
    message: str
    found: str = ""
    expected: str = ""
    example: str = ""
    template: str = declared(default="", compare=False)
    """The sentence before it was filled in: `gettext(template) % params` is the translated message."""
    params: Mapping[str, object] = declared(default_factory=dict, compare=False)

    @property
    def is_error(self) -> bool:
        """True for what stops a save, false for what only asks for a reason."""
        return self.code.startswith("E")

    @property
    def rule(self) -> Rule:
        """The documented rule behind this finding."""
        return RULES[self.code]


class InvalidFigure(ValueError):
    """A claim that must not be stored as it stands; carries all that was found, not only the first thing."""

    def __init__(self, *findings: Finding) -> None:
        self.findings: tuple[Finding, ...] = findings
        super().__init__(" ".join(f"{finding.code} {finding.field}: {finding.message}" for finding in findings))


def make_finding(
    code: str,
    at: str,
    template: str,
    *,
    found: object = "",
    expected: str = "",
    example: str = "",
    **params: object,
) -> Finding:
    """A finding whose message is `template` filled with found, expected, example, field and `params`."""
    shown = _shown(found)
    filled = {"field": at, "found": shown, "expected": expected, "example": example, **params}
    return Finding(code, at, template % filled, shown, expected, example, template, filled)


def kept_finding(finding: Finding, **also: str) -> dict[str, Any]:
    """A finding as JSON keeps it beside what it was found in: its sentence, and what translates the sentence later."""
    held: dict[str, Any] = {"code": finding.code, "field": finding.field, "message": finding.message, **also}
    needed = set(_FILLED.findall(finding.template))
    if needed:
        held["template"] = finding.template
        held["params"] = {name: str(value) for name, value in finding.params.items() if name in needed}
    return held


def read_kept(held: Mapping[str, Any]) -> Finding:
    """The finding that `kept_finding` wrote."""
    params = dict(held.get("params", {}))
    template = held.get("template", held["message"] if not params else "")
    return Finding(held["code"], held["field"], held["message"], template=template, params=params)


def _shown(found: object) -> str:
    if found is None:
        return ""
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        text = wording.digits(found)
    else:
        text = found.isoformat() if isinstance(found, date) else str(found)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
