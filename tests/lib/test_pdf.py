"""PDF for those who hear it: tagged, titled, in a language, and never refused for a letter."""

import re
import zlib
from datetime import UTC, datetime

import pytest
import typst

from safeguard.lib.pdf import BOX, _with_shapes, has_shape, make_pdf

MADE_AT = datetime(2027, 1, 4, 9, tzinfo=UTC)
TEMPLATE = "reports/board_report.typ"
DATA = {
    "ref": "BR-00000-00000",
    "title": "Online safety report, October to December 2026",
    "author": "Safeguarding",
    "lang": "en",
    "region": "GB",
    "status": "Draft",
    "warning": "",
    "page_words": "Page # of @",
    "commentary": [{"title": "What matters most", "texts": ["More than before."]}],
    "sections": [
        {
            "title": "Sessions",
            "tables": [
                {
                    "caption": "Sessions held",
                    "heads": ["What", "Now", "Before"],
                    "lines": [{"label": "All", "cells": ["10", "5"], "level": 0, "bar": 40, "share": "40%"}],
                    "note": "A note",
                }
            ],
        }
    ],
    "how": {"title": "How to read the figures", "texts": ["Roughly."]},
}


def inside(pdf):
    """The PDF with its compressed parts unpacked."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_document_is_tagged_and_says_its_title_and_language():
    found = inside(make_pdf(TEMPLATE, DATA, made_at=MADE_AT))
    assert found.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Marked true", b"/DisplayDocTitle true", b"pdfuaid:part"):
        assert mark in found
    assert re.search(rb"/Lang ?\(en-GB\)", found)
    for tag in (b"/H1", b"/H2", b"/H3", b"/Table", b"/THead", b"/TH", b"/TD", b"/P"):
        assert re.search(rb"/S ?" + tag + rb"\b", found), tag
    assert b"Online safety report, October to December 2026" in found


def test_same_facts_are_the_same_bytes():
    assert make_pdf(TEMPLATE, DATA, made_at=MADE_AT) == make_pdf(TEMPLATE, DATA, made_at=MADE_AT)


def test_what_is_typed_is_never_a_command():
    typed = '#panic("no") = Heading $x$ \\ `raw` [] {} @ref <label> */ // "'
    data = {**DATA, "commentary": [{"title": typed, "texts": [typed]}]}
    assert make_pdf(TEMPLATE, data, made_at=MADE_AT)


def test_letters_without_a_shape_become_a_box():
    assert _with_shapes({"a": ["so 😀", ("漢", 1)]}) == {"a": [f"so {BOX}", [BOX, 1]]}
    data = {**DATA, "commentary": [{"title": "😀", "texts": ["漢字 \u200b \ufeff \x07 e\u0301"]}]}
    assert make_pdf(TEMPLATE, data, made_at=MADE_AT)


def test_every_letter_that_is_let_through_has_a_shape():
    letters = "".join(chr(code) for code in range(0x20, 0x3000) if has_shape(chr(code)))
    data = {**DATA, "commentary": [{"title": "All", "texts": [" ".join(letters)]}]}
    assert make_pdf(TEMPLATE, data, made_at=MADE_AT)


def test_document_without_a_title_is_refused():
    with pytest.raises(typst.TypstError, match="title"):
        make_pdf(TEMPLATE, {**DATA, "title": ""}, made_at=MADE_AT)
