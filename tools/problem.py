"""How the scripts fail: in one sentence that says what to do, without a traceback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType


class Problem(Exception):
    """Something the person at the terminal can act on, said in one sentence."""


def exit_status(main: Callable[[], int | None]) -> int:
    """Run a script: 0 or what it returns, 1 with a sentence for a `Problem`, 130 when it was interrupted.

    A polite request to end (SIGTERM) leaves through the same `finally` blocks as Ctrl-C does.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return main() or 0
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
