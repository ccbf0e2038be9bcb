"""Remote sessions: risk assessments, plans, the live page, records. Nothing is here yet."""
