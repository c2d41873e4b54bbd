"""Settings: read once, checked whole, frozen.

The file named by `CAIRE_CONFIG`, else `config.toml` in the working directory, else defaults that
work. `[database] url` can be given as `CAIRE_DATABASE_URL`. An unknown key stops the start.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

ENVIRONMENTS = ("demo", "development", "test", "production")
XAPI_VERSIONS = ("1.0.3", "2.0.0")
DEMO_SECRET = "demo-secret-not-for-production"
ROOT = Path(__file__).resolve().parent.parent


class ConfigError(Exception):
    """A setting is wrong. The message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class SiteConfig:
    name: str = "CAIRE"
    url: str = "http://127.0.0.1:8000"
    secret_key: str = ""
    contact_email: str = "contact@demo.caire.example"
    default_locale: str = "fr"
    trusted_proxies: int = 0


@dataclass(frozen=True, slots=True)
class DatabaseConfig:
    """`prepare`: false behind a pooler that gives each transaction another connection.

    `replica_url`: a streaming replica of PostgreSQL, from which statements are read.
    """

    url: str = "sqlite:///var/caire.db"
    replica_url: str = ""
    pool_size: int = 8
    prepare: bool = True


@dataclass(frozen=True, slots=True)
class MailConfig:
    """`outbox` delivers to the local outbox page only; `smtp` sends."""

    delivery: str = "outbox"
    host: str = "localhost"
    port: int = 25
    username: str = ""
    password: str = ""
    security: str = "none"
    sender: str = "CAIRE <ne-pas-repondre@demo.caire.example>"
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class JobsConfig:
    """Background jobs: a SQLite file by default, `redis://…` when scaled out."""

    url: str = "sqlite:///var/jobs.db"
    workers: int = 1


@dataclass(frozen=True, slots=True)
class ContentConfig:
    path: str = str(ROOT / "content")


@dataclass(frozen=True, slots=True)
class LearningConfig:
    """`mastery_map`: each learner's own; an institution may switch it off (CURRICULUM F.3)."""

    mastery_map: bool = True


@dataclass(frozen=True, slots=True)
class WorkshopsConfig:
    """Minutes around a half-day's start and end (R-EMG-3, CURRICULUM E.0)."""

    signing_opens_min_before: int = 15
    signing_closes_min_after: int = 60
    arrival_on_time_min: int = 30
    departure_opens_min_before_end: int = 15


@dataclass(frozen=True, slots=True)
class LrsConfig:
    """`default_version`: the version of answers to requests that name none that is spoken here.

    `heads_file`: where each signed head of the log is appended for others to copy; empty: nowhere.
    `allowed_origins`: whose pages may call the store, with spaces between; a minute's limits are of
    each key that has none of its own, 0: none.
    `forward_to_private`: statements may be forwarded to stores of the local network.
    """

    max_body_bytes: int = 5_000_000
    max_files_bytes: int = 50_000_000
    max_batch: int = 1_000
    max_page: int = 500
    max_document_bytes: int = 1_000_000
    default_version: str = "1.0.3"
    heads_file: str = ""
    allowed_origins: str = ""
    requests_per_minute: int = 120_000
    statements_per_minute: int = 3_000_000
    forward_to_private: bool = False


@dataclass(frozen=True, slots=True)
class Cmi5Config:
    """`content_url`: a host for packages alone; empty: ours, without an origin (ADR 0017)."""

    content_url: str = ""
    session_hours: int = 12


@dataclass(frozen=True, slots=True)
class SecurityConfig:
    sign_in_attempts: int = 8
    sign_in_window_min: int = 15
    session_hours: int = 12


