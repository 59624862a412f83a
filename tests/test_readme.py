"""The README shows what the program prints, and answers with what the views answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tasks.publish.report import report
from tests.conftest import Published

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    match = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", TEXT, re.DOTALL)
    assert match
    return match[1]


def test_it_is_short() -> None:
    assert len(TEXT.splitlines()) < 150


def test_it_shows_what_make_run_prints(sample: Published) -> None:
    shown = block("make run").splitlines()[1:-1]
    made = report(sample.lake).splitlines()
    assert shown[0].startswith(made[0])
    assert shown[1 : len(made)] == made[1:]
    assert shown[len(made)].startswith("Next:")
    assert shown[len(made) + 1].endswith("Everything started was stopped.")


def test_its_question_has_its_real_answer(sample: Published) -> None:
    query, answer = re.findall(r"```(?:sql)?\n(.*?)\n```", block("question"), re.DOTALL)
    rows = sample.sql(query)
    cells = [[c.strip() for c in line.strip("│").split("│")] for line in answer.splitlines() if line.startswith("│")]
    assert cells == [["" if cell is None else str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("page", sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]), ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
