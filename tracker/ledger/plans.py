"""How PostgreSQL plans while thousands of rows are named and written; SQLite goes by its indexes alone."""

from __future__ import annotations

from django.db import connection, models


def go_by_keys() -> None:
    """Have rows found by their keys alone until the transaction ends.

    Asked for a thousand rows of fifty thousand, the server takes reading all for cheaper, and it knows nothing yet of
    rows that came just now. Foreign keys it looks up by statements that it prepares itself, and what is prepared is
    planned for its values (POSTGRES_OPTIONS in tracker/settings.py): for each key of each row that took four times as
    long as the look-up.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_BY_KEYS)


_OFF = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
_SET = ["set_config('plan_cache_mode', 'auto', true)", *(f"set_config('{name}', 'off', true)" for name in _OFF)]
_BY_KEYS = f"SELECT {', '.join(_SET)}"
"""Where there is no other way than one of these, it is taken; it is thought so dear then that the server would compile
for it."""


def look_up_keys() -> None:
    """Have the server find now what the rows of this transaction name, which otherwise it does at its end.

    It is asked for by who has something else to do meanwhile (`bulk.meanwhile`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def learn_of(model: type[models.Model], *columns: str) -> None:
    """Have the server see what these columns hold since many rows came.

    It finds out by itself within a minute. Until then it takes one index that begins with a column for as good as
    another, and reads all events of a crisis for the code of each. Where somebody else counts already, nobody waits.
    """
    if connection.vendor == "postgresql":
        held = {field.name: str(field.column) for field in model._meta.concrete_fields}
        with connection.cursor() as cursor:
            cursor.execute(
                f"ANALYZE (SKIP_LOCKED) {model._meta.db_table} ({', '.join(held[name] for name in columns)})"
            )
