"""Pages: what a reader opens, and the desk, where figures are entered and reviewed.

Public pages
    home.py        home and search                 crisis.py       one crisis, its lists and its drawings
    place.py       one place and its events        series.py       one number through time
    figure.py      one figure and its history      source.py       organisations and documents
    data.py        method and data                 changed_view.py what changed since a day
    cards.py       headline cards, lists of series manual.py       docs/methods/ as HTML
    trend_view.py  a series as a picture           charts/         the drawing itself
    plates.py      a drawing with its table, and both as files: tally_view.py, map_view.py, breakdown_view.py,
                   comparison.py
    pages.py       reading, 304 and frame of every public page
    viewing.py     the moment and language of a reader, and addresses that keep them
    errors.py      pages for what cannot be shown     compression.py  smaller on the way

The desk
    desk.py        inbox, one's own work, roles    account.py      signing in, one's own account, links
    people.py      accounts, for administrators    history.py      who did what, when and why
    standing.py    what follows publication        noting.py       notes on a working copy
    guessing.py    limits against guessing         sessions.py     where people are signed in
    door.py        which door a request came by     keys.py        keys for the API
    entry.py       a figure entered or edited      review.py       published or returned by another person
    forms.py, figure_fields.py, choices.py         the form of a figure
    findings.py    what was found, in words        looking.py      what the form says while somebody types
    working.py     what a working copy will say in public

Words
    words.py       numbers, days and codes         sentences.py    who said what, when, where
    numbers.py     numbers as HTML                 language.py     which language a reader gets

Reads through the selectors; stores through intake and the ledger alone.
"""
