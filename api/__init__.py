"""The partner API below /api/v1/: the same readings as the pages, as data.

urls.py         the addresses, each with and without its slash
views/          a small view for each resource
parameters.py   paging, formats and moments, read and checked
envelope.py     {"data", "meta", "links"} put together from rendered rows, without parsing them
caching.py      ETags, If-None-Match, Cache-Control
downloads.py    figures as CSV and as lines of JSON, streamed
errors.py       every refusal as a problem document (RFC 9457)
codes.py        the vocabulary as data, in the reader's language
addresses.py    addresses of this site as answers give them
serializers.py  the door for rows that partners send
"""
