"""What people may set, read once and checked: bounds from TOML files, places from the environment."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from tasks import ConfigError

__all__ = [
    "MODELS", "ROOT", "Classify", "Deduplicate", "FetchSettings", "Llm", "Parse", "Publish", "Receive", "Review", "Settings",
    "line_of", "line_of_table", "load", "read_toml",
]  # fmt: skip

ROOT = Path(__file__).parent.parent
# The tables and weights that decide. Modules read theirs once, when they are imported, so this is settled before any of them.
MODELS = Path(os.environ.get("DISPUTEWIRE_MODELS") or ROOT / "models")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class FetchSettings:
    """[fetch]: manners and bounds towards the web. Meanings stand in config/settings.toml."""

    chunks: int
    delay_seconds: float
    max_crawl_delay_seconds: float
    connections_per_address: int
    attempts: int
    backoff_seconds: float
    connect_timeout_seconds: float
    read_timeout_seconds: float
    total_timeout_seconds: float
    max_redirects: int
    max_header_bytes: int
    max_page_wire_bytes: int
    max_page_bytes: int
    max_feed_wire_bytes: int
    max_feed_bytes: int
    max_ratio: int
    max_robots_bytes: int
    max_items: int
    sitemap_days: int
    max_sitemap_levels: int
    max_sitemaps: int
    min_poll_minutes: int
    first_poll_minutes: int
    max_poll_minutes: int
    pause_after_days: int
    robots_hours: int
    max_retry_after_seconds: int
    circuit_after: int
    max_host_seconds: int
    patience_seconds: float
    retry_page_days: int
    max_url_chars: int
    max_title_chars: int
    revisit_after_hours: tuple[int, ...]
    connect_to: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Receive:
    """[receive]: what may arrive, how much of it, and how it is copied."""

    allow: tuple[str, ...]
    max_object_bytes: int
    max_message_bytes: int
    max_records: int
    attempts: int
    visibility_seconds: int
    slice_bytes: int
    ccnews_bucket: str


@dataclass(frozen=True, kw_only=True)
class Parse:
    """[parse]: bounds of one page."""

    seconds_a_page: int
    max_memory_mb: int
    max_depth: int
    max_text_chars: int
    earliest_year: int


@dataclass(frozen=True, kw_only=True)
class Deduplicate:
    """[deduplicate]."""

    window_days: int


@dataclass(frozen=True, kw_only=True)
class Classify:
    """[classify]."""

    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Llm:
    """[llm]: the optional language model and the bounds of what is asked of it in one batch."""

    model: str
    base_url: str
    max_calls: int
    max_tokens: int
    max_answer_tokens: int
    timeout_seconds: float
    max_chars: int
    circuit_after: int


@dataclass(frozen=True, kw_only=True)
class Review:
    """[review]: which labels are worth a person's look."""

    near_from: float
    near_to: float
    low_score: float


@dataclass(frozen=True, kw_only=True)
class Publish:
    """[publish]: what is kept, and when a day is unlike those before it."""

    keep_snapshots_days: int
    drift_days: int
    drift_min_days: int
    drift_z: float


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All of it. `lake`, `sources_file`, `cache`, `queue`, `inbox`, `contact` and `llm_key` come from the environment."""

    clock: Literal["wall", "batch"]
    max_reject_share: float
    fetch: FetchSettings
    receive: Receive
    parse: Parse
    deduplicate: Deduplicate
    classify: Classify
    llm: Llm
    review: Review
    publish: Publish
    lake: str
    cache: Path
    sources_file: Path
    queue: str
    inbox: str
    contact: str = field(default="", repr=False)
    llm_key: str = field(default="", repr=False)


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force: config/settings.toml, the sources file's own, then DISPUTEWIRE_SETTINGS."""
    sources_file = Path(environment.get("DISPUTEWIRE_SOURCES") or ROOT / "config" / "sources.toml")
    layers = [(ROOT / "config" / "settings.toml", read_toml(ROOT / "config" / "settings.toml"))]
    layers.append((sources_file, read_toml(sources_file).get("settings", {})))
    if named := environment.get("DISPUTEWIRE_SETTINGS"):
        layers.append((Path(named), read_toml(Path(named))))
    merged: dict[str, Any] = {}
    for path, table in layers:
        _lay_over(merged, table, path, is_first=not merged)
    if allowed := environment.get("DISPUTEWIRE_ALLOW"):
        merged["receive"]["allow"] = allowed.split(",")
    merged["receive"]["allow"] = [_allowed(a) for a in merged["receive"]["allow"]]
    _check_llm(**merged["llm"])
    places = {
        "lake": environment.get("DISPUTEWIRE_LAKE") or str(ROOT / "var" / "lake"),
        "cache": ROOT / "var" / "cache",
        "sources_file": sources_file,
        "queue": environment.get("DISPUTEWIRE_QUEUE", ""),
        "inbox": environment.get("DISPUTEWIRE_INBOX", ""),
        "contact": environment.get("DISPUTEWIRE_CONTACT", ""),
        "llm_key": environment.get("DISPUTEWIRE_LLM_KEY", ""),
    }
    return _build(Settings, {**merged, **places}, "settings")


