"""The partner API below /api/v1/: the same readings as the pages, as data; and the door for what partners send.

urls.py         the addresses, each with and without its slash
views/          a small view for each resource
parameters.py   paging, formats and moments, read and checked
envelope.py     {"data", "meta", "links"} put together from rendered rows, without parsing them
caching.py      ETags, If-None-Match, Cache-Control
files.py        rows of anything as CSV, lines of JSON, GeoJSON and workbooks, streamed
tables.py       the columns of trends, sums and places as files
downloads.py    figures as files, from the rows that are stored
errors.py       every refusal as a problem document (RFC 9457)
codes.py        the vocabulary as data, in the reader's language
addresses.py    addresses of this site as answers give them

outside.py      refusals of the middleware, the resolver and Django, as problems too
limits.py       how often one may ask, told in every answer

authentication.py  whose key asks           permissions.py  what a key may do
bodies.py          a body, read strictly     idempotency.py  a request sent twice is carried out once
working.py         the working copy and its ETag    usage.py  what keys are used for, counted in memory
"""
