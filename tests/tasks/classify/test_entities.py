"""Names: known, told by their words, traced back."""

from __future__ import annotations

import pytest

from tasks.classify.entities import Matcher, find_names
from tests.tasks.classify.wire import article, sample


def named(title: str, text: str = "") -> list[tuple[str, str]]:
    return [(n.surface, n.name) for n in find_names(article(title, text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Google Cloud and Google", ["Google Cloud", "Google"]),
        ("a Googler googles", []),
        ("Google's rivals", ["Google"]),
        ("the google of bakers", []),
    ],
)
def test_matcher_takes_the_longest_on_word_boundaries(text: str, found: list[str]) -> None:
    matcher = Matcher.of(["Google", "Google Cloud"])
    assert [text[a:b] for a, b in matcher.find(text)] == found


def test_a_product_stands_for_its_maker() -> None:
    assert ("ChatGPT", "OpenAI") in named("Regulator questions ChatGPT answers")


def test_spellings_of_the_table_are_one_entity() -> None:
    names = find_names(article("FTC sues Amazon", "The Federal Trade Commission filed suit against Amazon.com Inc."))
    assert {n.entity_id for n in names if n.kind == "regulator"} == {"ftc"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("On Monday the startup Quorrel sued its landlord over servers.", "Quorrel", "company"),
        ("On Monday Quorrel Robotics sued its landlord over servers.", "Quorrel Robotics", "company"),
        ("On Monday Quorrel, a Danish chipmaker, sued its landlord.", "Quorrel", "company"),
        ("It was unfair, said Edda Quorrel, who runs the site.", "Edda Quorrel", "person"),
        ("The deal was cleared by the Quorrel Trade Authority in May.", "Quorrel Trade Authority", "regulator"),
        ("He lost in a regional court in Mannheim last week.", "regional court in Mannheim", "court"),
        ("A British minister warned both firms.", "British minister", "ministry"),
    ],
)
def test_unknown_names_are_told_by_the_words_beside_them(text: str, name: str, kind: str) -> None:
    assert (name, kind) in [(n.name, n.kind) for n in find_names(article("A row over servers", text))]


@pytest.mark.parametrize(
    "text",
    [
        "Carmakers have warned that a ban could hold up plants.",
        "The Stored Quorrel Act says that a warrant is needed.",
        "Edda Quorrel went home after work.",
        "In March the Baltic was calm.",
    ],
)
def test_no_name_where_nothing_tells_one(text: str) -> None:
    assert named("Weather", text) == []


def test_short_forms_stand_for_the_full_name() -> None:
    text = "Quorrel Robotics sued Tobias Wend on Monday. Quorrel says that Mr. Wend took files."
    assert [n.name for n in find_names(article("Suit in Austin", text))] == [
        "Quorrel Robotics", "Tobias Wend", "Quorrel Robotics", "Tobias Wend",
    ]  # fmt: skip


def test_the_company_is_traced_back_to_the_subject_before_it() -> None:
    text = "Quorrel Robotics sued Limber Hand Inc on Monday. The company wants its files back."
    resolved = [(n.surface, n.name) for n in find_names(article("Suit", text)) if n.is_resolved]
    assert resolved == [("The company", "Quorrel Robotics")]


def test_its_rival_is_the_other_of_two() -> None:
    text = "Quorrel Robotics sued Limber Hand Inc on Monday. Quorrel says its rival took files."
    assert ("its rival", "Limber Hand Inc") in named("Suit", text)


def test_x_is_a_platform_only_where_the_words_say_so() -> None:
    assert [n for _, n in named("Brazil lifts ban on Elon Musk's X")][-1] == "X Corp"
    assert named("Solve for X and then for Y") == []


@pytest.mark.parametrize(
    ("text", "surface", "maker"),
    [
        ("Publishers sued over Qwen on Monday.", "Qwen", "Alibaba"),
        ("Readers of the Kindle were told.", "Kindle", "Amazon"),
        ("The answers of Grok were deleted.", "Grok", "xAI"),
        ("Anthropic's Claude was trained on books.", "Claude", "Anthropic"),
        ("Claude, the chatbot, was trained on books.", "Claude", "Anthropic"),
        ("The lyrics came from Anthropic’s chatbot Claude.", "Claude", "Anthropic"),
        ("Google's Gemini shows summaries.", "Gemini", "Google"),
        ("Publishers object to Gemini, an AI model.", "Gemini", "Google"),
        ("The order reaches Google's Chrome.", "Chrome", "Google"),
        ("The Chrome browser may be sold.", "Chrome", "Google"),
        ("Rules for Microsoft Windows were drafted.", "Microsoft Windows", "Microsoft"),
        ("It bundles a player with the Windows operating system.", "Windows", "Microsoft"),
        ("Microsoft's Copilot wrote the code.", "Copilot", "Microsoft"),
        ("GitHub's Copilot wrote the code.", "Copilot", "GitHub"),
        ("Children spoke to Alexa devices.", "Alexa", "Amazon"),
        ("Amazon's Echo was listening.", "Echo", "Amazon"),
        ("Meta's Llama was trained on books.", "Llama", "Meta"),
        ("Studios object to OpenAI's Sora.", "Sora", "OpenAI"),
        ("Moonshot's Kimi answers in Chinese.", "Kimi", "Moonshot AI"),
        ("Anysphere's Cursor writes code.", "Cursor", "Anysphere"),
        ("Phones had the Pegasus spyware on them.", "Pegasus", "NSO Group"),
        ("Valve's Steam takes a share of sales.", "Steam", "Valve"),
        ("Nintendo's Switch was copied.", "Switch", "Nintendo"),
    ],
)
def test_products_lead_to_their_maker(text: str, surface: str, maker: str) -> None:
    assert (surface, maker) in named("A row over rights", text)


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        ("A museum lent paintings by Claude Monet.", "Anthropic"),
        ("The language model Claude Dubois wrote about is old.", "Anthropic"),
        ("Winklevoss twins founded Gemini and left.", "Google"),
        ("A bard sang, and Bard was his name.", "Google"),
        ("Bumpers of Chrome and steel shone.", "Google"),
        ("Windows of the shop were broken.", "Microsoft"),
        ("The Copilot landed the plane.", "Microsoft"),
        ("A child called Alexa laughed.", "Amazon"),
        ("The Echo of the blast was heard.", "Amazon"),
        ("The Llama is an animal of the Andes.", "Meta"),
        ("The novelist Sora Kim laughed.", "OpenAI"),
        ("Driver Kimi Räikkönen won the race.", "Moonshot AI"),
        ("Move the Cursor to the left.", "Anysphere"),
        ("Pegasus was a winged horse.", "NSO Group"),
        ("Steam rose from the kettle.", "Valve"),
        ("Switch off the light.", "Nintendo"),
    ],
)
def test_common_words_and_given_names_are_no_products(text: str, maker: str) -> None:
    assert maker not in [name for _, name in named("Weather", text)]


def test_names_lie_in_their_sentences() -> None:
    golden = sample()
    for name in find_names(golden):
        sentence = golden.sentences[name.sentence]
        assert sentence.start <= name.start < name.end <= sentence.end
        assert golden.evidence_text[name.start : name.end] == name.surface


def test_the_golden_example_names_both_sides_and_the_minister() -> None:
    names = {n.name for n in find_names(sample())}
    assert {"Lumora Labs", "Northgate Cloud", "British minister", "Petra Lindqvist"} <= names
