#!/bin/sh
# Runs its arguments with a Python that is new enough: $PYTHON if set, else the first one found.
# The check is one expression that any Python can read, so that an old one gets a sentence and not a traceback.

new_enough() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "$PYTHON" ]; then
    new_enough "$PYTHON" && exec "$PYTHON" "$@"
else
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        new_enough "$candidate" && exec "$candidate" "$@"
    done
fi

found=$("${PYTHON:-python3}" --version 2>&1) || found="none"
echo "The tracker needs Python 3.11 or newer (found: $found):" \
    "install it, or say where it is: make run PYTHON=/path/to/python3" >&2
exit 1
