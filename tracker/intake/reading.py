"""Cells of rows that come one after another: what the row before gave as well is not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker import rules
from tracker.rules import Finding


@dataclass(slots=True)
class Reading:
    """Reads one row after another. The parts of a total differ from it in a few cells, and rows of a file in some."""

    _before: dict[str, Any] = field(default_factory=dict)
    """The cells of the row before, and what was read in those that said something."""
    _values: dict[str, Any] = field(default_factory=dict)

    def read(self, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
        """What `rules.read_figure` makes of the cells that say something."""
        before = self._before
        new = changed_cells(raw, before)
        values = dict(self._values)
        for name in (*new, *(before.keys() - raw.keys())):
            values.pop(name, None)
        said = {name: cell for name, cell in new.items() if not is_blank(cell)}
        read, findings = rules.read_fields(said)
        values |= read
        if not findings:
            self._before, self._values = dict(raw), dict(values)
        findings += rules.read_together(values, said)
        return values, findings


def changed_cells(raw: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row that are not those of the row before; 1 and True are equal, and are not the same cell."""
    return {
        name: cell
        for name, cell in raw.items()
        if (held := before.get(name, _NONE)) is not cell and (held != cell or type(held) is not type(cell))
    }


_NONE = object()
"""Stands for a cell that there is not."""


def is_blank(given: Any) -> bool:
    """Whether a cell says nothing; an object says nothing when none of its parts does."""
    if type(given) is str:  # as nearly every cell is
        return not given.strip()
    if isinstance(given, Mapping):
        return all(is_blank(part) for part in given.values())
    return given is None or (isinstance(given, str) and not given.strip())
