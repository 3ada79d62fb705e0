"""Programs run side by side, each with its own log, shown afterwards one after the other.

`check` uses it so that two cores test two engines and the output still reads as if they had run in turn.
"""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

SIGN_OF_LIFE = 30
"""Seconds between two lines that say how far the longest jobs are."""

PATIENCE = 10
"""Seconds that an interrupted job has to clean up."""

PERCENT = re.compile(rb"\[\s*(\d+)%\]")
TAIL = 25
"""Lines shown of a job that passed; a failed one is shown whole."""


@dataclass(kw_only=True)
class Job:
    """One program: what to start, with which environment, and where its output goes."""

    name: str
    command: list[str]
    environ: dict[str, str]
    log: Path
    status: int | None = None
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def failed(self) -> bool:
        """True when it ended badly or never started."""
        return self.status != 0

    def run(self) -> None:
        """Run to the end, into the log, and say in one line how it went."""
        began = time.monotonic()
        with self.log.open("wb") as log:
            try:
                self.child = subprocess.Popen(
                    self.command,
                    env=self.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
                self.status = self.child.wait()
            except OSError as error:
                log.write(f"{error}\n".encode())
        verdict = "FAILED" if self.failed else "ok"
        print(f"  {self.name}: {verdict} ({time.monotonic() - began:.0f} s)", flush=True)

    def interrupt(self) -> None:
        """End it if it still runs: as Ctrl-C would, so that it can clean up, and by force after a while."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()

    def run_here(self) -> list[str]:
        """Run to the end on the terminal; its name when it failed."""
        self.status = subprocess.run(self.command, env=self.environ).returncode
        return [self.name] if self.failed else []

    def show(self) -> None:
        """Print the log: all of it when the job failed, the end of it when it passed."""
        text = self.log.read_text(errors="replace") if self.log.exists() else "never started\n"
        lines = text.splitlines()
        if not self.failed and len(lines) > TAIL:
            lines = ["...", *lines[-TAIL:]]
        print(f"\n=== {self.name} ===", *lines, sep="\n", flush=True)

    def progress(self) -> str:
        """How far a running test job is, such as "43 %"; empty when it does not say."""
        if self.child is None or self.status is not None:
            return ""
        found = PERCENT.findall(self.log.read_bytes())
        return f"{self.name} {int(found[-1])} %" if found else f"{self.name} started"


def run_side_by_side(*lanes: Sequence[Job]) -> list[str]:
    """Run each lane's jobs in turn, the lanes at the same time; the names of the jobs that failed."""
    jobs = [job for lane in lanes for job in lane]
    enough = threading.Event()
    threads = [threading.Thread(target=_run_in_turn, args=(lane, enough), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    try:
        _wait_for(threads, jobs)
    finally:
        enough.set()
        for job in jobs:
            job.interrupt()
    return [job.name for job in jobs if job.failed]


def _run_in_turn(lane: Sequence[Job], enough: threading.Event) -> None:
    for job in lane:
        if not enough.is_set():
            job.run()


def _wait_for(threads: Sequence[threading.Thread], jobs: Sequence[Job]) -> None:
    """Wait for all threads, with a sign of life now and then for whoever is watching."""
    next_sign = time.monotonic() + SIGN_OF_LIFE
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(timeout=0.2)
        if time.monotonic() >= next_sign:
            next_sign += SIGN_OF_LIFE
            print("  ... " + ", ".join(filter(None, (job.progress() for job in jobs))), flush=True)
