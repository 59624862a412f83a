"""The article's own words: paragraphs without the page's furniture, and the outlet's note of a correction apart from them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import lxml.html
import trafilatura
from lxml import etree

from tasks.parse.authors import BY
from tasks.parse.html import clean, lines
from tasks.parse.kinds import walls
from tasks.parse.metadata import Declared, classed, text_of
from tasks.parse.words import WORDS

__all__ = ["Body", "read_body"]

SHARE_KEPT = 0.5  # a careful reading that leaves out more than this of a generous one has missed the article
SHORT = 160  # characters: furniture is short
NOTE_CHARS = 1200
NOTE_MIN = 40
TOP = 5  # paragraphs at the head of a page in which its title and byline may be repeated
LINKS = 3
LINK_SHARE = 0.9
CORRECTION = re.compile(rf"^\W*(?:{'|'.join(map(re.escape, WORDS.correction_starts))})\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Body:
    """`text`: paragraphs divided by a blank line. `is_cut`: it was longer than the bound."""

    text: str = ""
    correction_note: str | None = None
    is_cut: bool = False


def read_body(declared: Declared, *, title: str, bylines: Sequence[str] = (), max_chars: int) -> Body:
    """The body of a page; an empty text where none can be found. The tree is left as it was."""
    tree = copy.deepcopy(declared.tree)
    note = _take_correction(tree)
    _take_furniture(tree)
    paragraphs = list(_paragraphs(_extracted(tree) or _declared_body(declared) or _of_main(tree)))
    note = note or next((p for p in paragraphs if _is_correction(p)), None)
    kept = [p for p in paragraphs if not _is_correction(p)]
    text = "\n\n".join(_without_edges(kept, title, bylines))
    return Body(text=_cut(text, max_chars), correction_note=note, is_cut=len(text) > max_chars)


def _extracted(tree: lxml.html.HtmlElement) -> str:
    """Trafilatura, carefully; generously where careful loses most of the page."""
    careful, generous = (_trafilatura(tree, is_careful) for is_careful in (True, False))
    return careful if len(careful) >= SHARE_KEPT * len(generous) else generous


def _trafilatura(tree: lxml.html.HtmlElement, is_careful: bool) -> str:  # noqa: FBT001
    try:
        text = trafilatura.extract(
            copy.deepcopy(tree), include_comments=False, favor_precision=is_careful, favor_recall=not is_careful
        )
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError):
        return ""  # its own trees can be odder than it expects; the next way is taken
    return text or ""


def _declared_body(declared: Declared) -> str:
    return "\n".join(declared.texts("articleBody"))


def _of_main(tree: lxml.html.HtmlElement) -> str:
    found = tree.xpath("//article//p | //main//p | //*[@role='main']//p") or tree.xpath("//body//p")
    return "\n".join(text for text in map(text_of, found) if text)


def _paragraphs(text: str) -> Iterable[str]:
    for line in lines(text).split("\n"):
        paragraph = clean(line.removeprefix("- ").strip("| "))
        if paragraph and not _is_furniture(paragraph):
            yield paragraph


def _is_furniture(paragraph: str) -> bool:
    folded = paragraph.casefold()
    return folded.strip(" .:·|-–") in WORDS.furniture_lines or (
        len(paragraph) <= SHORT and folded.startswith(WORDS.furniture_starts)
    )


def _is_correction(paragraph: str) -> bool:
    """The outlet's own note: it opens as one and says so, or tells of an earlier version."""
    folded = paragraph.casefold()
    if len(paragraph) > NOTE_CHARS:
        return False
    has_start = bool(CORRECTION.match(paragraph)) and any(sign in paragraph[:80] for sign in ":—–-") and _is_said(paragraph)
    return has_start or any(phrase in folded[:200] for phrase in WORDS.correction_phrases)


def _is_said(text: str) -> bool:
    return len(text) >= NOTE_MIN and text.rstrip("\"'”’)]").endswith((".", "!", "?"))


def _take_correction(tree: lxml.html.HtmlElement) -> str | None:
    """The note, lifted out of the page so that it is not read as reporting."""
    marked = [e for _, e in classed(tree, WORDS.correction_classes)]
    plain = tree.xpath("//p|//aside|//small|//li|//em[not(ancestor::p)]|//div[not(.//p or .//div)]")
    for element in [*marked, *plain]:
        note = text_of(element)
        is_in_furniture = any(a.tag in {"footer", "nav"} for a in element.iterancestors())
        is_note = _is_correction(note) or (element in marked and len(note) <= NOTE_CHARS and _is_said(note))
        if is_note and not is_in_furniture and element.getparent() is not None:
            element.drop_tree()
            return note
    return None


def _take_furniture(tree: lxml.html.HtmlElement) -> None:
    whole = len(text_of(tree))
    small = [e for e in tree.iter("p") if _is_small_print(e)]
    menus = [e for e in tree.iter("p", "ul") if _is_link_list(e)]
    for element in [*(e for _, e in classed(tree, WORDS.furniture_classes)), *walls(tree), *small, *menus]:
        # A class on the page's frame (body class="has-share-bar") says nothing about what is in it.
        is_frame = element.tag in {"html", "body", "main", "article"} or len(text_of(element)) > whole / 4
        if element.getparent() is not None and not is_frame:
            element.drop_tree()


def _is_link_list(element: lxml.html.HtmlElement) -> bool:
    """A menu or a list of other pieces: nearly all of its words are links, and there are several."""
    links = element.findall(".//a")
    whole = len(text_of(element))
    return len(links) >= LINKS and whole > 0 and sum(len(text_of(a)) for a in links) >= LINK_SHARE * (whole - 3 * len(links))


def _is_small_print(element: lxml.html.HtmlElement) -> bool:
    return len(element) == 1 and element[0].tag == "small" and text_of(element[0]) == text_of(element)


def _without_edges(paragraphs: Sequence[str], title: str, bylines: Sequence[str]) -> list[str]:
    """What a page sets around the piece: section, title and byline above it, the heading of a list that is gone below it."""
    top = next((n for n, p in enumerate(paragraphs[:TOP]) if _same(p, title)), -1)
    is_above = all(len(p) <= SHORT for p in paragraphs[: max(top, 0)])
    kept = list(paragraphs[top + 1 :] if is_above else paragraphs)
    kept = [p for n, p in enumerate(kept) if n >= TOP or not _is_byline(p, bylines)]
    while len(kept) > 1 and len(kept[-1]) <= SHORT and kept[-1].endswith(":"):
        kept.pop()
    return kept


def _is_byline(paragraph: str, names: Sequence[str]) -> bool:
    bare = BY.sub("", paragraph).casefold()
    return (
        len(paragraph) <= SHORT // 2 and any(bare.startswith(name.casefold()) for name in names) and not paragraph.endswith(".")
    )


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()


def _cut(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else text[:max_chars].rpartition("\n\n")[0] or text[:max_chars]
