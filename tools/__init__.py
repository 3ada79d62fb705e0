"""The scripts behind the Makefile: running the tracker, and testing all of it.

Everything here runs on Python's standard library alone, because it starts before anything is installed; the
exceptions (`prepare`, `catalogues`, `gunicorn_conf`) run inside the environment that `environment` made. The product
never imports from here.
"""
