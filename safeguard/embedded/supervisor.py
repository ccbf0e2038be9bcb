"""What `make run` becomes: it starts servers and the processes of the Procfile, and owns them to the end."""

import fcntl
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from safeguard.embedded.environment import named_outside, process_environment, read_procfile, site_environment
from safeguard.embedded.errors import StartError, one_line
from safeguard.embedded.install import collect_static, say
from safeguard.embedded.local import (
    LOCAL,
    MEGABYTE,
    ROOT,
    is_free,
    load_secrets,
    prepare_folder,
    remembered_port,
    write_env,
)
from safeguard.embedded.parent import Parent
from safeguard.embedded.postgres import APP, OWNER, Postgres
from safeguard.embedded.processes import Child, end_processes, processes_marked, stop_all, tail, trim_log
from safeguard.embedded.redis import Redis

MARK = "SAFEGUARD_RUN"  # in the environment of every process of ours, so that the next start finds the lost ones
STOPPING = "stopping"  # in the lock file while its holder ends
READY_WITHIN = 60.0  # seconds for the web to answer
STOP_WITHIN = 8.0  # seconds for all processes together to end by themselves
STEADY_AFTER = 60.0  # seconds of running after which a death is counted as the first again
LONGEST_PAUSE = 30.0  # seconds between two attempts to start what keeps dying
PEOPLE = ("practitioner", "colleague", "manager", "dso", "deputy", "dsl", "lead", "ict", "board", "admin")


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@dataclass
class Service:
    """A process of the Procfile and how often it has died in a row."""

    name: str
    command: list[str]
    child: Child | None = None
    deaths: int = 0
    started: float = 0.0
    start_at: float = 0.0

    def keep_running(self, env: Mapping[str, str], log: Path) -> None:
        """Start it, or start it again after a pause that doubles with each death."""
        now = time.monotonic()
        if self.child and self.child.running():
            return
        if self.child:
            self.deaths = 1 if now - self.started > STEADY_AFTER else self.deaths + 1
            pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.deaths - 1))
            code = self.child.process.returncode
            say(f"{self.name} ended with code {code}; starting it again in {pause:g} s (see {log}).")
            self.child.kill()  # what it left of its own children
            self.child, self.start_at = None, now + pause
        elif now >= self.start_at:
            self.child, self.started = Child(self.command, log=log, env=dict(env), cwd=ROOT), now


