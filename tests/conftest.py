"""Engine plumbing for the whole suite: where tests keep their data, which database they use, and proof of it.

Only plumbing lives here. Makers and fixtures about figures belong beside the tests that need them.
DATABASE_URL picks the engine (SQLite without it). With ENGINE_REPORT_DIR set, each test process writes down
which database really answered and how many tests used it; `make test` fails unless both engines did.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest

# Before the settings are read: tests never touch the data of the checkout.
TEST_DATA_DIR = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
(TEST_DATA_DIR / "static").mkdir()  # where collected files would be; the pages look there first
MAIN_PROCESS = os.getpid()


@atexit.register
def _remove_test_data() -> None:
    if os.getpid() == MAIN_PROCESS:  # a test that forks must not take the folder away from the others
        shutil.rmtree(TEST_DATA_DIR, ignore_errors=True)


os.environ.update(
    DJANGO_SETTINGS_MODULE="tracker.settings",
    DATA_DIR=str(TEST_DATA_DIR),
    SECRET_KEY="tests-only-" + "x" * 50,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    EMAIL_URL="",
    API_LIMIT_ANONYMOUS="0",  # the tests of the limits set their own
    KEPT_PAGES_MB="0",  # what is counted is what a page really asks; the tests of kept pages make their own room
    API_LIMIT_READ="0",
    API_LIMIT_WRITE="0",
    STATICFILES_BACKEND="django.contrib.staticfiles.storage.StaticFilesStorage",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # the browser driver keeps an event loop in the main thread
)
for name in ("DEBUG", "HTTPS", "PUBLIC_URL", "TRUSTED_PROXIES", "WEB_CONCURRENCY"):
    os.environ.pop(name, None)

from django.conf import settings  # noqa: E402 - only now may the settings be read

from tests import after_commit  # noqa: E402
from tools import catalogues  # noqa: E402

catalogues.compile_changed()

# The real hasher is slow on purpose; one test of the account pages asks for it by name.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Background work is done at once; the tests of the queue ask for the real one.
settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
django.setup()
after_commit.install()

from api import usage  # noqa: E402

usage.by_clock = False

# A busy machine is slow, not wrong; and continuous integration tries the same examples every time.
hypothesis.settings.register_profile(
    "tracker",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis.settings.load_profile("tracker")

ENGINE_ONLY = {"postgres_only": "postgresql", "sqlite_only": "sqlite"}
_proof: dict[str, Any] = {"engine": None, "version": None, "database_tests": 0, "outcomes": {}}


def configured_engine() -> str:
    """The engine the settings ask for: "sqlite" or "postgresql"."""
    engine: str = settings.DATABASES["default"]["ENGINE"]
    return engine.rpartition(".")[2].removesuffix("3")


def pytest_report_header() -> str:
    """The first lines of a run say which engine it is about to use."""
    return f"database: {configured_engine()}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are about the other engine: they are deselected, not skipped."""
    engine = configured_engine()
    other = [item for item in items if _is_about_another_engine(item, engine)]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]
    for item in items:
        _give_all_databases(item)


def _give_all_databases(item: pytest.Item) -> None:
    """A test that is given the database is given the volatile file too, where there is one."""
    held = item.get_closest_marker("django_db")
    if held or {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        wanted = {"databases": "__all__"} | (held.kwargs if held else {})
        item.add_marker(pytest.mark.django_db(**wanted), append=False)


def _is_about_another_engine(item: pytest.Item, engine: str) -> bool:
    return any(item.get_closest_marker(name) and wanted != engine for name, wanted in ENGINE_ONLY.items())


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Count the tests that are given the database, and ask it once who it is."""
    result = yield
    if fixturedef.argname == "_django_db_helper":
        _proof["database_tests"] += 1
        if _proof["engine"] is None:
            with request.getfixturevalue("django_db_blocker").unblock():
                _proof.update(_answering_database())
    return result


def _answering_database() -> dict[str, str]:
    """Name and version as the server itself gives them, not as the settings do."""
    from django.db import connection

    question = "SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {"engine": connection.vendor, "version": cursor.fetchone()[0]}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count how the tests ended."""
    report = yield
    outcomes = _proof["outcomes"]
    if report.when == "call" or report.outcome != "passed":
        outcomes[report.outcome] = outcomes.get(report.outcome, 0) + 1
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Write down what was used, one file for each test process."""
    folder = os.environ.get("ENGINE_REPORT_DIR")
    if folder:
        with contextlib.suppress(FileNotFoundError):  # the run that asked has already gone
            Path(folder, f"{os.getpid()}.json").write_text(json.dumps(_proof))
