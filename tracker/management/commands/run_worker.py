"""Carry out background work until told to stop; `make run` starts one beside the server."""

from __future__ import annotations

import logging
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker

from tracker.volatile import clearing, leases, queue

logger = logging.getLogger(__name__)

BETWEEN_SIGNS = 10.0
BETWEEN_SWEEPS = 60.0
BETWEEN_CLEARINGS = 3600.0


class Worker(DatabaseWorker):
    """django-tasks-db's worker, which beside its task gives signs of life and looks for what was forgotten."""

    def __init__(self, *, interval: float, batch: bool) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self._ended = threading.Event()
        self._cleared_at = float("-inf")

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End after the task in hand; a second signal ends at once, and the task is carried out again later."""
        if not self.running:
            leases.leave(self.worker_id)
        super().shutdown(signum, frame)

    def run(self) -> None:
        """Work until told to stop, or until nothing is left where `batch` asks for it."""
        leases.sign(self.worker_id)
        self._look_around()
        beside = threading.Thread(target=self._beside, name="signs of life", daemon=True)
        beside.start()
        try:
            super().run()
        finally:
            self._ended.set()
            beside.join(timeout=5)
            leases.leave(self.worker_id)

    def _beside(self) -> None:
        """Sign, put back and sweep, in a thread with connections of its own, until the worker ends."""
        swept = time.monotonic()
        while not self._ended.wait(BETWEEN_SIGNS):
            try:
                leases.sign(self.worker_id)
                if time.monotonic() - swept > BETWEEN_SWEEPS:
                    swept = time.monotonic()
                    self._look_around()
            except DatabaseError:
                logger.exception("The worker could not give a sign of life; it tries again.")
            close_old_connections()
        connections.close_all()

    def _look_around(self) -> None:
        leases.put_back()
        queue.sweep()
        if time.monotonic() - self._cleared_at > BETWEEN_CLEARINGS:
            self._cleared_at = time.monotonic()
            clearing.clear()


class Command(BaseCommand):
    """manage.py run_worker"""

    help = "Carry out background work (imports) until stopped by SIGTERM or Ctrl-C. Several may run side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often to look, and whether to end when nothing is left."""
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks at an empty queue")
        parser.add_argument("--batch", action="store_true", help="carry out what is there, then end")

    def handle(self, *, interval: float, batch: bool, **options: Any) -> None:
        """Work."""
        queue.load()
        worker = Worker(interval=interval, batch=batch)
        worker.configure_signals()
        worker.run()
