"""Rows by their keys, however many: `filter(pk__among=keys)` takes them as one value.

Django's `in` prepares every key for itself and writes a mark for each, so that a chunk of 500 costs more time in Python
than in the database, and each length is another statement. Of plain numbers, texts and days only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db.models import DateField, Field, ForeignObject, IntegerField, Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """Whether a column holds one of these keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """As SQLite reads a list: from JSON."""
        return self._compiled(compiler, connection, "{} IN (SELECT value FROM json_each(%s))", as_json)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Numbers as an array, as wide as the column, or the server compares them one by one.

        Texts and days from JSON, made an array where nobody sees beforehand how many they are: told of a thousand texts
        the server reads the whole table, and joined to it as rows they may be read anew for each row of it.
        """
        column = self.lhs.output_field
        kind = column.cast_db_type(connection)
        if isinstance(getattr(column, "target_field", column), IntegerField):
            return self._compiled(compiler, connection, f"{{}} = ANY(%s::{kind}[])", as_array)
        cast = "::date" if isinstance(column, DateField) else ""
        form = f"{{}} = ANY(ARRAY(SELECT json_array_elements_text(%s::json){cast}))"
        return self._compiled(compiler, connection, form, as_json)

    def _compiled(
        self, compiler: Any, connection: Any, form: str, as_value: Callable[[Collection[Any]], Any]
    ) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet  # as `in` does: nobody has to be asked
        column, values = self.process_lhs(compiler, connection)
        return form.format(column), (*values, as_value(self.rhs))


def as_json(keys: Collection[Any]) -> str:
    """Keys as JSON text."""
    return orjson.dumps(list(keys)).decode()


def as_array(values: Collection[Any]) -> Any:
    """Values as PostgreSQL's driver takes an array; numbers as its text, or it would look at each several times."""
    return f"{{{','.join(map(str, values))}}}" if _are_numbers(values) else list(values)


def _are_numbers(values: Collection[Any]) -> bool:
    return set(map(type, values)) == {int}
