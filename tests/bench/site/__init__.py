"""The product as it is served, with the floors beside it and a count of queries on every answer."""
