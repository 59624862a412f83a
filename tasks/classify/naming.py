"""The names of the tables and those that the reader sees, brought together: each spelling under its owner.

What a table holds goes before what the reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from tasks.classify.article import Name, Sentence
from tasks.classify.cues import joined, speech, table
from tasks.classify.masked import BODIES
from tasks.classify.places import code_of, is_country, place_regex
from tasks.classify.tagger import Span
from tasks.reference import slug

__all__ = ["KIND_OF", "acronyms", "join_names", "proper_spans", "without_sources"]

# The reader's kinds; what it has one word for, the tables have several.
KIND_OF = {
    **dict.fromkeys(("company", "lab", "trade_body", "union", "group"), "company"),
    **dict.fromkeys(BODIES - {"court"}, "body"),
    **{kind: kind for kind in ("court", "person", "outlet")},
}
PUBLIC = {"court", "body"}
ALIKE = ({"body", "court"}, {"body", "company"}, {"person", "company"})
# The longest owner's word before a thing, with the letter before it.
OWNER = 8
ACRONYM = re.compile(r"(?<!\w)[A-Z]{3,}(?!\w)")
ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s?$")
# "U.S. District Judge Ann Field" and "Mr. Bo Wood" are Ann Field and Bo Wood.
TITLED = {"person", "court"}
TITLE = re.compile(
    r"(?:(?:U\.?S\.?|Chief|Senior|District|Circuit|Magistrate|Federal|Superior Court|High Court) )*(?:Judge|Justice) (?=[A-Z])|"
    r"(?:Mr|Ms|Mrs|Dr|Sir|Dame|Lord|Prof|Sen|Rep|Gov)\.? (?=[A-Z])"
)
LINKS = {"of", "the", "and", "for", "in", "on", "de", "la", "des", "du", "der", "van", "von", "to"}
LEFT_OUT = {"of", "the", "and", "for"}


def join_names(text: str, known: Sequence[Name], proper: Sequence[Span]) -> list[Name]:
    """Names of the tables, then the reader's: of its spans those that name."""
    kept = _states(n for n in known if not any(_swallows(s, n) for s in proper))
    products = _products(text, {text[s.start : s.end] for s in proper})
    seen = [s for s in proper if text[s.start : s.end] not in products and not _begins_a_quote(text, s)]
    fresh = [s for s in seen if all(s.end <= n.start or s.start >= n.end for n in kept)]
    told = [_name(span, text) for span in fresh]
    fresh_names = [n for n in told if len(n.name) > 1 and not _is_no_party(n)]
    return _described([*kept, *_owned(kept, fresh_names)])


