"""Many new rows at once, by the engine's own quick way: COPY on PostgreSQL, statements of many rows on SQLite.

Django's bulk_create puts some thirty rows into a statement on SQLite and prepares every value through the field
machinery, which made publishing four times as slow (docs/decisions). Rows here are complete, valid model instances
the ledger has built itself; constraints, unique keys and guards hold as for any other insert.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial, reduce
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models
from django.db.models.base import ModelState

from tracker.ledger import plans
from tracker.models.lookups import as_array, as_json

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
    fields = _columns(rows.model, without)
    try:
        statement, parameters = _compiled(rows, fields)
    except EmptyResultSet:
        return []
    return _made(rows.model, fields, _ask(statement, parameters, rows.db)(), rows.db)


class ByKeys(Generic[Row]):
    """Rows of one table that are read again and again by other keys: their statement is put together once.

    Putting one together takes Django longer than the database to answer it. `by` is the column of the keys, `only` the
    columns that are read.
    """

    def __init__(
        self,
        rows: models.QuerySet[Row],
        *,
        by: str = "pk",
        without: Collection[str] = (),
        only: Collection[str] = (),
    ) -> None:
        self._rows = rows.filter(**{f"{by}__among": _KEYS})
        fields = {field.attname: field for field in _columns(rows.model, without)}
        self._fields = [fields[name] for name in only] if only else list(fields.values())
        self.columns = [field.attname for field in self._fields]
        self._statements: dict[str, tuple[str, list[Any]]] = {}

    def read(self, keys: Collection[Any]) -> list[Row]:
        """The rows of these keys, as `read` makes them."""
        return self.ask(keys).rows()

    def values(self, keys: Collection[Any]) -> Iterator[dict[str, Any]]:
        """The same rows as their values by column, without making instances of them."""
        return self.ask(keys).values()

    def ask(self, keys: Collection[Any]) -> Asked[Row]:
        """Ask for the rows of these keys; within `meanwhile` they are looked for while others are read."""
        alias = self._rows.db
        return Asked(self._rows.model, self._fields, self._asked(keys, alias), alias)

    def _asked(self, keys: Collection[Any], alias: str) -> Answer:
        if not keys:
            return list
        if alias not in self._statements:
            self._statements[alias] = _compiled(self._rows, self._fields)
        statement, parameters = self._statements[alias]
        given = [_MARKS[one](keys) if isinstance(one, str) and one in _MARKS else one for one in parameters]
        return _ask(statement, given, alias)


class ByKeysWithin(ByKeys[Row]):
    """The same for rows that lie in others of their table: they come with those around them, up to `levels` outwards.

    `parent` is the foreign key to the row around. One statement reads all; what lies around several rows is one object.
    """

    def __init__(self, rows: models.QuerySet[Row], *, parent: str, levels: int, without: Collection[str] = ()) -> None:
        super().__init__(rows, without=without)
        self._parent = parent
        self._paths = [f"{parent}__" * level + name for level in range(levels + 1) for name in self.columns]

    def read(self, keys: Collection[Any]) -> list[Row]:
        """The rows of these keys, each related to the one around it."""
        alias, width = self._rows.db, len(self.columns)
        if alias not in self._statements:
            statement, parameters = self._rows.values_list(*self._paths).query.get_compiler(alias).as_sql()
            self._statements[alias] = statement, list(parameters)
        joined = self._asked(keys, alias)()
        once = {row[at]: row[at : at + width] for at in range(0, len(self._paths), width) for row in joined}
        once.pop(None, None)  # nothing lies around the outermost
        made = {row.pk: row for row in _made(self._rows.model, self._fields, list(once.values()), alias)}
        for row in made.values():
            around = vars(row)[f"{self._parent}_id"]
            if around is None or around in made:
                row._state.fields_cache[self._parent] = made.get(around)
        return [made[row[0]] for row in joined]


class Asked(Generic[Row]):
    """Rows that were asked for; to be taken once."""

    def __init__(self, model: type[Row], fields: Sequence[models.Field[Any, Any]], answer: Answer, alias: str) -> None:
        self._model, self._fields, self._answer, self._alias = model, fields, answer, alias

    def rows(self) -> list[Row]:
        """The rows as instances."""
        return _made(self._model, self._fields, self._answer(), self._alias)

    def values(self) -> Iterator[dict[str, Any]]:
        """The rows as their values by column."""
        found, names = self._answer(), [field.attname for field in self._fields]
        for row in _converted(found, [_reader(field, self._alias) for field in self._fields]) if found else ():
            yield dict(zip(names, row, strict=True))


Answer = Callable[[], list[tuple[Any, ...]]]
"""Waits for what was asked, where it is not here yet."""


_KEYS = (-8_675_309,)
"""Stands in a statement for the keys to come."""
_MARKS: dict[Any, Callable[[Collection[Any]], Any]] = {as_array(_KEYS): as_array, as_json(_KEYS): as_json}
"""Those keys as a statement has them, and how others come in their place."""


def keys_of_pairs(
    model: type[models.Model], columns: tuple[str, str], pairs: Collection[tuple[Any, Any]], *, only: str = ""
) -> list[int]:
    """Primary keys of the rows whose two columns hold one of these pairs of texts, days or numbers.

    Each pair is looked up by itself in the index of the two columns, which has to be there: asked for a thousand values
    of each, both engines would rather read the whole table. `only` is the condition of that index, in SQL. Where many
    rows came just now, the server has to learn of the two columns first (plans.py).
    """
    if not pairs:
        return []
    fields = [field for name in columns for field in model._meta.concrete_fields if field.name == name]
    if connection.vendor == "postgresql":
        parts = [f"(wanted ->> {at})::{_as_compared(field)}" for at, field in enumerate(fields)]
    else:
        parts = [f"json_extract(wanted.value, '$[{at}]')" for at in range(len(fields))]
    condition = " AND ".join(f"{field.column} = {part}" for field, part in zip(fields, parts, strict=True))
    statement = _OF_PAIRS[connection.vendor].format(
        table=model._meta.db_table,
        key=model._meta.pk.column,
        condition=f"{condition} AND {only}" if only else condition,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_json(pairs)])
        return [row[0] for row in cursor.fetchall()]


_OF_PAIRS = {
    "sqlite": "SELECT found.{key} FROM json_each(%s) wanted CROSS JOIN {table} found WHERE {condition}",
    "postgresql": "SELECT found.{key} FROM json_array_elements(%s::json) AS wanted "
    "CROSS JOIN LATERAL (SELECT {key} FROM {table} WHERE {condition} OFFSET 0) found",
}
"""Neither engine changes this order of the two."""


def _as_compared(field: models.Field[Any, Any]) -> str:
    """The type of PostgreSQL in which a value is compared with this column; a text is not cut to its length."""
    if isinstance(field, models.DateField):
        return "date"
    is_number = isinstance(getattr(field, "target_field", field), models.IntegerField)
    return str(field.cast_db_type(connection)) if is_number else "text"


def _columns(model: type[models.Model], without: Collection[str]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.attname not in without]


def _compiled(rows: models.QuerySet[Any], fields: Sequence[models.Field[Any, Any]]) -> tuple[str, list[Any]]:
    narrow = rows.values_list(*(field.attname for field in fields))
    statement, parameters = narrow.query.get_compiler(rows.db).as_sql()
    return statement, list(parameters)


def _ask(statement: str, parameters: Sequence[Any], alias: str) -> Answer:
    cursor = connections[alias].cursor()
    cursor.execute(statement, parameters)
    if connections[alias].vendor == "postgresql":
        return partial(_taken, cursor)
    found = _taken(cursor)  # before anything else is written
    return lambda: found


def _taken(cursor: Any) -> list[tuple[Any, ...]]:
    with cursor:
        return list(cursor.fetchall())


def _made(
    model: type[Row], fields: Sequence[models.Field[Any, Any]], found: Sequence[tuple[Any, ...]], alias: str
) -> list[Row]:
    """Instances of what was found, each column read by its reader."""
    if not found:
        return []
    names = [field.attname for field in fields]
    made = []
    for values in _converted(found, [_reader(field, alias) for field in fields]):
        row = model.__new__(model)
        held = row.__dict__
        held.update(zip(names, values, strict=True))
        held["_state"] = state = ModelState()
        state.adding, state.db = False, alias
        made.append(row)
    return made


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
    return json.loads(text)  # orjson makes fractions of whole numbers that are too long for it


_EMPTY: dict[str, type[Any]] = {"[]": list, "{}": dict}


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)


def relate(row: models.Model, name: str, target: models.Model | None) -> None:
    """Set the foreign key `name` of a row to an object, or to none.

    What assigning it does in the end, without asking each time which database may hold the two.
    """
    attname, key = _columns_of_key(type(row), name)
    # Not from its dict: whoever is signed in is an object that is fetched when it is asked.
    row.__dict__[attname] = None if target is None else getattr(target, key)
    row._state.fields_cache[name] = target


def relate_all(row: models.Model, targets: Mapping[str, models.Model | None]) -> None:
    """Set several foreign keys of a row, as `relate` sets one."""
    held, known, kind = row.__dict__, row._state.fields_cache, type(row)
    for name, target in targets.items():
        attname, key = _columns_of_key(kind, name)
        held[attname] = None if target is None else getattr(target, key)
        known[name] = target


def relate_each(rows: Sequence[models.Model], name: str, found: Mapping[Any, models.Model]) -> None:
    """Set the foreign key `name` of rows of one model, each to what was found under the key that it holds."""
    if not rows:
        return
    attname, key = _columns_of_key(type(rows[0]), name)
    for row in rows:
        held = row.__dict__
        target = None if held[attname] is None else found[held[attname]]
        if target is not None:
            held[attname] = getattr(target, key)
        row._state.fields_cache[name] = target


def related(row: models.Model, name: str) -> Any:
    """What a foreign key of a row was set to (`relate`); where nobody did, what Django fetches.

    Asking Django for what is at hand takes three calls, and a content asks for twenty.
    """
    known = row._state.fields_cache
    return known[name] if name in known else getattr(row, name)


@cache
def _columns_of_key(model: type[models.Model], name: str) -> tuple[str, str]:
    """Where a row keeps the foreign key `name`, and where its target has it."""
    key: Any = model._meta.get_field(name)
    return str(key.attname), str(key.target_field.attname)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert instances of one model, within the caller's transaction; an integer key left empty is assigned."""
    if rows:
        assign_keys(type(rows[0]), rows)
        insert_as_made(type(rows[0]), rows)


