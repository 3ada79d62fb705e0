"""How claims come in: rows of any door become figures of the ledger, and files become rows.

    naming.py      how rows name things, and what is said where a name names nothing
    references.py  the crises, places, sources, documents and figures that rows name; what is new and has to be made
    reading.py     the cells of a row as typed values; what the row before gave as well is not read again
    resolve.py     raw rows -> working copies, all or nothing a row; every door calls `record_row` or `record_rows`
    flat.py        the spelling of a row in one level, as forms and files write it
    imports.py     a file: its layout, its rows, what became of each
    readers/       one module per file layout

Fed by tracker/web, api and the command line; writes only through tracker/ledger.
"""
