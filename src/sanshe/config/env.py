"""Read settings from the environment, strictly: a value that cannot be understood stops the start."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


class BadEnvironment(SystemExit):
    """A variable holds a value that cannot be used; the message says which, and what it takes."""


def env_text(name: str, default: str = "") -> str:
    """Return the variable's text, stripped."""
    return os.environ.get(name, default).strip()


def env_flag(name: str, *, default: bool = False) -> bool:
    """Return the variable as a yes or no; refuse anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise BadEnvironment(f"{name}={value!r}: write 1 or 0.")


def env_list(name: str, default: list[str]) -> list[str]:
    """Return the variable's comma-separated items."""
    value = os.environ.get(name)
    if value is None:
        return default
    return [item.strip() for item in value.split(",") if item.strip()]


def env_int(name: str, default: int) -> int:
    """Return the variable as a whole number; refuse anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadEnvironment(f"{name}={value!r}: write a whole number.") from None


def env_folder(name: str) -> Path | None:
    """Return the folder that the variable names, or nothing where it names none; refuse one that is not there."""
    text = env_text(name)
    if not text:
        return None
    folder = Path(text).resolve()
    if not folder.is_dir():
        raise BadEnvironment(f"{name}={text!r}: there is no such folder.")
    return folder


# A database of neighbours lies in memory, where reading here and there costs hardly more than reading on; the planner
# believes in turning disks otherwise, and reads whole small tables rather than their indexes. What is prepared is
# prepared on purpose (`kernel.prepared`) and planned once: planning a read over nine tables takes longer than the read.
# What the address itself sets goes before.
PLANNER = "-c random_page_cost=1.1 -c jit=off -c plan_cache_mode=force_generic_plan"


def database(url: str, *, pool: bool | dict[str, Any]) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database that `url` (any libpq form) names."""
    try:
        parts = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    except Exception as error:
        raise BadEnvironment(f"The database address cannot be read: {error}") from None
    if "dbname" not in parts:
        raise BadEnvironment("The database address names no database (…/NAME).")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {
            **parts,
            "options": f"{PLANNER} {parts.get('options', '')}".strip(),
            "prepare_threshold": 10**9,
            "pool": pool,
        },
        "CONN_HEALTH_CHECKS": True,  # a pooled connection may be dead after the server was restarted
        "TEST": {"NAME": f"test_{env_text('SANSHE_TEST_DATABASE', 'sanshe')}"},
    }


def secret_key(data: Path) -> str:
    """Return SANSHE_SECRET_KEY, or the key kept in the data folder, made there at the first start."""
    if key := env_text("SANSHE_SECRET_KEY"):
        if len(key) < 40:
            raise BadEnvironment("SANSHE_SECRET_KEY is shorter than 40 characters: take a longer one.")
        return key
    file = data / "secret_key"
    try:
        return file.read_text()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
    draft = data / f"secret_key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, file)  # of two starts at once one wins, and both read the winner's
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text()


def sign_in_providers(*, wechat: str, oidc: str) -> dict[str, dict]:
    """Return the ways to sign in that the two variables name, as allauth reads them; refuse what is unclear."""
    providers = {}
    if wechat:
        app_id, _, secret = wechat.partition(":")
        if not app_id or not secret:
            raise BadEnvironment('SANSHE_SIGN_IN_WECHAT must read "app-id:secret".')
        app = {"provider_id": "weixin", "name": "微信", "client_id": app_id, "secret": secret}
        providers["weixin"] = {"APPS": [app]}
    if oidc:
        parts = oidc.split()
        if len(parts) != 4 or not parts[1].startswith("https://"):
            raise BadEnvironment('SANSHE_SIGN_IN_OIDC must read "name https://issuer client-id secret".')
        name, issuer, client_id, secret = parts
        app = {"provider_id": "oidc", "name": name, "client_id": client_id, "secret": secret}
        providers["openid_connect"] = {"APPS": [{**app, "settings": {"server_url": issuer}}]}
    return providers


def gateway(text: str) -> tuple[str, str]:
    """Return address and key of the gateway for messages, or two empty texts where none is named."""
    if not text:
        return "", ""
    parts = text.split()
    if len(parts) != 2 or not parts[0].startswith("https://"):
        raise BadEnvironment('SANSHE_GATEWAY must read "https://gateway key".')
    return parts[0], parts[1]


def mail_server(text: str) -> dict[str, Any]:
    """Return what Django's mail has to know of the server, or nothing where none is named."""
    if not text:
        return {}
    url = urlsplit(text)
    sender = parse_qs(url.query).get("from", [""])[0]
    if url.scheme not in ("smtp", "smtps") or not url.hostname or "@" not in sender:
        raise BadEnvironment('SANSHE_EMAIL must read "smtps://user:password@host:465?from=board@example.org".')
    is_ssl = url.scheme == "smtps"
    return {
        "host": url.hostname,
        "port": url.port or (465 if is_ssl else 587),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "is_ssl": is_ssl,
        "is_starttls": not is_ssl,
        "sender": sender,
    }
