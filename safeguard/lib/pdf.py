"""Documents as tagged PDF (PDF/UA-1), for readers who see them and readers who hear them."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

FONTS = Path(__file__).parent / "fonts"
# What our fonts and those within Typst have a shape for, beyond doubt. One letter without a shape, and PDF/UA refuses
# the whole document: pictograms and alphabets we have no font for become a box.
_NO_SHAPE = re.compile(
    r"[^\n -~\u00a0-\u024f\u0370-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u22ff\u25a0-\u25ff]"
)
BOX = "\u25a1"


def make_pdf(template: str, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Lay out a Typst template (a path in ``templates/``) with data it finds as JSON in ``sys.inputs.data``.

    Data are values there, never markup: what people type cannot become a command. The same input gives the same
    bytes. Raises ``typst.TypstError`` if the document is not accessible or the template is wrong.
    """
    source = Path(settings.BASE_DIR) / "templates" / template
    return typst.compile(
        source,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,  # the same letters on every machine
        sys_inputs={"data": json.dumps(_with_shapes(data), ensure_ascii=False)},
        pdf_standards="ua-1",  # a document without structure, language or title is refused
        timestamp=int(made_at.timestamp()),
    )


def has_shape(letter: str) -> bool:
    """Whether a document can show this letter."""
    return not _NO_SHAPE.match(letter) and unicodedata.category(letter) != "Cn"  # not given to any letter yet


def _with_shapes(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(c if has_shape(c) else BOX for c in unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: _with_shapes(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_shapes(inner) for inner in value]
    return value
