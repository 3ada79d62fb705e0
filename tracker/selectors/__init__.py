"""The one reader: every public page, file and API answer is put together from what these modules return.

Fed by the published versions and series points that `tracker/ledger` writes; read by `tracker/web` and
`api`. Nothing here writes, opens a transaction, or touches a working copy, so that a draft cannot leak and
a reader never waits for a writer. Start at `reading.open_reading`: it fixes the moment everything else is
read at.
"""
