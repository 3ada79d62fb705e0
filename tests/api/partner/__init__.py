"""What an outside partner will try first, each in a file named for its number; all of it over HTTP.

The eighth, the description of the API tried by a program that follows it, has a place of its own.
"""
