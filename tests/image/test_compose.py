"""docker-compose.yml, Dockerfile and what belongs to them, held to what the code needs. No engine takes part here:
`python -m tests.image.rehearse` runs the lines of the Dockerfile in a clean folder."""

import re
import shlex
import stat
import sys

import pytest
import yaml

from safeguard.embedded.environment import SECRETS, read_procfile
from safeguard.embedded.local import ROOT
from safeguard.embedded.postgres import APP, DATABASE, OWNER
from safeguard.embedded.postgres import SETTINGS as EMBEDDED
from tests.architecture.test_settings import READ
from tests.image.rehearse import stages

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PROCFILE = read_procfile(ROOT / "Procfile")
SETTINGS = (ROOT / "safeguard" / "settings.py").read_text()
OURS = {name for name, service in SERVICES.items() if service.get("image") == "safeguard:local"}
RUN_ALL_DAY = OURS - {"migrate", "manage"}
# Read by gunicorn, by the images of others, or by the proxy; every other variable is a setting of ours.
OTHERS_READ = {"GUNICORN_CMD_ARGS", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS", "SITE_HOST"}
# Whatever else the settings read reaches a container: these are for a demonstration, one command, or another proxy.
NOT_GIVEN = {"DEBUG", "DEMO", "ALLOW_INSECURE_PASSKEYS", "DATABASE_ROLE", "DATABASE_OWNER_URL", "PROXY_COUNT"}
OLDEST = {"postgres": 15, "redis": 6}


def words(command):
    return shlex.split(command) if isinstance(command, str) else [str(word) for word in command]


def test_every_process_of_the_procfile_is_a_service_and_the_other_way_round():
    assert set(PROCFILE) - {"mail"} == RUN_ALL_DAY


@pytest.mark.parametrize("name", sorted(RUN_ALL_DAY))
def test_service_runs_what_the_procfile_runs(name):
    assert words(SERVICES[name]["command"]) == PROCFILE[name]


def test_migrations_run_once_and_before_everything_else():
    assert words(SERVICES["migrate"]["command"])[:3] == ["python", "manage.py", "migrate"]
    assert SERVICES["migrate"]["restart"] == "no"
    for name in RUN_ALL_DAY:
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_migrations_and_commands_know_the_owner():
    for name in OURS:
        knows = "database_owner_url" in SERVICES[name]["secrets"]
        assert knows is (name in {"migrate", "manage"}) is ("DATABASE_OWNER_URL_FILE" in SERVICES[name]["environment"])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secrets_named_are_defined_and_each_file_is_one_that_is_given(name):
    service = SERVICES[name]
    given = set(service.get("secrets", []))
    assert given <= set(COMPOSE["secrets"])
    files = {value for value in service.get("environment", {}).values() if str(value).startswith("/run/secrets/")}
    files |= set(re.findall(r"/run/secrets/\w+", " ".join(words(service.get("command", [])))))
    assert {file.rpartition("/")[2] for file in files} <= given


def test_no_secret_is_unused_and_none_stands_in_the_file():
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            assert not re.search(r"(KEY|PASSWORD|DATABASE_URL|OWNER_URL|REDIS_URL|EMAIL_URL|SMS_URL)$", name), name


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_read_by_the_settings(name):
    for variable in set(SERVICES[name]["environment"]) - OTHERS_READ:
        plain = variable.removesuffix("_FILE")
        reader = r"secrets?" if variable != plain else r"env\.\w+|secrets?"
        assert re.search(rf'(?:{reader})\("{plain}"', SETTINGS), f"{variable} is read by nobody"


def test_every_key_of_the_settings_is_given():
    given = SERVICES["web"]["environment"]
    assert {f"{name}_FILE" for name in SECRETS} <= set(given)
    needed = re.findall(r'(?:secret|env\.\w+)\("(\w+)"\)', SETTINGS)  # those without a default
    assert {"SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"} <= set(needed)
    for name in set(needed) - {"DATABASE_OWNER_URL"}:
        assert name in given or f"{name}_FILE" in given, name
    for name in set(READ) - NOT_GIVEN:
        assert name in given or f"{name}_FILE" in given, name


def node_of(name):
    """What a worker is called."""
    command = words(SERVICES[name]["command"])
    return command[command.index("-n") + 1]


def test_whatever_is_there_several_times_has_no_name_and_no_port():
    for name in OURS:
        assert not {"container_name", "ports", "hostname"} & set(SERVICES[name])
    assert set(SERVICES["proxy"]["ports"]) == {"80:80", "443:443"}
    caddy = (ROOT / "safeguard" / "deploy" / "Caddyfile").read_text()
    assert "dynamic a web 8000" in caddy
    assert "0.0.0.0:8000" in SERVICES["web"]["environment"]["GUNICORN_CMD_ARGS"]
    assert {"%h" in node_of(name) for name in ("worker", "worker-slow")} == {True}


def test_proxy_takes_as_much_as_the_settings_and_says_https_and_who():
    caddy = (ROOT / "safeguard" / "deploy" / "Caddyfile").read_text()
    assert "max_size 1MB" in caddy
    assert "DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576" in SETTINGS
    assert "header_up X-Forwarded-For {remote_host}" in caddy
    assert "header_up X-Forwarded-Proto {scheme}" in caddy
    assert SERVICES["web"]["environment"]["BEHIND_PROXY"] == "true"
    assert "PROXY_COUNT" not in SERVICES["web"]["environment"], "our proxy writes one address, and never another number"


def test_proxies_write_no_address_down():
    """A link to a family is its own key; an error's line names it as well as the access log."""
    caddy = (ROOT / "safeguard" / "deploy" / "Caddyfile").read_text()
    assert re.findall(r"^\s*exclude (.+)$", caddy, re.M) == ["http.log.access http.log.error"]
    assert not re.search(r"^\s*log\b(?! default)", caddy, re.M)
    nginx = (ROOT / "docs" / "operating.md").read_text().partition("nginx:\n")[2].partition("\n## ")[0]
    assert nginx.count("server {") == nginx.count("access_log off;") == nginx.count("error_log") == 2
    assert nginx.count(" crit;") == 2


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_may_do_as_little_as_it_can(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "devices", "pid", "network_mode"} & set(service)
    assert service["restart"] in ("unless-stopped", "no")
    assert service["logging"]["options"]["max-size"]


def test_database_and_broker_are_reached_from_inside_only():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


@pytest.mark.parametrize("name", sorted(RUN_ALL_DAY | {"postgres", "redis", "proxy"}))
def test_service_is_given_time_to_end(name):
    seconds = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
    limit = int(re.search(r"CELERY_TASK_TIME_LIMIT = (\d+)", SETTINGS)[1])
    assert seconds >= (limit if name.startswith("worker") else 5)


@pytest.mark.parametrize("name", sorted({"web", "worker", "worker-slow", "postgres", "redis", "proxy"}))
def test_service_is_asked_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.django_db
def test_health_checks_name_what_there_is(client):
    asked = re.search(r"http://127\.0\.0\.1:8000(/[\w/]+)", " ".join(SERVICES["web"]["healthcheck"]["test"]))[1]
    assert client.get(asked).status_code in (200, 503)
    compile(SERVICES["web"]["healthcheck"]["test"][3], "health check", "exec")
    assert "127.0.0.1" in SERVICES["web"]["environment"]["ALLOWED_HOSTS"].split(",")
    for name in ("worker", "worker-slow"):
        node = node_of(name).partition("@")[0]
        assert f"--destination {node}@$$HOSTNAME" in SERVICES[name]["healthcheck"]["test"][1]
    check = SERVICES["postgres"]["healthcheck"]["test"]
    assert f"--username={APP}" in check
    assert f"--dbname={DATABASE}" in check


@pytest.mark.parametrize("name", ["postgres", "redis", "proxy", "mail"])
def test_image_is_pinned_by_a_tag_and_new_enough(name):
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert re.match(r"v?\d+(\.\d+)?(-\w+)?$", tag)
    assert "." not in image.split("/")[0], "no registry is named: that is the machine's setting"
    assert int(re.search(r"\d+", tag)[0]) >= OLDEST.get(name, 0)


def test_postgres_writes_no_row_into_its_log_as_the_embedded_one_does_not():
    given = dict(word.removeprefix("-c").split("=") for word in SERVICES["postgres"]["command"][1:])
    for name in ("log_min_messages", "log_error_verbosity", "log_min_error_statement"):
        assert given[name] == EMBEDDED[name]
    assert "--builtin-locale=C.UTF-8" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert SERVICES["postgres"]["volumes"][0].startswith("data:/var/lib/postgresql")


def test_roles_are_those_of_the_code_and_are_made_before_the_first_migration():
    script = ROOT / "safeguard" / "deploy" / "postgres-init.sh"
    assert script.stat().st_mode & stat.S_IXUSR
    text = script.read_text()
    assert f"CREATE ROLE {OWNER} LOGIN CREATEDB" in text
    assert f"CREATE ROLE {APP} LOGIN PASSWORD" in text
    assert f"CREATE DATABASE {DATABASE} OWNER {OWNER}" in text
    assert "SUPERUSER" not in text
    assert any(str(script.relative_to(ROOT)) in volume for volume in SERVICES["postgres"]["volumes"])


# --- image -----------------------------------------------------------------------------------------------------


def test_image_runs_as_nobody_of_importance_and_holds_no_secret():
    last = stages()[-1]
    users = [value for word, value in last if word == "USER"]
    assert users == ["10001:10001"]
    assert last[-1][0] == "CMD"
    assert PROCFILE["web"] == yaml.safe_load(last[-1][1])[: len(PROCFILE["web"])]
    assert not re.search(r"ARG |secret", (ROOT / "Dockerfile").read_text().replace("without a secret in them", ""))


def test_images_are_pinned_by_a_tag():
    bases = [line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("FROM")]
    assert len(bases) == 3
    assert all(re.fullmatch(r"(python:3\.\d+-slim-bookworm|node:\d+-bookworm-slim)", base) for base in bases)
    assert f"python:{sys.version_info.major}.{sys.version_info.minor}-slim-bookworm" in bases


def test_only_what_is_named_goes_into_the_image():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    named = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {
        source
        for stage in stages()
        for word, value in stage
        if word == "COPY" and "--from" not in value
        for source in value.split()[:-1]
    }
    assert copied - {"."} <= named
    assert not {"secrets", ".local", "tests", ".git", ".env"} & named
    code = {"consent", "incidents", "safeguard", "sessions_app", "templates", "manage.py", "static/src", "Procfile"}
    assert code <= named


@pytest.mark.parametrize(
    "name", ["docker-compose.yml", "Dockerfile", "safeguard/deploy/Caddyfile", "safeguard/deploy/postgres-init.sh"]
)
def test_no_registry_and_no_machine_is_named(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"docker\.io|ghcr\.io|quay\.io|pypi|npmjs|index-url|registry=", text)
