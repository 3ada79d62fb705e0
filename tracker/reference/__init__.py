"""Reference data that ships with the product, and the files it can be extended from.

`countries.py` reads `countries.csv`: every country and territory of ISO 3166-1, and Kosovo under the
user-assigned code that displacement data uses for it. The ledger's foundation loads it into each new
database; NOTICE names its origin. `pcodes.py` reads official p-code lists, which do not ship; `unit_names.py` has
Arabic names for the first-level units of some of them. Pure: the standard library only.
"""
