"""Many new rows at once, by the engine's own quick way: COPY on PostgreSQL, one prepared statement on SQLite.

Django's bulk_create puts some thirty rows into a statement on SQLite and prepares every value through the field
machinery, which made publishing four times as slow (docs/decisions). Rows here are complete, valid model instances
the ledger has built itself; constraints, unique keys and guards hold as for any other insert.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, reduce
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models
from django.db.models.base import ModelState

Convert = Callable[[Any], Any]
Row = TypeVar("Row", bound=models.Model)


def new_row(model: type[Row], values: Mapping[str, Any]) -> Row:
    """An instance with these column values (by attname) and the model's defaults for the others.

    What `Model(**values)` makes in the end; that costs five times as much a row, most of it for relations and keyword
    arguments that rows made here by the thousand do not have.
    """
    row = model.__new__(model)
    plain, made = _defaults(model)
    held = row.__dict__
    held.update(plain)
    for name, make in made:
        held[name] = make()
    held.update(values)
    held["_state"] = ModelState()
    return row


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The defaults of a model's columns: those that are values, and those that are made anew for each row."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    # A field without a default holds a class there, which can be called too, and is none.
    made = [(field.attname, field.get_default) for field in fields if field.has_default() and callable(field.default)]
    names = {name for name, _ in made}
    return {field.attname: field.get_default() for field in fields if field.attname not in names}, made


def read(rows: models.QuerySet[Row], *, without: Collection[str] = ()) -> list[Row]:
    """The rows of a query over one table as instances; columns left out are read when somebody asks for them.

    What iterating over the query makes in the end, without its signals, and column by column instead of every value of
    every row for itself: nearly all columns are what the driver gives out.
    """
    model, alias = rows.model, rows.db
    fields = [field for field in model._meta.concrete_fields if field.attname not in without]
    names = [field.attname for field in fields]
    made = []
    for values in _fetched(rows.values_list(*names), [_reader(field, alias) for field in fields]):
        row = model.__new__(model)
        held = row.__dict__
        held.update(zip(names, values, strict=True))
        held["_state"] = state = ModelState()
        state.adding, state.db = False, alias
        made.append(row)
    return made


def _fetched(rows: models.QuerySet[Any, Any], readers: Sequence[Convert]) -> Iterator[tuple[Any, ...]]:
    """The rows of a values_list query, each column read by its reader."""
    try:
        statement, parameters = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return iter(())
    with connections[rows.db].cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    return _converted(found, readers) if found else iter(())


@cache
def _reader(field: models.Field[Any, Any], alias: str) -> Convert:
    """From what the driver gives out to a Python value, as Django reads it."""
    backend = connections[alias]
    if isinstance(field, models.JSONField):
        return _from_json
    if backend.vendor == "postgresql":
        return _as_is
    if isinstance(field, models.DateTimeField):
        return _aware
    if isinstance(field, models.DateField | models.BooleanField):
        return _as_is  # the driver has made them already, by the types of their columns
    column = field.get_col(field.model._meta.db_table)
    # Django takes the converters of an engine before those of the field.
    steps = [*backend.ops.get_db_converters(column), *column.get_db_converters(backend)]
    if not steps:
        return _as_is
    return lambda value: reduce(lambda held, step: step(held, column, backend), steps, value)


def _from_json(text: str) -> Any:
    if text in _EMPTY:  # as nearly all of them are
        return _EMPTY[text]()
    # orjson makes fractions of whole numbers that are too long for it.
    return json.loads(text) if _LONG_NUMBER.search(text) else orjson.loads(text)


_EMPTY: dict[str, type[Any]] = {"[]": list, "{}": dict}
_LONG_NUMBER = re.compile(r"\d{19}")


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)


def relate(row: models.Model, name: str, target: models.Model | None) -> None:
    """Set the foreign key `name` of a row to an object, or to none.

    What assigning it does in the end, without asking each time which database may hold the two.
    """
    row.__dict__[_attname(type(row), name)] = None if target is None else target.pk
    row._state.fields_cache[name] = target


@cache
def _attname(model: type[models.Model], name: str) -> str:
    key: Any = model._meta.get_field(name)
    return str(key.attname)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert instances of one model, within the caller's transaction; an integer key left empty is assigned."""
    if not rows:
        return
    model = type(rows[0])
    assign_keys(model, rows)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    values = _values(rows, [(field.attname, _converter(field)) for field in fields])
    _put(model, [str(field.column) for field in fields], values)
    alias = connection.alias
    for row in rows:
        state = row._state
        state.adding = False
        state.db = alias


