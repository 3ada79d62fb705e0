"""Why a question cannot be answered: one problem for each parameter, with a code programs can rely on.

Raised by the modules that read parameters; pages show the sentences, the API maps them to a problem document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One parameter that cannot be used, a stable code and a sentence."""

    parameter: str
    code: str
    detail: str


class QueryError(ValueError):
    """The parameters as a whole cannot be used; `problems` names every one of them."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.detail for problem in problems))
        self.problems = problems


class ReadingError(QueryError):
    """The asked moment does not exist: no such date, not yet, or no such revision."""

    def __init__(self, parameter: str, code: str, detail: str) -> None:
        super().__init__(Problem(parameter, code, detail))
        self.parameter = parameter
        self.code = code
        self.detail = detail


class LedgerChanged(QueryError):
    """The ledger was restored since the cursor was given out: numbers may mean something else now, start
    again.
    """


class UnsafeSum(QueryError):
    """Adding these up would count people twice, or mix what cannot be added; `overlaps` names what is in the way."""

    def __init__(self, parameter: str, code: str, detail: str, *, overlaps: Iterable[str] = ()) -> None:
        super().__init__(Problem(parameter, code, detail))
        self.overlaps = tuple(overlaps)
