"""Gunicorn's settings for `make run` and for a server of one's own (docs/operating.md).

Threads rather than more processes: requests mostly wait for the database. WEB_CONCURRENCY sets the processes.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any

from gunicorn import util

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT") or "8000"
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "var")

wsgi_app = "tracker.wsgi:application"
chdir = str(ROOT)
bind = f"127.0.0.1:{PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(max(os.cpu_count() or 1, 2), 8))
os.environ["WEB_CONCURRENCY"] = str(workers)  # the limits of the API are shared out among the processes
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
# Workers are renewed now and then, at different moments, so that a slow leak never becomes an outage.
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """What Gunicorn itself refuses is a problem document too; it has no setting for that."""
    util.write_error = write_problem


def write_problem(client: Any, status: int, reason: str, detail: str) -> None:
    """Answer a request that could not be read, as RFC 9457 has it. What it asked for, a page or data, nobody knows."""
    document = {
        "type": "about:blank",
        "title": reason,
        "status": status,
        "detail": detail or reason,
        "instance": None,
        "request_id": uuid.uuid4().hex,
        "errors": [],
    }
    body = json.dumps(document)
    head = [
        f"HTTP/1.1 {status} {reason}", "Connection: close", "Content-Type: application/problem+json",
        "Cache-Control: no-store", f"X-Request-ID: {document['request_id']}", f"Content-Length: {len(body)}",
    ]  # fmt: skip
    util.write_nonblock(client, ("\r\n".join(head) + "\r\n\r\n" + body).encode("ascii"))


def when_ready(server: Any) -> None:
    """Say where the site is, once the port is open."""
    lines = [f"The tracker is at http://127.0.0.1:{PORT}/", *demo_sign_ins(DATA_DIR), "Ctrl-C stops it."]
    print("\n" + "\n".join(lines) + "\n", flush=True)


def on_exit(server: Any) -> None:
    """Say that nothing is left running."""
    print("\nThe tracker has stopped.", flush=True)


def demo_sign_ins(data_dir: Path) -> list[str]:
    """The accounts that `load_demo` made, as it wrote them down; none when there is no demo."""
    try:
        lines = (data_dir / "demo_accounts.txt").read_text().splitlines()
    except OSError:
        return []
    return [
        "Demo sign-ins (http://127.0.0.1:" + PORT + "/accounts/login/):",
        *(f"  {line}" for line in lines),
    ]
