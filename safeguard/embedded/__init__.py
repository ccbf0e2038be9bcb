"""PostgreSQL, Redis and the supervisor behind `make run` and `make test`: the standard library only.

The system's Python imports this package before anything is installed.
"""
