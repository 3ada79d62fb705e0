"""Public pages and sign-in: what a reader opens. Reads through the selectors, writes nothing."""
