"""Every environment variable the code reads stands in docs/settings.md, with the default it really has."""

import ast
import re

from tests.architecture.code import ROOT, parsed, python_files
from tests.architecture.documents import DOCS, table, text_of

SETTINGS = ROOT / "safeguard" / "settings.py"
ROWS = {row[0].strip("`"): row[1:] for row in table(text_of(DOCS / "settings.md"), "Name")}
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
REQUIRED = object()
# Read or set for tools of others; no setting of an installation.
NO_SETTING = {
    "DJANGO_SETTINGS_MODULE": "names safeguard.settings, always",
    "NODE_USE_SYSTEM_CA": "tells npm to trust what the machine trusts",
    "PATH": "where the programs of PostgreSQL are looked for",
}
SECRET = re.compile(r"_KEY|PASSWORD|TOKEN|^(DATABASE|DATABASE_OWNER|REDIS|EMAIL|SMS)_URL$")


def named_first(call):
    """The variable that a call names first, or None."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and VARIABLE.fullmatch(first.value):
        return first.value
    return None


def read_by_settings():
    """Whatever ``settings.py`` reads by a call that names it (``env.str("X")``, a helper of ours), with its default."""
    found = {}
    for node in ast.walk(parsed(SETTINGS)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") != "get" and (name := named_first(node)):
            several = getattr(node.func, "id", "") == "secrets"  # none of them is a list, too
            default = next(
                (word.value for word in node.keywords if word.arg == "default"),
                ast.Constant("") if several else REQUIRED,
            )
            found[name] = default
    return found


def read_elsewhere():
    """What other files of the product take from the environment themselves."""
    found = set()
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and re.fullmatch(
                r"(os\.)?(environ\.\w+|getenv|environment\.get)", ast.unparse(node.func)
            ):
                found.add(named_first(node))
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                found.add(getattr(node.slice, "value", None))
    return found - {None, *NO_SETTING}


READ = read_by_settings()


def test_every_setting_is_documented():
    missing = sorted((set(READ) | read_elsewhere()) - set(ROWS))
    lines = "\n".join(f"| `{name}` | (what it means) | {shown(READ.get(name)) or '?'} | yes/no |" for name in missing)
    assert not missing, f"add to the table in docs/settings.md:\n{lines}"


def test_nothing_else_is_documented():
    gone = sorted(set(ROWS) - set(READ) - read_elsewhere())
    assert not gone, f"no code reads these any more; take them out of docs/settings.md: {gone}"


def test_every_setting_says_its_default():
    wrong = {
        name: shown(default)
        for name, default in READ.items()
        if name in ROWS and shown(default) and ROWS[name][1] != shown(default)
    }
    assert not wrong, f"the column Default of docs/settings.md should say: {wrong}"


def test_every_setting_has_a_meaning_and_says_whether_it_is_secret():
    for name, (meaning, default, secret) in ROWS.items():
        assert meaning, f"{name} has no meaning in docs/settings.md"
        assert default, f"{name} has no default in docs/settings.md (required, empty, or its value)"
        assert secret in ("yes", "no"), f"{name}: the column Secret says yes or no"
        assert secret == "yes" or not SECRET.search(name), f"{name} is a secret"


def test_settings_are_really_found():
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "LOG_LEVEL", "BEHIND_PROXY"} <= set(READ)
    assert "PORT" in read_elsewhere()


def shown(default):
    """How a default stands in the table; None where it is worked out, and said in words."""
    if default is REQUIRED:
        return "required"
    if not isinstance(default, ast.Constant | ast.List):
        return None
    value = ast.literal_eval(default)
    return f"`{value}`" if value not in ("", []) else "empty"