def insert_as_made(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert instances while they are made, which must ask the database nothing; returns them.

    PostgreSQL stores the first ones while the last ones are made, on another processor where there is one. Where they
    have no keys, the database gives them some and does not tell.
    """
    made: list[Row] = []
    left = iter(rows)
    first = next(left, None)
    if first is None:
        return made
    without = {model._meta.pk.attname} if first.pk is None else set()
    fields = [field for field in _columns(model, without) if not field.generated]
    columns = [(field.attname, _converter(field)) for field in fields]

    def values() -> Iterator[tuple[Any, ...]]:
        some = [first, *islice(left, ROWS_TOGETHER - 1)]
        while some:
            made.extend(some)
            yield from _values(some, columns)
            some = list(islice(left, ROWS_TOGETHER))

    _put(model, [str(field.column) for field in fields], values())
    alias = connection.alias
    for row in made:
        state = row._state
        state.adding = False
        state.db = alias
    return made


def insert_values(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that nobody asks for again as their values for these columns; the database gives them their keys."""
    if not rows:
        return
    held = {field.name: field for field in model._meta.concrete_fields}
    convert = [_converter(held[name]) for name in columns]
    _put(model, [str(held[name].column) for name in columns], _converted(rows, convert))


@contextmanager
def meanwhile() -> Iterator[None]:
    """What is updated or asked within is sent to PostgreSQL, which carries it out while this process goes on; SQLite
    does it at once.

    Whatever is wrong with it is raised at the end. Rows cannot be inserted within.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def update(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    by: str = "id",
) -> None:
    """Set these columns of many rows; each tuple holds the values in order, and the row's key, none twice, last.

    `by` is the column of that key where it is called otherwise.
    """
    if not rows:
        return
    held = {field.name: field for field in model._meta.concrete_fields}
    fields = [held[name] for name in columns]
    ready = list(_converted(rows, [*map(_converter, fields), _as_is]))
    table, key = model._meta.db_table, held[by]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            plans.go_by_keys()
            statement, parameters = _update_at_once(table, fields, key, ready)
            cursor.execute(statement, parameters)
        else:
            _together(cursor, _update_of_some(table, fields, key), ready)


def _update_of_some(table: str, fields: Sequence[models.Field[Any, Any]], key: models.Field[Any, Any]) -> str:
    """The statement of SQLite, with rows to come in the place of "{}"."""
    names = [f"v{at}" for at in range(len(fields))]  # the names of columns would be ambiguous in a condition
    changes = ", ".join(f"{field.column} = new.{name}" for field, name in zip(fields, names, strict=True))
    rows = f"WITH new ({', '.join(names)}, key) AS (VALUES {{}})"
    return f"{rows} UPDATE {table} SET {changes} FROM new WHERE {table}.{key.column} = new.key"


def _update_at_once(
    table: str, fields: Sequence[models.Field[Any, Any]], key: models.Field[Any, Any], rows: Sequence[tuple[Any, ...]]
) -> tuple[str, list[Any]]:
    """One statement for all rows: a column in which they hold the same comes as one value, any other as an array."""
    *columns, keys = zip(*rows, strict=True)
    changes, alike, names, arrays, parts = [], [], ["key"], [f"%s::{key.db_type(connection)}[]"], [as_array(keys)]
    for field, values in zip(fields, columns, strict=True):
        kind = field.db_type(connection)
        if values.count(values[0]) == len(values):
            changes.append(f"{field.column} = %s::{kind}")
            alike.append(values[0])
        else:
            names.append(f"v{len(names)}")  # the names of columns would be ambiguous in a condition
            changes.append(f"{field.column} = new.{names[-1]}")
            arrays.append(f"%s::{kind}[]")
            parts.append(as_array(values))
    source = f"unnest({', '.join(arrays)}) AS new ({', '.join(names)})"
    statement = f"UPDATE {table} SET {', '.join(changes)} FROM {source} WHERE {table}.{key.column} = new.key"
    return statement, [*alike, *parts]


def assign_keys(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Give those of these new rows that have no key one that nobody else gets; they are inserted later, or never."""
    key = model._meta.pk.attname
    new = [row for row in rows if row.__dict__[key] is None]
    for row, number in zip(new, _keys(model, len(new)), strict=True):
        row.__dict__[key] = number


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
        # The name of the sequence is looked up once: without OFFSET the server would do so for each number.
        named = "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS it OFFSET 0) AS named"
        cursor.execute(f"SELECT nextval(named.it) FROM {named}, generate_series(1, %s)", [table, count])
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
    if convert in _NEVER_SHARED:
        return [None if one is None else convert(one) for one in values]
    converted = {one: None if one is None else convert(one) for one in set(values)}  # days and moments come again
    return [converted[one] for one in values]


_TEXT = {str, type(None)}


def _put(model: type[models.Model], columns: Sequence[str], values: Iterator[tuple[Any, ...]]) -> None:
    """Write values that the driver takes as they are."""
    table, quoted = model._meta.db_table, ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            plans.go_by_keys()
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            _together(cursor, f"INSERT INTO {table} ({quoted}) VALUES {{}}", list(values))


ROWS_TOGETHER = 100
"""Rows in one statement of SQLite; of a hundred columns each they are a third of the values that one may have."""


def _together(cursor: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement on SQLite with rows in the place of "{}", many at a time and those left over one by one.

    For a statement that a guard or a foreign key may undo SQLite keeps a journal of each page that it changes, of the
    table and of its indexes: with a single row in it that takes longer than to write the row.
    """
    marks = f"({', '.join('?' * len(rows[0]))})"  # as SQLite itself has them: Django would replace thousands of its own
    whole = len(rows) - len(rows) % ROWS_TOGETHER
    for size, some in ((ROWS_TOGETHER, rows[:whole]), (1, rows[whole:])):
        if some:
            groups = [tuple(chain.from_iterable(some[at : at + size])) for at in range(0, len(some), size)]
            cursor.executemany(statement.format(", ".join([marks] * size)), groups)


def _converter(field: models.Field[Any, Any]) -> Convert:
    """A Python value as the engine's driver takes it."""
    if isinstance(field, models.JSONField):
        return _as_json
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


def _as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


_NEVER_SHARED = (_as_json, _from_json)
"""What makes or takes lists and objects: each row has its own."""


def _sqlite_timestamp(value: datetime) -> str:
    # SQLite holds times as text without a zone; UTC, as Django writes them.
    return value.astimezone(UTC).isoformat(" ").removesuffix("+00:00")
