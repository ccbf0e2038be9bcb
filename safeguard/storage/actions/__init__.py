"""All writes of drafts, files and tables that are imported."""

from safeguard.storage.actions.files import (
    LATEST,
    LONGEST,
    close_drafts,
    discard_draft,
    mark_chased,
    remove_closed_drafts,
    remove_file,
    save_beside_draft,
    save_draft,
    store_file,
)
from safeguard.storage.actions.imports import (
    answer_rows,
    ask_for_invitations,
    confirm_import,
    discard_import,
    end_import,
    note_rows_shown,
    remove_old_imports,
    store_import,
)

__all__ = [
    "LATEST",
    "LONGEST",
    "answer_rows",
    "ask_for_invitations",
    "close_drafts",
    "confirm_import",
    "discard_draft",
    "discard_import",
    "end_import",
    "mark_chased",
    "note_rows_shown",
    "remove_closed_drafts",
    "remove_file",
    "remove_old_imports",
    "save_beside_draft",
    "save_draft",
    "store_file",
    "store_import",
]
