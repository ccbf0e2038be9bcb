"""The browser of the journeys: found on the machine, else installed.

    python -m tests.chromium

CHROMIUM names another. Without any, CI fails and everywhere else the journeys are skipped, loudly.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])
MISSING = "No Chromium here and none could be installed: name one in CHROMIUM."


def find_chromium() -> str | None:
    """The path of a Chromium that starts, or None."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    playwrights = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found += sorted(map(str, playwrights.glob("chromium-*/chrome-linux*/chrome")))
    return next((path for path in found if _succeeds([path, "--version"])), None)


def install_chromium() -> None:
    """Try the machine's own packages, then Playwright's."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    may_apt = shutil.which("apt-get") and os.geteuid() == 0
    if may_apt and all(_succeeds(command, environment) for command in APT):
        return
    _succeeds([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])


def _succeeds(command: list[str], env: dict[str, str] | None = None) -> bool:
    try:
        return subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def main() -> None:
    """Make sure that there is a browser, or say that there is none."""
    if find_chromium():
        return
    print("Installing Chromium.", flush=True)
    install_chromium()
    if find_chromium():
        return
    if os.environ.get("CI"):
        sys.exit(MISSING)
    print(f"!!! {MISSING} The journeys in the browser are skipped.", flush=True)


if __name__ == "__main__":
    main()
