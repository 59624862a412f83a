"""What a replay would change, as a person reads it."""

from __future__ import annotations

from tasks.differences import markdown


def side(code: str, sentence: str, version: str = "1") -> dict[str, str]:
    return {"code": code, "version": version, "sentence": sentence}


def flip(title: str = "A feud", url: str = "https://h.example/a", **sides: object) -> dict[str, object]:
    return {"title": title, "url": url, "scheme": "dispute_type", "rank": 0, "before": None, "after": None, **sides}


def test_flips_are_counted_and_told_with_both_sentences() -> None:
    one = flip(before=side("patent", "It infringes."), after=side("feud", "They quarrel.", "2"))
    page = markdown({"replay": "r1", "labels": [one, flip(after=side("feud", "They quarrel.", "2"))]})
    assert "2 labels flip." in page
    assert "| dispute_type | patent (v1) | feud (v2) | 1 |" in page
    assert "| dispute_type | none | feud (v2) | 1 |" in page
    assert "## A feud\n\n<https://h.example/a>\n" in page
    assert "- before: It infringes.\n- after: They quarrel.\n" in page


def test_outside_text_marks_nothing_up() -> None:
    told = flip("[Click](http://bad.example)\n# Loud \u202e", "https://h.example/<b>\n", after=side("feud", "<script>*x*"))
    page = markdown({"replay": "r1", "labels": [told]})
    assert "## \\[Click\\](http://bad.example) # Loud  \n" in page
    assert "<https://h.example/%3Cb%3E>" in page
    assert "- after: \\<script\\>\\*x\\*" in page
