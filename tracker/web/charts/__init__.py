"""Charts drawn on the server as SVG text.

Pure Python without Django: words, numbers and dates come in formatted for the reader's language, plain
text goes out. Fed by `tracker.web.trend_view`; shown by `templates/includes/_trend.html` and by
`/series/ID.svg`.
"""
