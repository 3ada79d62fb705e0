"""How long the processors worked for a step: here, and in the server process that answers, where it is on this machine.

Unlike the clock this does not move with what others take of the machine, and it leaves nobody's work out.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection


def spent() -> float:
    """Seconds of this process, and on PostgreSQL those of the process of the server that this connection talks to."""
    return time.process_time() + _of_server()


def is_known() -> bool:
    """Whether nothing is left out: the database works in this process, or its server on this machine."""
    return connection.vendor == "sqlite" or _process_of_server().exists()


def _of_server() -> float:
    if connection.vendor == "sqlite" or not _process_of_server().exists():
        return 0.0
    # The name of a process, in brackets, may hold spaces; user and system time are the 14th and 15th field.
    told = _process_of_server().read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _process_of_server() -> Path:
    connection.ensure_connection()
    return Path("/proc") / str(connection.connection.info.backend_pid) / "stat"
