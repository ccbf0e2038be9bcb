"""Reading risk assessments, sessions and records that access has already let through."""

from sessions_app.selectors.risk import assessments_of, open_actions_of, risk_in_force

__all__ = ["assessments_of", "open_actions_of", "risk_in_force"]
