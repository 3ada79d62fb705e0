"""One module per file layout: each recognises its header and yields rows under the names of the API.

A reader turns bytes into named cells and says what it could not read, with row and column. What the cells mean is the
business of resolve.py.
"""
