"""What the web server itself is told: its own lines look like all the others (docs/watching.md)."""

import os

from safeguard.lib.logs import form_of, settings_for

logconfig_dict = settings_for(form=form_of(os.environ), level=os.environ.get("LOG_LEVEL") or "INFO")
accesslog = None  # each request has a line of ours, with the name of its route and never its address
