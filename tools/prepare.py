"""What `make run` does between installing and serving, in one Django process: translations, database, files, demo.

Every step looks first whether there is anything to do, so that a second start takes a few seconds.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection

from tools import catalogues
from tools.problem import Problem, exit_status


def main() -> None:
    """Bring everything up to date that is not code, and load the demo into an empty database."""
    set_up()
    catalogues.compile_changed()
    refuse_silent_database()
    migrate()
    collect_static_files()
    if os.environ.get("DEMO", "1") != "0" and (is_empty() or unfinished_demo().exists()):
        load_demo()


def set_up() -> None:
    """Read the settings; raise a `Problem` when the environment makes no sense to them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        settings.DATABASES  # noqa: B018 - reading it is what loads the settings
    except (ImproperlyConfigured, ValueError) as error:
        raise Problem(f"The settings cannot be read from the environment: {_one_line(error)}") from error
    django.setup()


def refuse_silent_database() -> None:
    """Raise a `Problem` when the database does not answer within five seconds.

    PostgreSQL is asked on a plain connection: the pool would wait, and then hide the cause.
    """
    try:
        if connection.vendor == "postgresql":
            import psycopg

            psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": 5}).close()
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM sqlite_master")
    except (DatabaseError, _psycopg_error()) as error:
        name = "DATABASE_URL" if os.environ.get("DATABASE_URL") else settings.DATABASES["default"]["NAME"]
        raise Problem(f"The database ({name}) does not answer: {_one_line(error)}") from error


def _psycopg_error() -> type[Exception]:
    import psycopg

    return psycopg.Error


def migrate() -> None:
    """Apply what is missing; also lays again what stands beside the tables (guards, reference data)."""
    print("Bringing the database up to date ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Copy style sheets, scripts and fonts to where they are served from, if any of them changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint)


def _static_fingerprint() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_empty() -> bool:
    """True when nobody has used this database yet: no account, no crisis, no figure."""
    return not any(apps.get_model("tracker", name).objects.exists() for name in ("User", "Crisis", "Figure"))


def load_demo() -> None:
    """Load the demonstration; its accounts are left in DATA_DIR/demo_accounts.txt and shown by the server."""
    print("Loading the demonstration into the empty database (DEMO=0 leaves it empty) ...", flush=True)
    unfinished_demo().touch()
    call_command("load_demo", stdout=io.StringIO())
    unfinished_demo().unlink()


def unfinished_demo() -> Path:
    """A file that stands while the demonstration is being loaded, so that an interrupted start goes on next time."""
    return Path(settings.DATA_DIR) / "demo_unfinished"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(exit_status(main))
