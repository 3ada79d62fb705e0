"""`make test`: every check, and the whole suite on SQLite and on PostgreSQL, in one go.

The two engines are tested side by side, each with a log of its own that is shown at the end. A run counts
only when its own report says which database answered (tests/conftest.py): leaving an engine out is a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shlex
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import environment, postgres
from tools.environment import ROOT
from tools.jobs import Job, run_side_by_side
from tools.problem import Problem, exit_status

CODE = ("api", "benchmarks", "examples", "manage.py", "tests", "tools", "tracker")
TYPED = ("api", "tools", "tracker")
# What the environment of the caller says about the site must not leak into a test run.
SITE_VARIABLES = (
    "ALLOWED_HOSTS",
    "API_LIMIT_ANONYMOUS",
    "API_LIMIT_READ",
    "API_LIMIT_WRITE",
    "CONTACT_EMAIL",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_URL",
    "HTTPS",
    "PUBLIC_URL",
    "TRUSTED_PROXIES",
    "WEB_CONCURRENCY",
)


@dataclass(frozen=True, kw_only=True)
class CheckRun:
    """What every check needs: the Python to run it with, and a folder for logs, data and reports."""

    python: str
    folder: Path

    def environ(self, **changes: str) -> dict[str, str]:
        """The caller's environment without its site, with data in the run's own folder."""
        kept = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        own = {
            "DATA_DIR": str(self.folder / "data"),
            "SECRET_KEY": secrets.token_urlsafe(64),
            "TMPDIR": str(temporary),
        }
        return {**kept, **own, **changes}

    def job(self, name: str, *arguments: str, **changes: str) -> Job:
        """A check: a Python module with its arguments, and what it changes in the environment."""
        log = self.folder / f"{name.replace(' ', '-')}.log"
        return Job(name=name, command=[self.python, *arguments], environ=self.environ(**changes), log=log)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks named on the command line; all of them without a name."""
    parser = argparse.ArgumentParser(prog="tools.check", description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=sorted(CHECKS))
    what: str = parser.parse_args(arguments).what
    extra = shlex.split(os.environ.get("ARGS", ""))  # make hands on what was written as make test ARGS="..."
    os.chdir(ROOT)
    python = environment.ready(environment.DEVELOPMENT)
    with tempfile.TemporaryDirectory(prefix="tracker-check-") as folder:
        failures = CHECKS[what](CheckRun(python=str(python), folder=Path(folder)), extra)
    print("\n" + ("Everything passed." if not failures else "Failed: " + "; ".join(failures)), flush=True)
    return 1 if failures else 0


def check_all(run: CheckRun, extra: Sequence[str]) -> list[str]:
    """Every check; the names of what failed."""
    failures = check_lint(run, extra)
    with postgres.server(os.environ) as url:
        on_sqlite, on_postgres = (
            suite(run, "sqlite", extra),
            suite(run, "postgresql", extra, DATABASE_URL=url),
        )
        in_browser = [browser_suite(run, extra)] if has_browser_tests() else []
        print("\nThe suite on both engines, side by side", flush=True)
        failures += run_side_by_side([on_sqlite, *in_browser], [on_postgres])
    for job in (on_sqlite, on_postgres, *in_browser):
        job.show()
    return failures + unproven(run, "sqlite") + unproven(run, "postgresql")


def check_lint(run: CheckRun, extra: Sequence[str]) -> list[str]:
    """Linters, types, migrations, templates and deployment settings; the names of what failed."""
    print("Checks without tests", flush=True)
    jobs = static_checks(run)
    failures = run_side_by_side(jobs[:1], jobs[1:])
    for job in jobs:
        if job.failed:
            job.show()
    return failures


def static_checks(run: CheckRun) -> list[Job]:
    """The checks that run no test; the first is the longest, and runs beside all others."""
    production = {"ALLOWED_HOSTS": "tracker.example.org", "HTTPS": "1"}
    jobs = [
        run.job("types", "-m", "mypy", *existing(TYPED)),
        run.job("lint", "-m", "ruff", "check", *existing(CODE)),
        run.job("format", "-m", "ruff", "format", "--check", *existing(CODE)),
        run.job("migrations", "manage.py", "makemigrations", "--check", "--dry-run"),
        run.job("deployment", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **production),
    ]
    if existing(["templates"]):
        jobs.append(run.job("templates", "-m", "djlint", "--lint", "--quiet", "templates"))
    if existing(["locale"]):
        jobs.append(run.job("translations", "-m", "tools.catalogues"))
    return jobs


def existing(names: Sequence[str]) -> list[str]:
    """Those of the names that are in the checkout."""
    return [name for name in names if (ROOT / name).exists()]


def check_sqlite(run: CheckRun, extra: Sequence[str]) -> list[str]:
    """The suite on SQLite, straight to the terminal."""
    return suite(run, "sqlite", extra).run_here() + unproven(run, "sqlite")


def check_postgresql(run: CheckRun, extra: Sequence[str]) -> list[str]:
    """The suite on PostgreSQL, straight to the terminal."""
    with postgres.server(os.environ) as url:
        return suite(run, "postgresql", extra, DATABASE_URL=url).run_here() + unproven(run, "postgresql")


def check_browser(run: CheckRun, extra: Sequence[str]) -> list[str]:
    """The tests in a browser, straight to the terminal."""
    if not has_browser_tests():
        raise Problem("There are no browser tests in tests/e2e.")
    return browser_suite(run, extra).run_here()


def suite(run: CheckRun, engine: str, extra: Sequence[str], **changes: str) -> Job:
    """All tests but those in a browser, on one engine; its report lands in a folder named for the engine."""
    reports = run.folder / f"reports-{engine}"
    reports.mkdir()
    cache = ("-o", f"cache_dir=.pytest_cache/{engine}")  # the two engines run at the same time
    return run.job(
        f"tests on {engine}",
        "-m",
        "pytest",
        "-m",
        "not e2e",
        *cache,
        *extra,
        ENGINE_REPORT_DIR=str(reports),
        **changes,
    )


def browser_suite(run: CheckRun, extra: Sequence[str]) -> Job:
    """The tests in a browser, on SQLite."""
    cache = ("-o", "cache_dir=.pytest_cache/browser")
    return run.job("tests in a browser", "-m", "pytest", "-m", "e2e", *cache, *extra, "tests/e2e")


def has_browser_tests() -> bool:
    """True when there is a test file in tests/e2e."""
    return any((ROOT / "tests" / "e2e").glob("test_*.py"))


def unproven(run: CheckRun, engine: str) -> list[str]:
    """Nothing when the suite really used the engine; else one line that says what it did instead."""
    reports = [json.loads(file.read_text()) for file in (run.folder / f"reports-{engine}").glob("*.json")]
    answered = {(report["engine"], report["version"]) for report in reports if report["engine"]}
    used = sum(report["database_tests"] for report in reports)
    if {name for name, _ in answered} != {engine} or not used:
        said = ", ".join(f"{name} {version}" for name, version in sorted(answered)) or "no database"
        return [f"no proof that the suite ran on {engine} ({said} answered, {used} tests used it)"]
    version = ", ".join(sorted(version for _, version in answered))
    print(f"{engine} {version} answered; {used} tests used it.", flush=True)
    return []


CHECKS: dict[str, Callable[[CheckRun, Sequence[str]], list[str]]] = {
    "all": check_all,
    "lint": check_lint,
    "sqlite": check_sqlite,
    "postgresql": check_postgresql,
    "browser": check_browser,
}

if __name__ == "__main__":
    sys.exit(exit_status(main))
