"""Private mailboxes are known by their domain."""

import pytest

from safeguard.lib.maildomains import PERSONAL_DOMAINS, is_personal


@pytest.mark.parametrize(
    "address", ["a@gmail.com", "A.B@GMAIL.COM", " a@hotmail.co.uk ", "a@mail.yahoo.co.uk", "a@icloud.com."]
)
def test_a_private_mailbox(address: str) -> None:
    assert is_personal(address, PERSONAL_DOMAINS)


@pytest.mark.parametrize("address", ["a@charity.example", "a@gmail.com.example", "gmail.com@charity.example", "", "a@"])
def test_what_is_none(address: str) -> None:
    assert not is_personal(address, PERSONAL_DOMAINS)


def test_an_installation_names_its_own() -> None:
    assert is_personal("a@home.example", ["home.example"])
    assert not is_personal("a@gmail.com", ["home.example"])


def test_domains_are_written_as_they_are_compared() -> None:
    assert all(domain == domain.strip().lower() and "." in domain for domain in PERSONAL_DOMAINS)
