"""The eight things an outside partner will try first, each in a file named for its number; all of it over HTTP."""
