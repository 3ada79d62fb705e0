"""The server and the worker of background tasks side by side, as one program: they start, live and end together.

A worker that dies is started again, a few times; when the server ends, or the worker cannot be kept alive, everything
ends. Ctrl-C reaches this process alone, which asks both to finish what they have in hand.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from tools.problem import Problem

PATIENCE = 15.0
"""Seconds that both have to end: longer than the server's own patience with requests in progress."""

MOST_DEATHS, WITHIN = 5, 60.0
"""How many times within how many seconds the worker may die."""

PAUSE = 0.2
PR_SET_PDEATHSIG = 1


def keep(server: Sequence[str], worker: Sequence[str]) -> int:
    """Run both until the server ends or somebody interrupts; 0, or what the server ended with.

    Raises Problem when the worker dies again and again.
    """
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))  # a closed terminal ends it like everybody else
    running = {"server": _start(server), "worker": _start(worker)}
    try:
        return _watch(running, worker)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(list(running.values()))


def _watch(running: dict[str, subprocess.Popen[bytes]], worker: Sequence[str]) -> int:
    deaths: list[float] = []
    while True:
        status = running["server"].poll()
        if status is not None:
            return abs(status)
        if running["worker"].poll() is not None:
            now = time.monotonic()
            deaths = [*(death for death in deaths if now - death < WITHIN), now]
            if len(deaths) >= MOST_DEATHS:
                raise Problem(
                    f"The worker of background tasks ended {MOST_DEATHS} times within a minute, so the site stops: "
                    "the lines above say why."
                )
            print("The worker of background tasks has ended; another one is started.", file=sys.stderr, flush=True)
            time.sleep(PAUSE * len(deaths))
            running["worker"] = _start(worker)
        time.sleep(PAUSE)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child out of reach of the terminal's Ctrl-C; it ends with us even if we are killed (on Linux)."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with(os.getpid()))


def _end_with(parent: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before we asked
            os._exit(1)

    return ask


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, wait for as long as they may take, and end what is left; a second Ctrl-C does not wait."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    with contextlib.suppress(KeyboardInterrupt):
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
    for child in children:
        if child.poll() is None:
            child.kill()  # its task is carried out again at the next start
            child.wait()
