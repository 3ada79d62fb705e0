"""Tables sorted by their address: a parameter for each table, links in the heads of its columns, no script.

A page says which columns of a table have an order; the tag `column` shows the links. Files are of the same rows in the
order of the table that nobody sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from tracker.selectors.parsing import refuse
from tracker.web.viewing import with_parameter

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be sorted: its parameter, the heading it stands under, and its columns.

    `columns` are as the first click on their heads sorts them ("-": the greatest or newest first); `usual` is the order
    of the table that nobody sorted, empty where it is none of these.
    """

    parameter: str
    anchor: str
    columns: tuple[str, ...]
    usual: str


POINTS = Table("sort_points", "points", ("date", "-low", "-best", "-high"), "date")
SOURCES = Table("sort_sources", "compare", ("name", "-number", "-difference", "-as_of", "-said"), "")
PLACES = Table("sort_places", "map", ("name", "-number", "-as_of"), "-number")
COUNTS = Table("sort_counts", "main", ("name", "-as_of", "-figures"), "name")
DOCUMENTS = Table("sort_documents", "main", ("-published",), "-published")
PARAMETERS = tuple(table.parameter for table in (POINTS, SOURCES, PLACES, COUNTS, DOCUMENTS))


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a table of this page is sorted, and how else it could be."""

    table: Table
    chosen: str

    @property
    def column(self) -> str:
        """The column it is sorted by; empty where its order is of its own."""
        return self.chosen.removeprefix("-")

    @property
    def descends(self) -> bool:
        """Whether the greatest, the newest or the last name comes first."""
        return self.chosen.startswith("-")

    @property
    def is_usual(self) -> bool:
        """Whether nobody asked for another order."""
        return self.chosen == self.table.usual

    def following(self, column: str) -> str:
        """What a click on the head of a column asks for: its order, or the other way round where it has that."""
        first = column if column in self.table.columns else f"-{column}"
        if self.chosen != first:
            return first
        return first.removeprefix("-") if first.startswith("-") else f"-{first}"

    def address(self, request: HttpRequest, column: str) -> str:
        """This page sorted so, its other parameters kept; the usual order needs no parameter."""
        value = self.following(column)
        usual = value == self.table.usual
        return f"{with_parameter(request, self.table.parameter, '' if usual else value)}#{self.table.anchor}"

    def of(self, lines: Sequence[Line], values: Mapping[str, Callable[[Line], Any]]) -> list[Line]:
        """Lines by the value of the chosen column, those without one last either way; equal ones stay as they are."""
        if self.is_usual:
            return list(lines)
        value = values[self.column]
        known = [line for line in lines if value(line) is not None]
        unknown = [line for line in lines if value(line) is None]
        return [*sorted(known, key=value, reverse=self.descends), *unknown]


def sorting(request: HttpRequest, table: Table) -> Sorting:
    """How the reader wants a table sorted. Raises QueryError for a column that it has not, or has no order of."""
    columns = [name.removeprefix("-") for name in table.columns]
    asked = request.GET.get(table.parameter, "")
    if asked and asked.removeprefix("-") not in columns:
        sentence = f"This table is not sorted by {asked[:60]!r}, but by: {', '.join(columns)}."
        raise refuse(table.parameter, "invalid_code", sentence)
    return Sorting(table, asked or table.usual)
