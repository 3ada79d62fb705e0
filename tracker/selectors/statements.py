"""Querysets compiled once, and run again with other values.

The object mapper takes longer to put a narrow statement together than the database to answer it: nine tenths of the
time of a trend (benchmarks). What is read with every trend, sum and map is therefore compiled on first use. The
statement is still the queryset's own, for either engine; only its values change, and PostgreSQL keeps its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import islice
from typing import Any

import orjson
from django.db import connection, models
from django.db.models import QuerySet

Row = tuple[Any, ...]

PREPARED_AFTER = 3
"""How often a connection sees a statement before the server keeps its plan."""


class Statement:
    """A values_list queryset of a fixed shape.

    `make` builds it from markers, one for each value to come; each must reach the statement as it is, once or more.
    Rows come as the driver gives them: dates as dates, lists of JSON columns as text.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *markers: Any) -> None:
        self.make = make
        self.markers = markers
        self.sql = ""
        self.values: list[Any] = []

    def filled(self, *values: Any) -> tuple[str, list[Any]]:
        """The text and its parameters for these values, in the order of the markers."""
        if not self.sql:
            self._compile()
        given = dict(zip(map(_adapted, self.markers), map(_adapted, values), strict=True))
        return self.sql, [given.get(value, value) for value in self.values]

    def rows(self, *values: Any) -> list[Row]:
        """The rows for these values, in the order of the markers."""
        sql, parameters = self.filled(*values)
        with _cursor() as cursor:
            cursor.execute(sql, parameters)
            found: list[Row] = cursor.fetchall()
        return found

    def _compile(self) -> None:
        sql, values = self.make(*self.markers).query.sql_with_params()
        missing = [marker for marker in self.markers if _adapted(marker) not in values]
        if missing:
            raise ValueError(f"The statement does not hold {missing}.")
        self.sql, self.values = sql, list(values)


class Few:
    """A values_list queryset about some numbers of one kind, compiled once for one, two, four, eight ... of them.

    `make` takes the markers of the numbers as a list, then the others. What is asked for is filled up with its last.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *markers: Any) -> None:
        self.make = make
        self.markers = markers
        self.statements: dict[int, Statement] = {}

    def rows(self, wanted: Collection[int], *values: Any) -> list[Row]:
        """The rows for these numbers; none for no number."""
        if not wanted:
            return []
        if len(wanted) > MOST:
            return list(self.make(list(wanted), *values))
        size = 1 << (len(wanted) - 1).bit_length()
        if size not in self.statements:
            self.statements[size] = self._statement(size)
        numbers = list(wanted)
        return self.statements[size].rows(*numbers, *[numbers[-1]] * (size - len(numbers)), *values)

    def _statement(self, size: int) -> Statement:
        numbers = [FIRST_NUMBER - place for place in range(size)]
        return Statement(lambda *all_: self.make(list(all_[:size]), *all_[size:]), *numbers, *self.markers)


MOST = 1_024
"""Numbers in a kept statement at most: a server takes some ten thousand values, and many make no plan worth keeping."""
FIRST_NUMBER = -1_000_000_000
"""Markers of numbers count down from here; no row has such a number."""


def _cursor() -> Any:
    """A cursor; on PostgreSQL one that has the server prepare what it is asked again and again.

    Planning a trend's statements takes the server longer than answering them. The object mapper's own cursors put the
    values into the text, which nothing can prepare.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()  # what is logged should show its values
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    driver: Any = connection.connection
    driver.prepare_threshold = PREPARED_AFTER
    made: Any = ServerBindingCursor
    return connection._prepare_cursor(made(driver))  # type: ignore[attr-defined]


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


class Found:
    """Objects by their keys with the objects they name: `select_related` at the price of its statement alone."""

    def __init__(self, model: type[models.Model], related: Sequence[str], *, without: Sequence[str] = ()) -> None:
        self.model = model
        self.related = tuple(related)
        self.parts = [
            _Part(model if not name else _related(model, name), name, without) for name in ("", *self.related)
        ]
        columns = [f"{part.prefix}{field.attname}" for part in self.parts for field in part.fields]
        self.statement = Few(lambda pks: model._default_manager.filter(pk__in=pks).order_by("pk").values_list(*columns))

    def get(self, pk: int) -> Any:
        """The object, or None."""
        rows = self.statement.rows([pk])
        return self._made(rows[0]) if rows else None

    def some(self, pks: Collection[int]) -> list[Any]:
        """Those that there are, by number."""
        return [self._made(row) for row in self.statement.rows(pks)]

    def _made(self, row: Row) -> Any:
        values = iter(row)
        found, *others = [part.made(list(islice(values, len(part.fields)))) for part in self.parts]
        for name, other in zip(self.related, others, strict=True):
            setattr(found, name, other)
        return found


class _Part:
    """The columns of one object in a row, and the object they make; columns left out are read when asked for."""

    def __init__(self, model: type[models.Model], name: str, without: Sequence[str]) -> None:
        self.model = model
        self.prefix = f"{name}__" if name else ""
        self.fields = [field for field in model._meta.concrete_fields if f"{self.prefix}{field.name}" not in without]
        self.names = [field.attname for field in self.fields]
        self.key = next(at for at, field in enumerate(self.fields) if field.primary_key)
        self.lists = [at for at, field in enumerate(self.fields) if isinstance(field, models.JSONField)]

    def made(self, values: list[Any]) -> Any:
        if values[self.key] is None:
            return None
        for at in self.lists:
            values[at] = None if values[at] is None else orjson.loads(values[at])
        return self.model.from_db(connection.alias, self.names, values)


def _related(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name).related_model
