"""Domains of private mailboxes: nobody's work address lies there, and no account of the organisation hangs on one."""

from collections.abc import Collection

# Unless the installation names its own.
PERSONAL_DOMAINS = frozenset(
    [
        "aol.co.uk",
        "aol.com",
        "blueyonder.co.uk",
        "btinternet.com",
        "btopenworld.com",
        "fastmail.com",
        "fsmail.net",
        "gmail.com",
        "gmx.co.uk",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "hotmail.co.uk",
        "hotmail.com",
        "hushmail.com",
        "icloud.com",
        "inbox.com",
        "live.co.uk",
        "live.com",
        "mac.com",
        "mail.com",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "ntlworld.com",
        "orange.net",
        "outlook.co.uk",
        "outlook.com",
        "pm.me",
        "posteo.de",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "qq.com",
        "rocketmail.com",
        "sky.com",
        "talk21.com",
        "talktalk.co.uk",
        "talktalk.net",
        "tiscali.co.uk",
        "tuta.com",
        "tutanota.com",
        "virgin.net",
        "virginmedia.com",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.ie",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
    ]
)


def is_personal(address: str, domains: Collection[str]) -> bool:
    """Whether an e-mail address lies at a provider of private mailboxes, or in a part of its domain (ORG-13, PLT-20).

    ``domains``: those of the installation (PERSONAL_MAIL_DOMAINS). Case and a final stop do not matter.
    """
    domain = address.strip().lower().rpartition("@")[2].rstrip(".")
    return any(domain == one or domain.endswith(f".{one}") for one in domains)