@dataclass(frozen=True, slots=True)
class Config:
    environment: str = "demo"
    data_dir: str = "var"
    site: SiteConfig = field(default_factory=SiteConfig)
    database: DatabaseConfig = field(default_factory=DatabaseConfig)
    mail: MailConfig = field(default_factory=MailConfig)
    jobs: JobsConfig = field(default_factory=JobsConfig)
    content: ContentConfig = field(default_factory=ContentConfig)
    learning: LearningConfig = field(default_factory=LearningConfig)
    workshops: WorkshopsConfig = field(default_factory=WorkshopsConfig)
    lrs: LrsConfig = field(default_factory=LrsConfig)
    cmi5: Cmi5Config = field(default_factory=Cmi5Config)
    security: SecurityConfig = field(default_factory=SecurityConfig)

    @property
    def is_demo(self) -> bool:
        return self.environment == "demo"

    @property
    def xapi_root(self) -> str:
        """Prefix of the platform's own activity and extension IRIs: `{site.url}/xapi`."""
        return self.site.url.rstrip("/") + "/xapi"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Settings from file and environment.

        Raises:
            ConfigError: unknown key, wrong type, or a production site that is not safe to start.
        """
        environ = os.environ if environ is None else environ
        config = _apply_variables(_from_mapping(cls, _read_file(environ), ""), environ)
        return _checked(config)


def _read_file(environ: Mapping[str, str]) -> dict[str, Any]:
    named = environ.get("CAIRE_CONFIG")
    path = Path(named or "config.toml")
    if not path.exists():
        if named:
            raise ConfigError(f"CAIRE_CONFIG names {named}, which does not exist")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def _from_mapping(cls: type[Any], raw: Mapping[str, Any], prefix: str) -> Any:
    hints = get_type_hints(cls)
    unknown = sorted(set(raw) - set(hints))
    if unknown:
        raise ConfigError(
            f"unknown setting {prefix}{unknown[0]}; known here: {', '.join(sorted(hints))}"
        )
    values: dict[str, Any] = {}
    for name, value in raw.items():
        kind = hints[name]
        if isinstance(kind, type) and is_dataclass(kind):
            if not isinstance(value, Mapping):
                raise ConfigError(f"{prefix}{name} is a section: write [{name}]")
            values[name] = _from_mapping(kind, value, f"{prefix}{name}.")
        else:
            values[name] = _converted(value, kind, prefix + name)
    return cls(**values)


def _converted(value: Any, kind: type, name: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise ConfigError(f"{name} must be {kind.__name__}, not {value!r}")


def _apply_variables(config: Config, environ: Mapping[str, str]) -> Config:
    known = {"CAIRE_CONFIG"}
    changes: dict[str, Any] = {}
    for top in fields(Config):
        current = getattr(config, top.name)
        if not is_dataclass(current):
            name = f"CAIRE_{top.name.upper()}"
            known.add(name)
            if name in environ:
                changes[top.name] = environ[name]
            continue
        inner: dict[str, Any] = {}
        hints = get_type_hints(type(current))
        for part in fields(current):
            name = f"CAIRE_{top.name}_{part.name}".upper()
            known.add(name)
            if name in environ:
                inner[part.name] = _from_text(environ[name], hints[part.name], name)
        if inner:
            changes[top.name] = replace(current, **inner)  # type: ignore[type-var]  # a dataclass, checked above
    for name in environ:
        if name.startswith("CAIRE_") and name not in known and not name.startswith("CAIRE_TEST_"):
            raise ConfigError(f"unknown variable {name}: no such setting")
    return replace(config, **changes)


def _from_text(text: str, kind: type, name: str) -> Any:
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "0", "false", "no"}:
            return text.lower() in {"1", "true", "yes"}
        raise ConfigError(f"{name} must be true or false, not {text!r}")
    try:
        return kind(text)
    except ValueError:
        raise ConfigError(f"{name} must be {kind.__name__}, not {text!r}") from None


def _checked(config: Config) -> Config:
    if config.environment not in ENVIRONMENTS:
        raise ConfigError(
            f"environment must be one of {', '.join(ENVIRONMENTS)}, not {config.environment!r}"
        )
    if config.mail.delivery not in {"outbox", "smtp"}:
        raise ConfigError(f"mail.delivery must be outbox or smtp, not {config.mail.delivery!r}")
    if config.mail.security not in {"none", "starttls", "tls"}:
        raise ConfigError(f"mail.security must be none, starttls or tls: {config.mail.security!r}")
    if config.database.replica_url and not config.database.url.startswith("postgresql"):
        raise ConfigError("database.replica_url: only PostgreSQL has replicas; leave it empty")
    if config.lrs.default_version not in XAPI_VERSIONS:
        raise ConfigError(
            f"lrs.default_version must be {' or '.join(XAPI_VERSIONS)}, "
            f"not {config.lrs.default_version!r}"
        )
    _refuse_wrong_access(config.lrs)
    _refuse_shared_host(config)
    if not config.site.secret_key:
        if config.environment != "demo":
            raise ConfigError(
                "site.secret_key is missing: set CAIRE_SITE_SECRET_KEY to 32 random characters"
            )
        return replace(config, site=replace(config.site, secret_key=DEMO_SECRET))
    if config.environment == "production":
        _refuse_weak_production(config)
    return config


def _refuse_wrong_access(lrs: LrsConfig) -> None:
    for origin in lrs.allowed_origins.split():
        if not re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", origin):
            raise ConfigError(
                f"lrs.allowed_origins: {origin!r} is no origin; write them like https://tool.example,"
                " in small letters, without path, with spaces between; * is not allowed"
            )
    for name in ("requests_per_minute", "statements_per_minute"):
        if getattr(lrs, name) < 0:
            raise ConfigError(f"lrs.{name} must be 0 (no limit) or more")


def _refuse_shared_host(config: Config) -> None:
    url, own = config.cmi5.content_url, urlsplit(config.site.url).hostname
    is_host = re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?/?", url)
    if url and (not is_host or urlsplit(url).hostname == own):  # cookies know no ports
        advice = "another host name than site.url's, without path, like https://units.example.org"
        raise ConfigError(f"cmi5.content_url: {url!r} must be {advice}")


def _refuse_weak_production(config: Config) -> None:
    if len(config.site.secret_key) < 32 or config.site.secret_key == DEMO_SECRET:
        raise ConfigError("site.secret_key is too weak for production: use 32 random characters")
    if config.mail.delivery == "outbox":
        raise ConfigError("mail.delivery = outbox keeps mails here: use smtp in production")
    if not config.site.url.startswith("https://"):
        raise ConfigError("site.url must start with https:// in production")
