"""Make the secrets of a new installation, one file each: python3 safeguard/deploy/make_secrets.py [folder]

What is there already is left alone. The folder can be entered by its owner only; the files in it are readable, because
the processes in the containers, which have other user numbers, must read them.
"""

import base64
import os
import secrets
import sys
from pathlib import Path


def contents(words: dict[str, str]) -> dict[str, str]:
    """Every file by its name. ``words``: the passwords, made new or read from files made before."""
    owner, app, redis = words["owner_password"], words["app_password"], words["redis_password"]
    return {
        **words,
        "secret_key": secrets.token_urlsafe(48),
        "audit_key": secrets.token_urlsafe(48),
        "link_key": secrets.token_urlsafe(48),
        "mail_key": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "database_url": f"postgres://safeguard_app:{app}@postgres:5432/safeguard",
        "database_owner_url": f"postgres://safeguard_owner:{owner}@postgres:5432/safeguard",
        "redis_url": f"redis://:{redis}@redis:6379/0",
        # The broker carries wake-up calls and nothing else; what it must not do is throw them away.
        "redis_conf": f"requirepass {redis}\nappendonly yes\nmaxmemory-policy noeviction\ndir /data\n",
        # To be replaced by the organisation's mail server and text message provider.
        "email_url": "smtp://mail:1025",
        "sms_url": "json://mail:1080/sms/{to}",
    }


def main(folder: Path) -> None:
    """Write what is missing and say what was written; never what is in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = ("postgres_password", "owner_password", "app_password", "redis_password")
    made = {name: folder / name for name in names}
    words = {name: path.read_text().strip() if path.exists() else secrets.token_hex(24) for name, path in made.items()}
    for name, text in contents(words).items():
        path = folder / name
        if path.exists():
            continue
        path.write_text(text if text.endswith("\n") else text + "\n")
        path.chmod(0o644)
        print(f"wrote {path}")  # noqa: T201 - it talks to a terminal
    folder.chmod(0o700)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "secrets"))
