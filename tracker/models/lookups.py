"""Rows by their keys, however many: `filter(pk__among=keys)` takes them as one value.

Django's `in` prepares every key for itself and writes a mark for each, so that a chunk of 500 costs more time in Python
than in the database, and each length is another statement. Of plain numbers and texts only.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignObject, Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """Whether a column holds one of these keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """As SQLite reads a list: from JSON."""
        return self._compiled(compiler, connection, "{} IN (SELECT value FROM json_each(%s))")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """As an array."""
        return self._compiled(compiler, connection, "{} = ANY(%s)")

    def _compiled(self, compiler: Any, connection: Any, form: str) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet  # as `in` does: nobody has to be asked
        column, values = self.process_lhs(compiler, connection)
        return form.format(column), (*values, keys_as_value(self.rhs, connection.vendor))


def keys_as_value(keys: Any, vendor: str) -> Any:
    """Keys as the one value that an engine takes for them."""
    return list(keys) if vendor == "postgresql" else orjson.dumps(list(keys)).decode()
