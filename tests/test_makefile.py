"""The Makefile says what it does, and does what it says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "Makefile").read_text()
RULES = dict(re.findall(r"^([a-z][a-z-]*):(.*)$", TEXT, re.MULTILINE))
PROMISED = ["help", "install", "run", "test", "test-slow", "sql", "up", "down", "clean"]


def make(*arguments: str) -> str:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("target", PROMISED)
def test_every_promised_target_is_there_phony_and_explained(target: str) -> None:
    assert re.search(r"## \S", RULES[target])
    phony = re.search(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)
    assert phony
    assert target in phony.group(1).split()


def test_help_is_the_default_and_lists_each_target() -> None:
    told = make()
    assert [line.split()[1] for line in told.splitlines()] == list(RULES)


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("run", "-m dags.standalone run"),
        ("up", "-m dags.standalone up"),
        ("down", "-m dags.standalone down"),
        ("sql", "disputewire sql"),
        ("test", "mypy"),
        ("test", "lint-imports"),
        ("test", "ruff check"),
        ("test", "pytest"),
        ("install", "--require-hashes"),
    ],
)
def test_a_target_runs_its_command(target: str, command: str) -> None:
    assert command in make("--dry-run", "--always-make", target)


def test_pins_have_hashes_and_name_no_host() -> None:
    pins = (ROOT / "constraints.txt").read_text()
    assert not re.search(r"https?://|file:|--index-url|--find-links", pins)
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*\])?==", pins, re.MULTILINE)
    assert len(names) > 100
    assert all(re.search(rf"^{re.escape(n)}(?:\[.*\])?==[^\n]*\\\n    --hash=sha256:", pins, re.MULTILINE) for n in names)


def test_ci_runs_what_people_run() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
