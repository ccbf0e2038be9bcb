"""Pages of sessions: fetch through access, call one action, answer."""
