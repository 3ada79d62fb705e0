"""Through which door an act comes in: a page, a file, the API with one of its keys, or a program.

Whoever opens a door says so once, around everything that happens behind it (`through`); what is written there keeps
it. So no act has to hand it on, and none can forget it. What nobody said comes from a program: a command, a shell.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

FORM, IMPORT, API, PROGRAM, BULK = "form", "import", "api", "program", "bulk"
LONGEST_DOOR = 40

_door: ContextVar[str] = ContextVar("door", default=PROGRAM)


def current() -> str:
    """The door of what is written now: "form", "import", "import:12", "api:4", "bulk:7", "program"."""
    return _door.get()


@contextmanager
def through(door: str, number: int | None = None) -> Iterator[None]:
    """Everything inside came through this door; `number` is the key's, the import's or the bulk act's."""
    name = door if number is None else f"{door}:{number}"
    token = _door.set(name[:LONGEST_DOOR])
    try:
        yield
    finally:
        _door.reset(token)