def insert_values(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that nobody asks for again as their values for these columns; the database gives them their keys."""
    if not rows:
        return
    held = {field.name: field for field in model._meta.concrete_fields}
    convert = [_converter(held[name]) for name in columns]
    _put(model, [str(held[name].column) for name in columns], _converted(rows, convert))


def update(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    by: str = "id",
    only: str = "",
) -> None:
    """Set these columns of many rows; each tuple holds the values in order, and the row's key last.

    `by` is the column of that key where it is another than the primary one, `only` a further condition in SQL. One
    statement on PostgreSQL, where a statement for each row is what most of the time goes to; a prepared one on SQLite.
    """
    if not rows:
        return
    held = {field.name: field for field in model._meta.concrete_fields}
    fields = [held[name] for name in columns]
    convert = [_converter(field) for field in fields]
    ready = list(_converted(rows, [*convert, _as_is]))
    table, key = model._meta.db_table, held[by]
    condition = f" AND {only}" if only else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in (*fields, key))
            names = ", ".join(f"v{at}" for at in range(len(fields)))
            assignments = ", ".join(f"{field.column} = new.v{at}" for at, field in enumerate(fields))
            cursor.execute(
                f"UPDATE {table} SET {assignments} FROM unnest({arrays}) AS new ({names}, key) "
                f"WHERE {table}.{key.column} = new.key{condition}",
                [list(values) for values in zip(*ready, strict=True)],
            )
        else:
            assignments = ", ".join(f"{field.column} = %s" for field in fields)
            cursor.executemany(f"UPDATE {table} SET {assignments} WHERE {key.column} = %s{condition}", ready)


def assign_keys(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Give those of these new rows that have no key one that nobody else gets; they are inserted later, or never."""
    new = [row for row in rows if row.pk is None]
    for row, key in zip(new, _keys(model, len(new)), strict=True):
        row.pk = key


def _keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys nobody else will get: SQLite's writer is alone, PostgreSQL's sequence gives each once."""
    table = model._meta.db_table
    if count == 0:
        return ()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + count + 1)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def _converted(rows: Sequence[tuple[Any, ...]], convert: Sequence[Convert]) -> Iterator[tuple[Any, ...]]:
    """Tuples as the driver takes them; made column by column, as all values of one are treated alike."""
    columns = zip(*rows, strict=True)
    return zip(*(_column(values, change) for values, change in zip(columns, convert, strict=True)), strict=True)


def _values(rows: Sequence[models.Model], columns: Sequence[tuple[str, Convert]]) -> Iterator[tuple[Any, ...]]:
    """The same for what rows hold under these names."""
    held = itemgetter(*(name for name, _ in columns))
    return _converted([held(row.__dict__) for row in rows], [convert for _, convert in columns])


def _column(values: Sequence[Any], convert: Convert) -> Sequence[Any]:
    if convert is _as_is:
        return values
    if convert is str:  # as nearly every text is already
        return values if set(map(type, values)) <= _TEXT else [one if one is None else str(one) for one in values]
    return [None if one is None else convert(one) for one in values]


_TEXT = {str, type(None)}


def _put(model: type[models.Model], columns: Sequence[str], values: Iterator[tuple[Any, ...]]) -> None:
    """Write values that the driver takes as they are."""
    table, quoted = model._meta.db_table, ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", list(values))


def _converter(field: models.Field[Any, Any]) -> Convert:
    """A Python value as the engine's driver takes it."""
    if isinstance(field, models.JSONField):
        return lambda value: orjson.dumps(value).decode()
    if isinstance(field, models.CharField | models.TextField):
        return str
    if connection.vendor == "sqlite":
        if isinstance(field, models.DateTimeField):
            return _sqlite_timestamp
        if isinstance(field, models.DateField):
            return date.isoformat
        if isinstance(field, models.DecimalField):
            return lambda value: str(Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places)))
    return _as_is


def _as_is(value: Any) -> Any:
    return value


def _sqlite_timestamp(value: datetime) -> str:
    # SQLite holds times as text without a zone; UTC, as Django writes them.
    return value.astimezone(UTC).isoformat(" ").removesuffix("+00:00")
