"""The token of a link is in no log line, whatever becomes of the request for it."""

import logging

import pytest
from django.test import Client

from consent.actions import revoke_request
from consent.views import answering
from safeguard.lib.links import token_of
from safeguard.lib.logs import SafeFormatter
from tests.factories.consent import a_family, asked, link_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(cast, now):
    return asked(cast.owner, *a_family(cast.owner, now), now=now)


def broken(*args, **kwargs):
    raise RuntimeError("it broke")


def lines_of(caplog, status):
    """What was logged of a request, as it is and as it would be written."""
    found = [record for record in caplog.records if getattr(record, "status_code", None) == status]
    assert found
    return [*(record.getMessage() for record in found), *(SafeFormatter("%(message)s").format(one) for one in found)]


@pytest.mark.parametrize("status", [403, 405, 410, 404, 500])
def test_the_token_is_never_in_a_log(cast, now, request_, caplog, monkeypatch, status):
    client, path = Client(raise_request_exception=False, enforce_csrf_checks=status == 403), link_of(request_)
    token = token_of("consent", request_.link_id)
    with caplog.at_level(logging.DEBUG):
        if status in (403, 405):
            answer = client.post(path)
        elif status == 410:
            revoke_request(by=cast.owner, now=now, request=request_)
            answer = client.get(path)
        elif status == 404:
            answer = client.get(f"{path}more/")
        else:
            monkeypatch.setattr(answering, "open_link", broken)
            answer = client.get(path)
    assert answer.status_code == status
    assert token not in caplog.text
    for line in lines_of(caplog, status):
        assert token not in line
        assert str(request_.link_id) not in line
        assert any(word in line for word in (("/l/...", "route=-") if status == 404 else ("consent:link",)))


def test_no_address_is_written_but_the_name_of_its_route(caplog):
    Client().post("/answer/consent/done/")
    _said, written = lines_of(caplog, 405)
    assert written == "Method Not Allowed route=consent:done status=405"
