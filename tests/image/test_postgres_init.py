"""`postgres-init.sh` on a real new cluster, made with the arguments of docker-compose.yml: the roles it makes are
the ones that everything else relies on."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from safeguard.embedded.local import ROOT, free_port
from safeguard.embedded.postgres import APP, DATABASE, OWNER, find_programs
from safeguard.embedded.processes import server_account
from tests.image.test_compose import COMPOSE, words
from tests.image.test_made_secrets import make_secrets

ARGUMENTS = words(COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"])
OPTIONS = words(COMPOSE["services"]["postgres"]["command"])[1:]


@pytest.fixture(scope="module")
def cluster():
    """A server as the image makes it; yields its port and the secrets."""
    account, folder = server_account(), Path(tempfile.mkdtemp(prefix="safeguard-init-"))
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o755)
    secrets, data, port = folder / "secrets", folder / "data", free_port()
    make_secrets(secrets)
    secrets.chmod(0o755)
    programs = find_programs(account, note=folder / "programs")
    script = (ROOT / "safeguard" / "deploy" / "postgres-init.sh").read_text().replace("/run/secrets", str(secrets))
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C", "PGHOST": str(folder), "PGPORT": str(port)}

    def run(*command, text=None):
        subprocess.run(command, input=text, text=True, check=True, env=environment, cwd=folder, **account.arguments)

    run(
        programs / "initdb",
        f"--pgdata={data}",
        "--username=postgres",
        f"--pwfile={secrets}/postgres_password",
        *ARGUMENTS,
    )
    options = [*OPTIONS, f"-cport={port}", "-clisten_addresses=127.0.0.1", f"-cunix_socket_directories={folder}"]
    options = [option for option in options if "buffers" not in option]  # less than a machine of 8 GB
    command = [str(programs / "postgres"), "-D", str(data), *options]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log, **account.arguments)
    try:
        for _ in range(100):
            if subprocess.run([programs / "pg_isready", "-q"], env=environment).returncode == 0:
                break
            time.sleep(0.1)
        run("sh", "-s", text=script)
        yield port, {path.name: path.read_text().strip() for path in secrets.iterdir()}
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def connect(cluster, role, password, database=DATABASE):
    port, secrets = cluster
    address = f"host=127.0.0.1 port={port} dbname={database} user={role}"
    return psycopg.connect(address, password=secrets.get(password, password), autocommit=True)


def test_both_sign_in_with_their_own_password_only(cluster):
    for role, password in ((OWNER, "owner_password"), (APP, "app_password")):
        with connect(cluster, role, password) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            connect(cluster, role, "postgres_password")


def test_owner_makes_tables_and_new_databases_and_is_no_superuser(cluster):
    with connect(cluster, OWNER, "owner_password") as owner:
        owner.execute("CREATE TABLE a_table (id int)")
        owner.execute("DROP TABLE a_table")
        owner.execute("CREATE DATABASE for_a_restore")
        owner.execute("DROP DATABASE for_a_restore")
        assert owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_app_makes_nothing(cluster):
    with connect(cluster, APP, "app_password") as app:
        for statement in ("CREATE TABLE a_table (id int)", "CREATE DATABASE another", "CREATE SCHEMA another"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


def test_nobody_else_enters(cluster):
    with connect(cluster, "postgres", "postgres_password") as admin:
        admin.execute("CREATE ROLE somebody LOGIN PASSWORD 'a password'")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(cluster, "somebody", "a password")


def test_cluster_sorts_as_the_embedded_one(cluster):
    with connect(cluster, OWNER, "owner_password") as owner:
        asked = "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s"
        assert owner.execute(asked, [DATABASE]).fetchone() == ("b", "C.UTF-8", "UTF8")
