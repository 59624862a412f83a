"""A list of sources is taken whole or refused with file, line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks import ConfigError
from tasks.reference import sources

WHOLE = {
    "id": "folha", "outlet": "A Folha", "owner_group": "Grupo Folha", "country": "BR", "language": "pt-BR",
    "kind": "newspaper", "format": "feed", "url": "https://folha.example/rss", "rights": "Quoted by the sentence.",
}  # fmt: skip


def listed(folder: Path, told: dict[str, str], extra: str = "") -> Path:
    path = folder / "mine.toml"
    lines = "".join(f'{key} = "{value}"\n' for key, value in told.items())
    path.write_text(f"# ours\n[[source]]\n{lines}{extra}")
    return path


@pytest.mark.parametrize("key", ["country", "language", "owner_group", "kind", "rights", "outlet", "url", "format", "id"])
def test_a_source_is_refused_without_what_readers_lean_on(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match=rf"mine.toml:2: source .*: {key} is missing: a text is needed"):
        sources(listed(tmp_path, {k: v for k, v in WHOLE.items() if k != key}))
    with pytest.raises(ConfigError, match=rf"mine.toml:\d+: source .*: {key} '  ': a text is needed"):
        sources(listed(tmp_path, {**WHOLE, key: "  "}))


def test_a_question_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mine.toml:5: source 'folha': owner_group '\? who owns it': left open for a person"):
        sources(listed(tmp_path, {**WHOLE, "owner_group": "? who owns it"}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("country", "UK"), ("country", "pt"), ("language", "BR"), ("language", "pt_BR"), ("language", "portuguese"),
        ("kind", "blog"), ("format", "rss"), ("url", "ftp://folha.example/"), ("url", "https://me:secret@folha.example/"),
        ("id", "Folha!"),
    ],
)  # fmt: skip
def test_a_country_is_no_language_and_other_wrong_words(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(ConfigError, match=rf"mine.toml:\d+: source .*: {key} '"):
        sources(listed(tmp_path, {**WHOLE, key: value}))


@pytest.mark.parametrize(
    "floor", ["min_items_per_day = -1", "min_items_per_day = true", "min_dated_share = 50", 'min_dated_share = "half"',
              "min_dated_share = -0.1", "min_dated_share = true"]
)  # fmt: skip
def test_a_floor_is_a_number_within_its_range(tmp_path: Path, floor: str) -> None:
    with pytest.raises(ConfigError, match=rf"mine.toml:12: source 'folha': {floor.split()[0]}"):
        sources(listed(tmp_path, WHOLE, floor))


def test_a_whole_source_keeps_its_tag_and_its_floors(tmp_path: Path) -> None:
    (source,) = sources(listed(tmp_path, WHOLE, "min_items_per_day = 3\nmin_dated_share = 0.5\n"))
    assert (source.language, source.country) == ("pt-BR", "BR")
    assert (source.min_items_per_day, source.min_dated_share) == (3, 0.5)
    (bare,) = sources(listed(tmp_path, WHOLE))
    assert (bare.min_items_per_day, bare.min_dated_share) == (0, 0.0)
