"""The ground of a quarrel, primary first."""

from __future__ import annotations

import pytest

from tasks.classify.types import find_types
from tests.tasks.classify.wire import article


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Robot maker says rival stole trade secrets", "trade_secret"),
        ("Jury finds that phone infringed battery patents", "patent"),
        ("Novelists sue AI firm for copyright infringement", "copyright"),
        ("Startup sued over trademark on its name", "trademark"),
        ("Competition watchdog opens antitrust case against search engine", "antitrust"),
        ("Regulator fines app for breaking data protection law", "privacy_data_protection"),
        ("State-sponsored hackers spied on ministry", "cybersecurity_espionage"),
        ("Chipmaker added to entity list", "export_control_sanctions"),
        ("Label sues streaming site for unpaid royalties", "contract_licensing"),
        ("Warehouse workers vote on union after strike", "employment_labor"),
        ("Exchange founder charged with securities fraud", "consumer_protection_fraud"),
        ("Ofcom investigates platform over deepfakes", "content_platform_regulation"),
        ("Activist sues chatbot maker for defamation", "defamation"),
        ("Residents sue to stop e-voting", "other"),
    ],
)
def test_each_type_has_its_words(title: str, code: str) -> None:
    assert find_types(article(title))[0][0] == code


def test_a_second_type_has_to_be_stated_as_loudly() -> None:
    both = find_types(article("Firm sued over copyright and trademark infringement"))
    assert {code for code, _, _ in both} == {"copyright", "trademark"}
    text = "Workers at the firm were told. Staff were told too."
    one = find_types(article("Firm sued over patent infringement by patent holder", text))
    assert [code for code, _, _ in one] == ["patent"]


def test_the_sentence_shown_is_the_one_that_says_it() -> None:
    text = "The two firms met in court.\n\nThe suit says that the rival stole trade secrets."
    code, score, sentence = find_types(article("Two firms at odds", text))[0]
    assert (code, sentence) == ("trade_secret", 2)
    assert 0 < score <= 1


def test_without_any_ground_it_is_other() -> None:
    assert [code for code, _, _ in find_types(article("Two firms at odds"))] == ["other"]