def _allowed(text: object) -> str:
    """`bucket/` or `bucket/prefix/`: a prefix ends where a folder ends, so that `inbox` does not let `inbox-2` in."""
    place = str(text).strip().removeprefix("s3://").rstrip("/") + "/"
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([^/]+/)*", place):
        raise ConfigError(f"[receive] allow (DISPUTEWIRE_ALLOW) holds {text!r}; bucket or bucket/prefix is expected")
    return place


def _check_llm(model: str, base_url: str, **_: object) -> None:
    """Refuse a model or an address that no request could go to."""
    if model and not re.fullmatch(r"(openai|anthropic):\S+", model):
        raise ConfigError(f"[llm] model is {model!r}; openai:NAME, anthropic:NAME or nothing is expected")
    if base_url and not re.fullmatch(r"https?://[^\s@?#]+", base_url):
        raise ConfigError("[llm] base_url is no plain http(s) address; no user, key or query belongs into it")


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file; a wrong one is refused with its line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; name a file that exists") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error


def line_of(path: Path, key: str, *, after: int = 0) -> int:
    """The line (from 1) on which a key is set, at or after a line; that line itself where it is not found."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=\]]")
    return next((n for n, line in enumerate(lines, 1) if n >= after and pattern.match(line)), max(after, 1))


def line_of_table(path: Path, name: str, number: int) -> int:
    """The line (from 1) on which the n-th (from 0) `[[name]]` begins; 1 where there is none."""
    starts = [n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line.strip() == f"[[{name}]]"]
    return starts[number] if number < len(starts) else 1


def _lay_over(under: dict[str, Any], over: Mapping[str, Any], path: Path, *, is_first: bool) -> None:
    for key, value in over.items():
        if not is_first and key not in under:
            close = ", ".join(sorted(under))
            raise ConfigError(f"{path}:{line_of(path, key)}: unknown setting {key!r}; known here: {close}")
        if isinstance(value, dict) and key != "connect_to" and not is_first:
            _lay_over(under[key], value, path, is_first=False)
        elif not is_first and not _is_alike(under[key], value):
            wanted = type(under[key]).__name__
            raise ConfigError(f"{path}:{line_of(path, key)}: setting {key!r} is {value!r}, a {wanted} is expected")
        else:
            under[key] = value


def _is_alike(old: Any, new: Any) -> bool:
    if isinstance(old, float):
        return isinstance(new, int | float) and not isinstance(new, bool)
    return type(old) is type(new)


def _build(kind: type[T], table: Mapping[str, Any], name: str) -> T:
    hints = get_type_hints(kind)
    given: dict[str, Any] = {}
    for item in fields(kind):  # type: ignore[arg-type]
        value = table.get(item.name)
        if value is None and item.name != "contact":
            raise ConfigError(f"config/settings.toml: [{name}] lacks {item.name!r}")
        hint = hints[item.name]
        if isinstance(value, dict) and hasattr(hint, "__dataclass_fields__"):
            value = _build(hint, value, item.name)
        given[item.name] = tuple(value) if isinstance(value, list) else value
    return kind(**given)