@dataclass
class Supervisor:
    """One site on this machine, from the first server to the last process."""

    port: int
    demo: bool
    local: Path = LOCAL
    services: list[Service] = field(default_factory=list)
    signals: list[int] = field(default_factory=list)
    parent: Parent = field(default_factory=Parent)
    postgres: Postgres | None = None
    redis: Redis | None = None
    env: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Start everything, say so, keep it running until a signal or the end of make, stop everything."""
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(sig) is not signal.SIG_IGN:  # nohup asks for HUP to be ignored
                signal.signal(sig, lambda number, frame: self._signalled(number))
        lock = self._lock()
        try:
            self._start_servers()
            self._set_up()
            self._start_services()
            while not self.told_to_end():
                self._watch()
                time.sleep(0.2)
            say("Stopping.")
        except KeyboardInterrupt:
            say("Stopping.")
        finally:
            lock.write(STOPPING)
            lock.flush()
            self.stop()
            lock.close()

    def stop(self) -> None:
        """Stop the processes, then the servers under them."""
        stop_all([service.child for service in self.services if service.child], wait=STOP_WITHIN)
        for server in (self.redis, self.postgres):
            if server:
                server.stop()

    def told_to_end(self) -> bool:
        """Whether a signal has come, to us or to make."""
        return bool(self.signals) or self.parent.wants_end()

    def _signalled(self, number: int) -> None:
        self.signals.append(number)
        if not self.services:  # still setting up: leave by the shortest way
            raise KeyboardInterrupt

    def _lock(self) -> IO[str]:
        """One `make run` per folder. The kernel lets the lock go with us, however we end.

        One that is just stopping is waited for.
        """
        prepare_folder(self.local, needs=100 * MEGABYTE)
        self.logs = prepare_folder(self.local / "log")
        lock = (self.local / "run.lock").open("a+")
        asked = time.monotonic()
        while not _locked(lock):
            lock.seek(0)
            patience = STOP_WITHIN * 2 if lock.read() == STOPPING else 2
            if time.monotonic() - asked > patience:
                raise StartError(f"it is already running in this folder ({ROOT}).")
            time.sleep(0.1)
        lock.truncate(0)
        return lock

    def _start_servers(self) -> None:
        """End what a killed run left, start the servers that nobody named, write down how to reach them."""
        mark = str(self.local.resolve())
        end_processes(processes_marked(MARK, mark), signals=[signal.SIGTERM, signal.SIGKILL], wait=3)
        for host in ("127.0.0.1", "::1"):
            if not is_free(self.port, host) and is_free(0, host):
                raise StartError(f"port {self.port} is in use; choose another with `make run PORT=...`.")
        secrets = load_secrets(self.local)
        settings = self._settings(secrets)
        if bool(settings["DATABASE_URL"]) != bool(settings["DATABASE_OWNER_URL"]):
            raise StartError("DATABASE_URL and DATABASE_OWNER_URL must be set both, or neither.")
        if not settings["DATABASE_URL"]:
            settings |= self._start_postgres(secrets)
        if not settings["REDIS_URL"]:
            settings |= self._start_redis(secrets)
        write_env(self.local / "run.env", settings)
        self.env = process_environment(settings, port=self.port) | {MARK: mark}

    def _settings(self, secrets: Mapping[str, str]) -> dict[str, str]:
        settings = site_environment(
            port=self.port,
            database="",
            owner_database="",
            redis="",
            mail_port=remembered_port(self.local, "mail"),
            sms_port=remembered_port(self.local, "sms"),
            secrets=secrets,
            demo=self.demo,
        )
        if not self.demo:  # nothing catches mail: it goes to the machine's own mail server
            settings |= {"EMAIL_URL": "smtp://localhost:25", "SMS_URL": ""}
        return settings | named_outside(settings)

    def _start_postgres(self, secrets: Mapping[str, str]) -> dict[str, str]:
        passwords = {OWNER: secrets["OWNER_PASSWORD"], APP: secrets["APP_PASSWORD"]}
        self.postgres = Postgres(self.local / "postgres", port=0, passwords=passwords, log=self.logs / "postgres.log")
        self.postgres.end_leftovers()
        self.postgres.port = remembered_port(self.local, "postgres")
        self.postgres.start()
        return {"DATABASE_URL": self.postgres.url(APP), "DATABASE_OWNER_URL": self.postgres.url(OWNER)}

    def _start_redis(self, secrets: Mapping[str, str]) -> dict[str, str]:
        self.redis = Redis(
            self.local / "redis", port=0, password=secrets["REDIS_PASSWORD"], log=self.logs / "redis.log"
        )
        self.redis.end_leftovers()
        self.redis.port = remembered_port(self.local, "redis")
        self.redis.start()
        return {"REDIS_URL": self.redis.url()}

    def _set_up(self) -> None:
        """Bring the files and the database to what the code expects; every step may be repeated."""
        collect_static(self._manage)
        say("Bringing the database up to date.")
        self._manage("migrate --noinput")
        if self.demo:
            self._manage("allow_clock_shift")
            self._manage("load_demo")

    def _next_step(self) -> list[str]:
        """What somebody does first with an empty database: the address and the code of the first account.

        The code opens an administrator's account: it is shown here, and stays in no log.
        """
        log = self.logs / "first-account.log"
        child = Child([sys.executable, "manage.py", "set_up", "--code"], log=log, env=self.env, cwd=ROOT)
        try:
            return log.read_text().splitlines() if child.process.wait() == 0 else []
        finally:
            child.kill()
            log.unlink(missing_ok=True)

    def _manage(self, command: str) -> None:
        log = self.logs / "setup.log"
        child = Child([sys.executable, "manage.py", *command.split()], log=log, env=self.env, cwd=ROOT)
        try:
            code = child.process.wait()
        finally:
            child.kill()
        if code != 0:
            raise StartError(f"manage.py {command.split()[0]} failed ({log}): {tail(log)}")

    def _start_services(self) -> None:
        """Start what the Procfile names and wait for the web; the last line says where it is."""
        for name, command in read_procfile(ROOT / "Procfile").items():
            if name != "mail" or self.demo:
                self.services.append(Service(name, command))
        end = time.monotonic() + READY_WITHIN
        while not self._answers():
            self._watch()
            if self.told_to_end():
                return
            if time.monotonic() > end:
                log = self.logs / "web.log"
                raise StartError(f"the web does not answer ({log}): {tail(log)}")
            time.sleep(0.1)
        self._welcome()

    def _watch(self) -> None:
        for service in self.services:
            service.keep_running(self.env, self.logs / f"{service.name}.log")
        for log in self.logs.glob("*.log"):
            trim_log(log)
        for server in (self.postgres, self.redis):
            if server and not (server.child and server.child.running()):
                say(f"{type(server).__name__} ended; starting it again.")
                server.start()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _welcome(self) -> None:
        address = f"http://localhost:{self.port}/"
        if self.demo:
            say("A demonstration: the people of the fictional Harbour Youth. Sign in with one of")
            say(f"  {', '.join(f'{name}@harbour.example' for name in PEOPLE)}")
            say("  and the password safe-harbour.")
            say(f"Mail and text messages that it sends are shown at {address}demo/mail/")
        else:
            for line in self._next_step():
                say(line)
        say(f"Safeguard is ready at {address}")


def main() -> None:
    """Run a site with PORT and DEMO from the environment."""
    with one_line():
        try:
            port = int(os.environ.get("PORT") or 8000)
        except ValueError:
            raise StartError(f"PORT must be a number, not {os.environ['PORT']!r}.") from None
        Supervisor(port=port, demo=os.environ.get("DEMO", "1") not in ("0", "", "false", "no")).run()


if __name__ == "__main__":
    main()