def proper_spans(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans that name: "the appeals court" names one only where no court is named otherwise."""
    common = set(re.findall(r"(?<![\w’'-])[a-z]+(?![\w’'-])", text))
    named = [s for s in spans if s.kind != "reference" and not _is_common(text[s.start : s.end], s.kind, common)]
    proper = {s.kind for s in named if any(c.isupper() for c in text[s.start + 1 : s.end])}
    return [s for s in named if not (s.kind in PUBLIC & proper and text[s.start + 1 : s.end].islower())]


def without_sources(spans: Iterable[Span], text: str) -> list[Span]:
    """ "Four people familiar with the matter" tell of a quarrel and are not in it."""
    sources = [match.span() for match in speech("anonymous").finditer(text)]
    return [s for s in spans if s.kind != "group" or not any(start <= s.start < end for start, end in sources)]


def acronyms(sentences: Sequence[Sentence], spans: Sequence[Span], text: str) -> Iterator[Span]:
    """ "MPAA", where the article has the full name that it is short for and the reader saw nothing there."""
    full = {n: s for s in reversed(spans) if (n := _initials(text[s.start : s.end]))}
    for sentence in sentences:
        for match in ACRONYM.finditer(sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if (owner := full.get(match[0])) and all(end <= s.start or start >= s.end for s in spans):
                yield Span(start=start, end=end, kind=owner.kind, sentence=sentence.index)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word.lower() not in LEFT_OUT).upper() if " " in name else ""


def _is_common(words: str, kind: str, common: Collection[str]) -> bool:
    """A pronoun, "Representatives" who only speak for a party, or a single word that the text also has without its capital."""
    low = ARTICLE.sub("", words).casefold()
    if low in table("names")["speakers"]["words"]:
        return True
    return kind != "group" and (low in common or f"{low}s" in common) and not any(c.isupper() for c in words[1:])


def _states(names: Iterable[Name]) -> list[Name]:
    """A state that acts is its government, where the article names that too: one party, not two."""
    found = list(names)
    governments = {n.country: n for n in reversed(found) if n.kind == "ministry" and "government" in n.name.casefold()}
    return [
        replace(n, entity_id=owner.entity_id, name=owner.name)
        if n.kind == "ministry" and code_of(n.surface) and (owner := governments.get(n.country))
        else n
        for n in found
    ]


def _products(text: str, surfaces: Collection[str]) -> set[str]:
    """ "Its Halyard models": a thing that somebody owns and makes, not somebody."""
    owned, made = _product_words()
    return {
        surface
        for surface in surfaces
        for start in _places(text, surface)
        if owned.search(text, max(0, start - OWNER), start) and made.match(text, start + len(surface))
    }


def _places(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


@cache
def _product_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before a thing that is owned, and right after a thing that is made."""
    nouns = joined(table("names")["products"]["nouns"])
    return re.compile(r"(?:\b(?:its|their|his|her|own)|['’]s?) \Z"), re.compile(rf" (?:{nouns})(?!\w)")


def _begins_a_quote(text: str, span: Span) -> bool:
    """ "Securing our data": a word with a capital because words of others begin there."""
    is_word = " " not in text[span.start : span.end]
    return is_word and text[span.start - 1 : span.start] in {"“", '"'} and re.match(r" [a-z]", text[span.end :]) is not None


def _swallows(span: Span, name: Name) -> bool:
    """ "California federal court" is a court, though "California" is known."""
    inside = span.start <= name.start and name.end <= span.end and span.end - span.start > name.end - name.start + 1
    return inside and span.kind in {"court", "body", "group", "person"} and KIND_OF.get(name.kind) != span.kind


def _name(span: Span, text: str) -> Name:
    surface = text[span.start : span.end]
    start = span.start + (len(m[0]) if (m := ARTICLE.match(surface)) and span.kind != "group" else 0)
    if span.kind in TITLED and (titled := TITLE.match(text[start : span.end])):
        start += len(titled[0])
    surface = POSSESSIVE.sub("", text[start : span.end]) if span.kind != "group" else surface
    return Name(
        entity_id="",
        name=surface,
        kind=_kind(surface) if span.kind == "body" else span.kind,
        country=_country(surface) if span.kind in {"body", "court"} else None,
        surface=surface,
        start=start,
        end=start + len(surface),
        sentence=span.sentence,
    )


def _is_no_party(name: Name) -> bool:
    """A word that begins sentences, an initial, a law, or an adjective or city that only stands for a place."""
    if name.name in table("names")["stop"]["words"] or not re.search(r"\w\w", name.name):
        return True
    return name.name.split(" ")[-1] in table("names")["stop"]["laws"] or bool(code_of(name.name) and not is_country(name.name))


def _described(names: Sequence[Name]) -> list[Name]:
    """ "The British regulator" is the one that is named beside it, if only one may be meant; so is "a court in Dallas"."""
    proper: dict[str, dict[str, Name]] = {"court": {}, "body": {}}
    for name in names:
        if (public := KIND_OF.get(name.kind)) in PUBLIC and not _is_description(name.name) and not code_of(name.name):
            proper[public].setdefault(name.entity_id, name)
    return [_meant(n, proper) if _is_description(n.name) else n for n in names]


def _meant(name: Name, proper: Mapping[str, Mapping[str, Name]]) -> Name:
    may = [
        other
        for other in proper.get(KIND_OF.get(name.kind, ""), {}).values()
        if other.country == name.country or name.country is None or other.country is None
    ]
    return replace(name, entity_id=may[0].entity_id, name=may[0].name) if len(may) == 1 else name


def _is_description(name: str) -> bool:
    """Told by common words: "UK markets regulator", "jury in San Jose"."""
    return any(word.islower() and word not in LINKS for word in re.split(r"[\s-]", name))


def _kind(surface: str) -> str:
    """What kind of body, by its words; an agency where they do not say."""
    kinds = table("names")["body_suffixes"]
    return next((k for word in reversed(surface.split(" ")) if (k := kinds.get(word.capitalize())) in BODIES), "agency")


def _country(surface: str) -> str | None:
    """The country that a body's own name gives."""
    return code_of(match[0]) if (match := place_regex().search(surface)) else None


def _owned(kept: Sequence[Name], told: Sequence[Name]) -> Iterator[Name]:
    """The names that no table holds under their full names: `Lumora` under `Lumora Labs`, `OWG` under what it is short for."""
    full = [(n.name, KIND_OF.get(n.kind, n.kind), n) for n in kept]
    owners: dict[tuple[str, str], Name] = {}
    for name in sorted(told, key=lambda n: (-len(n.name), n.name, n.start)):
        kind = KIND_OF.get(name.kind, name.kind)
        if (name.name, kind) in owners:
            continue
        owner = next((n for other, k, n in full if (k == kind or {k, kind} in ALIKE) and _is_short_for(name.name, other)), None)
        owner = owner or replace(name, entity_id=slug(name.name)[:64] or "unnamed")
        owners[name.name, kind] = owner
        full.append((owner.name, KIND_OF.get(owner.kind, owner.kind), owner))
    for name in told:
        owner = owners[name.name, KIND_OF.get(name.kind, name.kind)]
        yield replace(name, entity_id=owner.entity_id, name=owner.name, kind=owner.kind, country=owner.country)


def _is_short_for(short: str, full: str) -> bool:
    words, longer = short.casefold().split(), full.casefold().split()
    if words == longer:
        return True
    if len(words) < len(longer):
        size = len(words)
        if words in (longer[:size], longer[-size:]):
            return True
    return len(short) > 1 and short.isupper() and "".join(w[0] for w in longer if w not in LEFT_OUT) == short.casefold()
