"""examples/mirror.py against a running site: equal to the list byte for byte, replayed, killed, and after a restore.

examples/mirror.R as well, where R is: what it copied says the same as the list, value by value.
"""

from __future__ import annotations

import importlib.util
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import orjson
import pytest
from pytest_django.live_server_helper import LiveServer

from tests import makers
from tests.with_r import needs_r
from tracker.ledger import redact, retract
from tracker.models import Figure, LedgerHead

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = Path(__file__).parents[1] / "examples" / "mirror.py"
PROGRAM_IN_R = PROGRAM.with_suffix(".R")


@pytest.fixture
def mirror() -> ModuleType:
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("mirror", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(live_server: LiveServer) -> str:
    return str(live_server.url)


def lines(site: str, question: str = "") -> list[str]:
    """The rows of the site, as it writes them."""
    with urlopen(f"{site}/api/v1/figures.ndjson{question}") as answer:  # noqa: S310 - the server under test
        return [f"{line}\n" for line in answer.read().decode().split("\n")[:-1]]


def listed(site: str) -> list[str]:
    """The list of the site now, by number."""
    return sorted(lines(site), key=lambda line: int(line.split(":", 1)[1].split(",", 1)[0]))


def copied(mirror: ModuleType, path: Path) -> list[str]:
    with sqlite3.connect(path) as copy:
        return list(mirror.dump(copy))


def updated(mirror: ModuleType, site: str, path: Path) -> list[str]:
    assert mirror.main([site, str(path)]) == 0
    return copied(mirror, path)


def live_on() -> list[Figure]:
    """Some history: figures with odd texts, a correction, a retraction, a redaction."""
    figures = [
        makers.make_figure(value=1_000 + number, qualifier="exact", value_text="", quote=quote)
        for number, quote in enumerate(["1,000 “people” \\ \t and so on", "1,001 شخص", "1,002 people", "1,003 people"])
    ]
    retract.retract_figure(figures[2].pk, actor=makers.editor(), reason="Not so.")
    return figures


def test_a_copy_is_the_list_byte_for_byte_and_stays_so(mirror: ModuleType, site: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.sqlite3"
    figures = live_on()
    assert updated(mirror, site, path) == listed(site)
    makers.correct(figures[0], value=2_000)
    makers.make_figure(value=7_000, qualifier="exact", value_text="", quote="7,000 people")
    retract.retract_figure(figures[1].pk, actor=makers.editor(), reason="Not so.")
    asked = redact.request_redaction(figures[3].pk, actor=makers.make_user(role="administrator"), reason="Harm.")
    redact.confirm_redaction(asked.pk, actor=makers.editor())
    assert updated(mirror, site, path) == listed(site)
    assert len(listed(site)) == 2


def test_replaying_changes_nothing(mirror: ModuleType, site: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.sqlite3"
    live_on()
    first = updated(mirror, site, path)
    with sqlite3.connect(path) as copy:
        copy.execute("UPDATE progress SET sequence = 0")
    assert updated(mirror, site, path) == first


def test_a_restored_ledger_is_copied_anew(mirror: ModuleType, site: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.sqlite3"
    live_on()
    updated(mirror, site, path)
    for stale in ("UPDATE progress SET ledger_id = 'another'", "UPDATE progress SET sequence = sequence + 500"):
        with sqlite3.connect(path) as copy:
            copy.execute(stale)
            copy.execute("INSERT INTO figure VALUES (999, '{}')")
        assert updated(mirror, site, path) == listed(site)
    with sqlite3.connect(path) as copy:
        assert mirror.progress(copy) == tuple(LedgerHead.objects.values_list("ledger_id", "sequence")[0])


class Stopped(Exception):
    """The process is gone."""


def test_stopped_at_any_step_the_next_run_goes_on(
    mirror: ModuleType, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "copy.sqlite3"
    live_on()
    monkeypatch.setattr(mirror, "PAGE", 3)
    real = {name: getattr(mirror, name) for name in ("asked", "store", "note", "text_of")}
    step = 0
    while True:
        left = [step]
        for name, function in real.items():
            monkeypatch.setattr(mirror, name, stopping(function, left))
        try:
            mirror.main([site, str(path)])
        except Stopped:
            step += 1
            assert whole(mirror, site, path)
            if step % 4 == 0:
                path.unlink(missing_ok=True)  # the next stop comes while everything is taken anew
        else:
            break
    assert step > 8
    assert copied(mirror, path) == listed(site)


def stopping(function: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """The function, which stops the run when the steps are used up."""

    def act(*args: Any, **named: Any) -> Any:
        if left[0] == 0:
            raise Stopped
        left[0] -= 1
        return function(*args, **named)

    return act


def whole(mirror: ModuleType, site: str, path: Path) -> bool:
    """Whether the copy is what the site held at the entry that the copy says it has come to."""
    with closing(mirror.opened(str(path))) as copy:
        found = mirror.progress(copy)
        rows = list(mirror.dump(copy))
    return rows == [] if found is None else sorted(rows) == sorted(lines(site, f"?revision={found[1]}"))


def killed(*command: str | Path) -> Iterator[int]:
    """Exit codes of runs that are killed after a random while, longer and longer, until one ends by itself."""
    chance = random.Random(7)
    most = 0.05
    while True:
        run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, most))
        run.send_signal(signal.SIGKILL)
        code = run.wait()
        yield code
        most *= 1.3


def test_a_killed_process_leaves_a_whole_copy(mirror: ModuleType, site: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.sqlite3"
    live_on()
    for code in killed(sys.executable, PROGRAM, site, path):
        assert code in (0, -signal.SIGKILL)
        assert whole(mirror, site, path)
        if code == 0:
            break
    assert copied(mirror, path) == listed(site)


with_r = needs_r("jsonlite", "curl")


def copied_by_r(path: Path) -> list[dict[str, Any]]:
    """The rows of a copy in R, by number."""
    write = 'cat(toJSON(unname(readRDS(commandArgs(TRUE)[1])$rows), auto_unbox = TRUE, null = "null", digits = NA))'
    told = subprocess.run(
        ["Rscript", "-e", f"library(jsonlite); {write}", path], capture_output=True, timeout=60, check=True
    )
    return sorted(orjson.loads(told.stdout), key=itemgetter("id"))


def updated_by_r(site: str, path: Path) -> list[dict[str, Any]]:
    told = subprocess.run(["Rscript", PROGRAM_IN_R, site, path], capture_output=True, timeout=60, check=True)
    assert b"Warning" not in told.stderr
    return copied_by_r(path)


def rows_listed(site: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in listed(site)]


@pytest.mark.slow
@with_r
def test_the_copy_in_r_says_what_the_list_says_and_stays_so(site: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.rds"
    figures = live_on()
    assert updated_by_r(site, path) == rows_listed(site)
    makers.correct(figures[0], value=2_000)
    retract.retract_figure(figures[1].pk, actor=makers.editor(), reason="Not so.")
    makers.make_figure(value=7_000, qualifier="exact", value_text="", quote="7,000 people")
    assert updated_by_r(site, path) == rows_listed(site)


@pytest.mark.slow
@with_r
def test_killed_in_r_the_next_run_goes_on(site: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.rds"
    live_on()
    for code in killed("Rscript", PROGRAM_IN_R, site, path):
        if code == 0:
            break
    assert copied_by_r(path) == rows_listed(site)
