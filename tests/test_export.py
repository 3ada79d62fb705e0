"""`export`: the bytes of the API's answer in a file or a pipe; nothing replaced unasked, nothing half made."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from api import downloads
from tests import makers
from tests.api.asking import ask
from tracker.management.commands import export as command
from tracker.selectors import export_whole
from tracker.selectors import figures as selected

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "ndjson", "geojson")


def export(path: Path | str, *arguments: str) -> str:
    out = io.StringIO()
    call_command("export", str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def figures() -> None:
    makers.make_figure()
    makers.make_figure(measure="killed", value=7, value_text="more than 7", operation="007")


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"measure": "killed", "crisis": "nw-syria"},
        {"fields": "id,value", "sort": "-value", "known_on": "2020-03-01"},
        {"limit": "1", "offset": "1"},
    ],
)
def test_a_file_has_the_bytes_of_the_answer(kind: str, asked: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / f"out.{kind}"
    said = export(file, *(f"--{name}={text}" for name, text in asked.items()))
    assert file.read_bytes() == b"".join(ask(f"figures.{kind}", **asked))
    assert f"{file.stat().st_size} bytes, as of entry" in said
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.usefixtures("figures")
def test_a_workbook_and_a_format_that_is_named(tmp_path: Path) -> None:
    export(tmp_path / "book", "--format", "xlsx", "--measure=killed")
    book = CalamineWorkbook.from_path(str(tmp_path / "book"))
    header, row = book.get_sheet_by_name("Data").to_python()
    assert row[header.index("operation")] == "007"


@pytest.mark.usefixtures("figures")
def test_a_file_that_is_there_is_replaced_only_when_asked_to(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("mine")
    with pytest.raises(CommandError, match="--force"):
        export(file)
    assert file.read_text() == "mine"
    export(file, "--force")
    assert file.read_bytes().startswith(b"id,")


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--measure=kiled",), "Did you mean killed"),
        (("--known_on=yesterday", "--limit=0"), "--known_on"),
        (("--revision=99999",), "--revision"),
        (("--snapshot=nowhere",), "--snapshot"),
        (("--fields=valu",), "Did you mean value"),
        (("--nonsense=1",), "nonsense"),
    ],
)
def test_what_the_list_refuses_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=words):
        export(tmp_path / "out.csv", *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("figures")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.csv"
    file.write_text("mine")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command.os, "fsync", full)
    with pytest.raises(CommandError, match="No space left"):
        export(file, "--force")
    assert (file.read_text(), len(list(tmp_path.iterdir()))) == ("mine", 1)
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "nowhere" / "out.csv")
    with pytest.raises(CommandError, match="Say which --format"):
        export(tmp_path / "out.pdf")


@pytest.mark.usefixtures("figures")
def test_standard_output_is_the_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    class Out:
        buffer = io.BytesIO()

    monkeypatch.setattr(command.sys, "stdout", Out)
    assert export("-", "--format=csv", "--hxl=true") == ""
    assert Out.buffer.getvalue() == b"".join(ask("figures.csv", hxl="true"))


def test_it_is_written_while_it_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(downloads, "CHUNK", 1)
    for number in range(3):
        makers.make_figure(value=100 + number, value_text=f"more than {100 + number}")
    seen: list[int] = []
    monkeypatch.setattr(export_whole, "BLOCK", 1)
    monkeypatch.setattr(export_whole, "BLOCKS", 1)

    def noted(read: Callable[..., Any]) -> Callable[..., Any]:
        def more(*args: Any, **kwargs: Any) -> Any:
            seen.append(sum(path.stat().st_size for path in tmp_path.iterdir()))
            return read(*args, **kwargs)

        return more

    monkeypatch.setattr(selected, "joined_page", noted(selected.joined_page))
    monkeypatch.setattr(export_whole, "_blocks", noted(export_whole._blocks))
    export(tmp_path / "out.csv")
    assert len(seen) >= 2, "one at a time after the first, by pages or by blocks"
    assert (tmp_path / "out.csv").read_bytes().count(b"\r\n") == 4


def test_a_reader_that_has_had_enough_is_no_failure() -> None:
    program = (
        "import django, sys; django.setup(); from tracker.management.commands.export import _pour; "
        "_pour((b'x' * 65536 for _ in range(100)), sys.stdout.buffer)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings"},
    ) as made:
        assert made.stdout is not None
        assert made.stderr is not None
        first = made.stdout.read(10)
        made.stdout.close()
        said = made.stderr.read()
    assert (first, made.returncode, said) == (b"x" * 10, 0, b"")
