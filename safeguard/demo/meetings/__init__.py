"""The sessions of more than a year: planned, approved, held, written up, each in its own way."""
