"""One module for each kind of source; each is a generator of records."""
