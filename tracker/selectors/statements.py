"""Querysets compiled once, and run again with other values.

The object mapper takes longer to put a narrow statement together than the database to answer it: nine tenths of the
time of a trend (benchmarks). What is read with every trend, sum and map is therefore compiled on first use. The
statement is still the queryset's own, for either engine; only its values change, and PostgreSQL keeps its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from itertools import islice
from typing import Any

import orjson
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

Row = tuple[Any, ...]

PREPARED_AFTER = 3
"""How often a connection sees a statement before the server keeps its plan."""


class Statement:
    """A values_list queryset of a fixed shape.

    `make` builds it from markers, one for each value to come; each must reach the statement as it is, once or more.
    Rows come as the driver gives them: dates as dates, lists of JSON columns as text, moments as `moment` takes them.
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
    """A values_list queryset about some numbers, or codes, of one kind: compiled for one, two, four, eight ... of them.

    `make` takes the markers of the numbers as a list, then the others. What is asked for is filled up with its last.
    `kind` is the type of what is asked for.
    """

    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], *markers: Any, kind: type[int] | type[str] = int
    ) -> None:
        self.make = make
        self.markers = markers
        self.kind = kind
        self.statements: dict[int, Statement] = {}

    def rows(self, wanted: Collection[Any], *values: Any) -> list[Row]:
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
        numbers = [self.kind(FIRST_NUMBER - place) for place in range(size)]
        return Statement(lambda *all_: self.make(list(all_[:size]), *all_[size:]), *numbers, *self.markers)


MOST = 1_024
"""Numbers in a kept statement at most: a server takes some ten thousand values, and many make no plan worth keeping."""
FIRST_NUMBER = -1_000_000_000
"""Markers of numbers count down from here; no row has such a number, or such a code."""


def moment(value: datetime | None) -> datetime | None:
    """A moment as the driver gave it: SQLite keeps no zone, and what it keeps is UTC."""
    return timezone.make_aware(value, UTC) if value is not None and timezone.is_naive(value) else value


def _cursor() -> Any:
    """A cursor; on PostgreSQL one that has the server prepare what it is asked again and again.

    Reading a trend's statements takes the server longer than answering them. The object mapper's own cursors put the
    values into the text, which nothing can prepare. What is prepared is planned for its values all the same
    (POSTGRES_OPTIONS in tracker/settings.py).
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
    """Objects by their keys with the objects they name: `select_related` at the price of its statement alone.

    A way of several steps, `parent__parent`, comes after its first, `parent`. `by` is another column to find them by.
    """

    def __init__(
        self, model: type[models.Model], related: Sequence[str], *, without: Sequence[str] = (), by: str = "pk"
    ) -> None:
        self.model = model
        self.related = tuple(related)
        self.parts = [
            _Part(model if not name else _related(model, name), name, without) for name in ("", *self.related)
        ]
        columns = [f"{part.prefix}{field.attname}" for part in self.parts for field in part.fields]
        kind = str if isinstance(_field(model, by), models.CharField) else int
        self.statement = Few(
            lambda wanted: model._default_manager.filter(**{f"{by}__in": wanted}).order_by("pk").values_list(*columns),
            kind=kind,
        )

    def get(self, key: int | str) -> Any:
        """The object, or None."""
        return next(iter(self.some([key])), None)

    def some(self, pks: Collection[int | str]) -> list[Any]:
        """Those that there are, by number."""
        shared: dict[tuple[str, Any], Any] = {}
        return [self._made(row, shared) for row in self.statement.rows(pks)]

    def _made(self, row: Row, shared: dict[tuple[str, Any], Any]) -> Any:
        """An object with those it names; `shared` has those that others before it named the same way."""
        values = iter(row)
        found, *others = [part.made(list(islice(values, len(part.fields))), shared) for part in self.parts]
        for name, other in zip(self.related, others, strict=True):
            *way, last = name.split("__")
            holder = reduce(getattr, way, found)
            if holder is not None:
                setattr(holder, last, other)
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
        self.moments = [at for at, field in enumerate(self.fields) if isinstance(field, models.DateTimeField)]

    def made(self, values: list[Any], shared: dict[tuple[str, Any], Any]) -> Any:
        """The object of these values, made once: series of a crisis name the same one and the same few places."""
        named = (self.prefix, values[self.key])
        if named[1] is None:
            return None
        if named not in shared:
            shared[named] = self._made(values)
        return shared[named]

    def _made(self, values: list[Any]) -> Any:
        for at in self.lists:
            # Of more than MOST the object mapper gives them parsed.
            values[at] = orjson.loads(values[at]) if isinstance(values[at], str | bytes) else values[at]
        for at in self.moments:
            values[at] = moment(values[at])
        return self.model.from_db(connection.alias, self.names, values)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def _related(model: type[models.Model], name: str) -> Any:
    """The model at the end of a way such as `parent__parent`."""
    found: Any = model
    for step in name.split("__"):
        found = found._meta.get_field(step).related_model
    return found
