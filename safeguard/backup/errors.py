"""Why a backup or a restore was not made."""


class BackupError(Exception):
    """The text is the one line that its operator reads; it holds no secret and no row."""
