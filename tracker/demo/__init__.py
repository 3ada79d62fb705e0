"""The demonstration crisis: northwest Syria, December 2019 to March 2020, as real statements by real sources.

`nw_syria.json` holds the facts, `story.py` reads them (pure), `loading.py` puts them through the ledger as
the desk would, and takes them back. Used by the commands `load_demo` and `remove_demo`. docs/demo.md explains
each decision that an analyst might question.
"""
