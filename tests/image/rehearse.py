"""The lines of the Dockerfile, run in a clean folder without an engine: python -m tests.image.rehearse

Each stage is a folder, `/app` and `/venv` are folders in it, COPY copies what .dockerignore lets through, RUN runs.
Then the web is started as an account that may write nothing there, and must answer. Needs the package registries.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from safeguard.embedded.local import ROOT, free_port
from safeguard.embedded.processes import Account, reachable

NOT_HERE = ("useradd",)  # makes an account: the account here is `nobody`
NOBODY = Account(65534, 65534)
Stage = list[tuple[str, str]]


def stages() -> list[Stage]:
    """The instructions of each stage, as (word, rest); the first of a stage is its FROM."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    found: list[Stage] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                found.append([])
            found[-1].append((word, rest.strip()))
    return found


def let_through() -> list[str]:
    """What .dockerignore lets into the image."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line[1:] for line in lines if line.startswith("!") and (ROOT / line[1:]).exists()]


def a_python_for_everybody() -> Path:
    """The Python that runs this, if the account of the image could start it too; else the system's."""
    own = Path(sys.base_prefix) / "bin" / "python3"
    return own if reachable(own, NOBODY) else Path("/usr/bin/python3")


class Rehearsal:
    """The stages below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.named = folder, dict[str, Path]()
        programs = folder / "bin"
        programs.mkdir()
        (programs / "python").symlink_to(a_python_for_everybody())
        self.path = f"{programs}{os.pathsep}{os.environ['PATH']}"

    def build(self) -> Path:
        """Run every stage; returns the folder of the last."""
        for number, stage in enumerate(stages()):
            root = self.folder / str(number)
            self.named[stage[0][1].partition(" AS ")[2] or "last"] = root
            self._stage(root, stage)
        return self.named["last"]

    def _stage(self, root: Path, stage: Stage) -> None:
        here, environment = root, {"PATH": self.path, "HOME": str(root / "tmp")}
        (root / "tmp").mkdir(parents=True)
        for word, rest in stage:
            begun = time.monotonic()
            if word == "WORKDIR":
                here = root / rest.lstrip("/")
                here.mkdir(parents=True)
            elif word == "ENV":
                for name, value in (part.split("=", 1) for part in shlex.split(rest)):
                    environment[name] = self._place(root, value).replace("$PATH", environment.get("PATH", ""))
            elif word == "COPY":
                self._copy(root, here, rest.split())
            elif word == "RUN" and not rest.startswith(NOT_HERE):
                subprocess.run(self._place(root, rest), shell=True, cwd=here, env=environment, check=True)
            print(f"{time.monotonic() - begun:6.1f} s  {word} {rest}", flush=True)

    @staticmethod
    def _place(root: Path, text: str) -> str:
        return re.sub(r"(^|[ =:])/(app|venv|tmp)\b", rf"\1{root}/\2", text)

    def _copy(self, root: Path, here: Path, words: list[str]) -> None:
        source = ROOT
        if words[0].startswith("--from="):
            source = self.named[words.pop(0).removeprefix("--from=")]
        *names, to = words
        target = root / to.lstrip("/") if to.startswith("/") else here / to
        for name in let_through() if names == ["."] else names:
            place = target / name if names == ["."] or target.is_dir() or to.endswith("/") else target
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = source / name.lstrip("/")
            if copy.is_dir():
                ignore = shutil.ignore_patterns("__pycache__")
                shutil.copytree(
                    copy, place if names == ["."] else target, symlinks=True, dirs_exist_ok=True, ignore=ignore
                )
            else:
                shutil.copy2(copy, place)


def answers(root: Path) -> str:
    """Start the image's command as `nobody` with the build's settings and ask it; returns what it said."""
    port, app = free_port(), root / "app"
    scripts = root / "venv" / "bin"
    # A virtual environment names its folder; what came from the stage before is asked by its own Python.
    environment = dict(
        line.split("=", 1) for line in (app / "safeguard" / "deploy" / "build.env").read_text().splitlines()
    )
    environment |= {"PATH": f"{scripts}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/tmp"}
    account = NOBODY.arguments if os.geteuid() == 0 else {}
    command = [
        str(scripts / "python"),
        "-m",
        "gunicorn",
        "safeguard.wsgi",
        "--config",
        "python:safeguard.gunicorn",
        "--no-control-socket",
        "--threads",
        "4",
    ]
    web = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], cwd=app, env=environment, **account)
    try:
        for _ in range(100):
            time.sleep(0.2)
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/health/live", timeout=2) as answer:
                    return str(answer.read().decode().strip())
            except OSError:
                continue
        return "nothing"
    finally:
        web.terminate()
        web.wait(10)


def main() -> None:
    """Rehearse, and say what came of it."""
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="safeguard-image-"))
    folder.chmod(0o755)
    try:
        root = Rehearsal(folder).build()
        subprocess.run(["chmod", "-R", "a-w,a+rX", str(root / "app")], check=True)
        before = {path: path.stat().st_mtime for path in (root / "app").rglob("*")}
        said = answers(root)
        assert said == "alive", f"the web said {said!r}"
        assert {path: path.stat().st_mtime for path in (root / "app").rglob("*")} == before, "something was written"
        static = len(list((root / "app" / ".local" / "static").rglob("*")))
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        print(f"The image's steps run: {static} static files, {size / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s.")
        print("The web answers as an account that may write nothing there, and nothing was written.")
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
