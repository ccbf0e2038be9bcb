"""When others are told that something was not done. Pure."""

from datetime import timedelta

GRACE = timedelta(minutes=30)  # after the due moment, when its owner has been reminded; then others are told (LOG-12)
