"""Links in a caught message: only those that lead back to this installation can be pressed."""

import re

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


def with_links(text: str) -> SafeString:
    """The text, escaped, with addresses of this site as links and every other address as it is written."""
    pieces: list[str | SafeString] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        if _is_ours(found.group()):
            pieces += [
                text[end : found.start()],
                format_html('<a class="govuk-link" href="{0}">{0}</a>', found.group()),
            ]
            end = found.end()
    pieces.append(text[end:])
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _is_ours(address: str) -> bool:
    """Whether it is the site's own address: ``http://localhost:8000.example/`` only begins like it."""
    return address == settings.SITE_URL or address.startswith(f"{settings.SITE_URL}/")
