"""The only code that writes figures, versions and series.

    record.py      a claim becomes a working copy, or a working copy changes
    submit.py      the author hands it over; warnings must have their reasons
    returning.py   the reviewer hands it back and says why
    publish.py     a second person publishes: version, entry, series, event totals, in one transaction a chunk
    retract.py     a public figure is withdrawn, with its public reason
    redact.py      two people blank a figure that does harm, at every revision
    relabel.py     a place, organisation, speaker or document is changed; its figures are published again
    merge.py       two records of one thing become one, and are taken apart again
    unfinished.py  what a rename or a merge left to do is carried on
    snapshots.py   a sequence gets a name, and files that are written once
    settings.py    an editor chooses a spine, a gap, a lead series, and says why
    sources.py     places, organisations, speakers, documents, crises, events
    crises.py      what an editor changes of a crisis or an event
    accounts.py    people: made, given a role, closed, opened; their passwords and sessions
    keys.py        keys for the API: made, replaced, ended, counted
    notes.py       what reviewers and authors remark on a draft
    entry_drafts.py  forms that are not whole yet, kept as typed
    sent.py        requests that carry a name are carried out once

    row.py         the public row: its fields, in the order of the API
    drafts.py      a claim as a door hands it over
    facts.py       what the rules need to know of other rows
    working.py     working copies with everything read beside them
    content.py     a figure as frozen, hashed content
    rendering.py   content as JSON row and CSV row
    columns.py     content as the narrow columns a version is found by
    republish.py   chunk by chunk, the figures that show what changed
    shown.py       what a content shows of its sources
    merged.py      what was merged stands for the one it went into
    joining.py     what a merge does to series, their spines and leads
    objects.py     versions of everything that is no figure
    sequence.py    the lock, the gap-free sequence, the chain
    guards.py      what the database itself refuses
    permissions.py which role may do what
    doors.py       through which door an act came in
    acts.py        the journal of what changes no public answer
    errors.py      why an act is refused

    series.py      the series a publication touches, recomputed
    one_voice.py   series of one originator, remembered by day: a new claim changes its day alone
    events.py      the totals of the events it touches
    tallies.py     monthly sums over events, kept by increments
    counts.py      how many figures of each crisis stand
    names.py       the names by which places, sources and crises are found
    search.py      the words by which versions are found
    rebuild.py     what is kept beside the versions made again, or compared
    verify.py      proof that nothing was rewritten

    bulk.py        many rows at once, by each engine's quick way
    plans.py       how PostgreSQL finds rows while thousands are named
    gazetteer.py   official lists of places
    foundation.py  what every migrated database holds before the first figure

Every act takes `actor`, and `reason` where one is due; every one is a single transaction, or resumable chunks of them.
"""
