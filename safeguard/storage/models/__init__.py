"""What a person is typing, the files we make, and the tables that are being imported: all of it rows, so that nothing
lives in a process or on its disk."""

from safeguard.storage.models.files import Draft, StoredFile
from safeguard.storage.models.imports import Import, ImportPart, ImportRow

__all__ = ["Draft", "Import", "ImportPart", "ImportRow", "StoredFile"]
