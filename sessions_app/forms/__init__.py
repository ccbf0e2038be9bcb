"""Parsing and checking what is typed about sessions. Never saves anything."""
