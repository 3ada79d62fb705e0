"""What docs/api.md gives to copy works as it stands: curl, Python and R are run, the addresses in the others answer.

A client that a program makes from the document lists figures as well.
"""

from __future__ import annotations

import csv
import importlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import makers
from tests.api.test_docs import DOCS
from tests.with_r import needs_r
from tracker.ledger.drafts import NewCitation

SITE = "http://127.0.0.1:8000"
STARTS = dict(
    re.findall(
        r"^\*\*([\w ]+)\*\*.*?\n\n```\w*\n(.*?)```", DOCS.partition("## Starts")[2].partition("\n## ")[0], re.M | re.S
    )
)
WORDS = "more than 800,000"


def test_there_are_five() -> None:
    assert list(STARTS) == ["curl", "Python", "R", "Excel", "Google Sheets"]
    assert all(SITE in text for text in STARTS.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["R", "Excel", "Google Sheets"])
def test_the_address_answers_with_the_columns_that_are_used(name: str) -> None:
    makers.make_figure()
    [address] = re.findall(r'"(http[^"]+)"', STARTS[name])
    text = b"".join(Client().get(address.removeprefix(SITE))).decode()
    header, *rows = text.splitlines()
    assert set(re.findall(r'"(\w+)"', STARTS[name])) <= set(header.split(","))
    assert WORDS in rows[0]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["R", "Excel", "Google Sheets"])
def test_the_file_is_one_that_the_program_reads_without_being_told(name: str) -> None:
    """What these programs take for granted: UTF-8 without a mark, one header row, as many cells in each row, no line
    end that is not quoted, quotation marks doubled and never escaped otherwise.
    """
    cited = NewCitation(document=makers.make_document(), quote='قال: "800,000"\nنازح\\', quote_language="ar")
    makers.make_figure(citations=[cited])
    makers.make_figure(measure="killed", value=7, value_text="more than 7")
    [address] = re.findall(r'"(http[^"]+)"', STARTS[name])
    response = Client().get(address.removeprefix(SITE))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response).decode("utf-8")
    assert not text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(header) == len(set(header))
    assert {len(row) for row in rows} == {len(header)}
    assert dict(zip(header, rows[0], strict=True))["quote"] == cited.quote


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("curl", ["sh", "-c"]),
        ("Python", [sys.executable, "-c"]),
        pytest.param("R", ["Rscript", "-e"], marks=needs_r()),
    ],
)
def test_it_prints_the_figures(name: str, program: list[str], live_server: Any) -> None:
    if name == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    makers.make_figure()
    text = STARTS[name].replace(SITE, live_server.url)
    told = subprocess.run([*program, text], capture_output=True, text=True, timeout=60, check=True)
    assert WORDS in told.stdout


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_client_made_from_the_document_lists_figures(
    live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = makers.make_figure()
    held = tmp_path / "openapi.json"
    held.write_bytes(Client().get("/api/v1/openapi.json").content)
    quiet = tmp_path / "settings.yml"
    quiet.write_text("post_hooks: []\n", encoding="utf-8")
    made = [sys.executable, "-m", "openapi_python_client", "generate", "--path", held, "--meta", "none"]
    told = subprocess.run(
        [*made, "--output-path", tmp_path / "tracker_client", "--config", quiet, "--fail-on-warning"],
        capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    monkeypatch.syspath_prepend(tmp_path)
    asking = importlib.import_module("tracker_client.api.figures.get_figures")
    with importlib.import_module("tracker_client").Client(base_url=f"{live_server.url}/api/v1") as client:
        answer = asking.sync(client=client, limit=5)
    assert [(one.id, one.value_text) for one in answer.data] == [(figure.pk, WORDS)]
