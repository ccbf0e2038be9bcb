"""Backup and restore of the whole installation: one database, so one file and its manifest (docs/decisions/0019).

Run by the owner of the database from ``manage.py backup`` and ``manage.py restore``; nothing of it runs in the web.
"""
