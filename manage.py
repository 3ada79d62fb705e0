#!/usr/bin/env python
"""Django's command line for the tracker: `python manage.py help` lists what it can do."""

import gc
import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.core.management import execute_from_command_line

    # As in the web server (wsgi.py): imports and exports make rows by the thousand, all of which live for a moment.
    gc.set_threshold(20_000)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
