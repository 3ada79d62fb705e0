"""Entry point of web servers."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_wsgi_application()

# What start-up made lives as long as the process: keep the collector from walking it again at every answer.
gc.collect()
gc.freeze()
gc.set_threshold(20_000)
