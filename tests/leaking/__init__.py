"""An installation that fails in every way with somebody's words in the failure: what must not reach a log."""
