"""Reference data that ships with the product.

`countries.py` reads `countries.csv`: every country and territory of ISO 3166-1, and Kosovo under the
user-assigned code that displacement data uses for it. The ledger's foundation loads it into each new
database; NOTICE names its origin. Pure: the standard library only.
"""
