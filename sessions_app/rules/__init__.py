"""Pure decisions about sessions: facts and a moment in, findings or dates out."""
