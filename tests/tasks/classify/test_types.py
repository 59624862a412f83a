"""The ground of a quarrel, by its words: points for each type, and the sentence that shows it."""

from __future__ import annotations

import pytest

from tasks.classify.types import weigh_types
from tests.tasks.classify.wire import article


def first(title: str, text: str = "") -> str:
    points = weigh_types(article(title, text))
    return max(points, key=lambda code: points[code][0])


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
    assert first(title) == code


def test_a_headline_weighs_more_than_the_lead_and_a_cue_counts_once_a_zone() -> None:
    (title, _), (lead, _) = (weigh_types(article(*texts))["patent"] for texts in (("A patent row",), ("A row", "A patent row.")))
    assert title > lead > 0
    assert weigh_types(article("A patent row, a patent row"))["patent"][0] == title


def test_the_sentence_shown_is_the_one_that_says_it() -> None:
    text = "The two firms met in court.\n\nThe suit says that the rival stole trade secrets."
    assert weigh_types(article("Two firms at odds", text))["trade_secret"][1] == 2


def test_without_any_ground_there_are_no_points() -> None:
    assert weigh_types(article("Two firms at odds")) == {}
