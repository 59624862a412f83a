"""Names that no table holds, told by the words beside them or by their own last word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tasks.classify.article import Article
from tasks.classify.cues import joined, table
from tasks.classify.places import code_of

__all__ = ["Unknown", "find_unknown"]

CAPITAL = r"(?:[A-Z]\.(?= [A-Z])|[A-Z][\w&-]*(?:\.(?:com|ai|io|org))?|[a-z]{1,2}[A-Z]\w+)"
RUN = re.compile(rf"(?<![\w.@-]){CAPITAL}(?:(?: & | of | of the | ){CAPITAL}){{0,6}}")
NUMBER = re.compile(r"\d")
ROLES = {"founder", "co-founder", "cofounder", "head", "chief", "boss", "owner", "maker", "director", "president", "chair"}


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A name at a place of the evidence text. `entity_id` is null where no table holds it."""

    name: str
    kind: str
    country: str | None
    start: int
    end: int
    entity_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The table of cues, compiled."""

    company_suffixes: frozenset[str]
    bodies: Mapping[str, str]
    stop: frozenset[str]
    given: frozenset[str]
    outlets: frozenset[str]
    titles: re.Pattern[str]
    laws: frozenset[str]
    common_endings: tuple[str, ...]
    before_company: re.Pattern[str]
    before_person: re.Pattern[str]
    before_party: re.Pattern[str]
    after_party: re.Pattern[str]
    after_speech: re.Pattern[str]
    before_speech: re.Pattern[str]
    after_outlet: re.Pattern[str]
    apposition_company: re.Pattern[str]
    apposition_person: re.Pattern[str]


@cache
def rules() -> Rules:
    """models/cues/names.toml and given_names.toml."""
    t = table("names")
    before, after = t["before"], t["after"]

    def ends(words: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{joined(words)}),? (?:called |named |of )?[\"“]?$")

    def starts(words: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf" (?:also |has |have |had )?(?:{joined(words)})(?!\w)", re.IGNORECASE)

    def apposed(words: Sequence[str]) -> re.Pattern[str]:
        return re.compile(
            rf", (?:(?:an?|the|its|his|her|their|our|which) )?(?!who )(?:[\w’'-]+ ){{0,6}}?(?:{joined(words)})(?!\w)"
        )

    return Rules(
        company_suffixes=frozenset(t["company_suffixes"]),
        bodies=t["body_suffixes"],
        stop=frozenset(t["stop"]["words"]),
        given=frozenset(table("given_names")["names"].split()),
        outlets=frozenset(t["outlets"]["names"]),
        titles=re.compile(rf"(?:^|.* )(?:{joined(w for w in before['person'] if w[0].isupper() and w[-1] != '.')}) (?=[A-Z])"),
        laws=frozenset(t["stop"]["laws"]),
        common_endings=tuple(t["stop"]["common_endings"]),
        before_company=ends(before["company"]),
        before_person=re.compile(
            rf"(?<!\w)(?:{joined(before['person'])})(?:,? (?:called |named )?| (?:of|at|for) [^,.;]{{2,40}}, )[\"“]?$"
        ),
        before_party=ends(before["party"]),
        after_party=starts(after["party"]),
        after_speech=starts(after["speech"]),
        before_speech=re.compile(rf"[,”\"’] ?(?:{joined(after['speech'])}) $"),
        after_outlet=starts(after["outlet"]),
        apposition_company=apposed(after["company_nouns"]),
        apposition_person=apposed(after["person_nouns"]),
    )


def find_unknown(article: Article, known: Sequence[Unknown]) -> list[Unknown]:
    """Names outside the tables, at each place where they or their short form stand."""
    text = article.evidence_text
    taken = {n for k in known for n in range(k.start, k.end)}
    is_title_case = _is_title_case(article.revision.title)
    runs = [r for r in _runs(text) if not taken.intersection(range(r[0], r[1]))]
    kinds: dict[str, Counter[str]] = {}
    for start, end in runs:
        if is_title_case and end <= len(article.revision.title):
            continue
        if kind := _kind(text, start, end):
            kinds.setdefault(text[start:end], Counter())[kind] += 1
    chosen = {surface: found.most_common(1)[0][0] for surface, found in kinds.items() if _is_proper(article, surface, runs)}
    chosen |= _full_names(text, runs, chosen)
    chosen |= _listed(text, runs, chosen)
    chosen |= _first_mentions(article, runs, chosen)
    owners = _with_short_forms(chosen)
    return [
        Unknown(name=owners[s], kind=chosen[owners[s]], country=None, start=start, end=end)
        for start, end in _places(text, runs, owners)
        if (s := text[start:end]) in owners
    ]


def _is_title_case(title: str) -> bool:
    words = [w for w in title.split() if len(w) > 3 and w[0].isalpha()]
    return len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    stop, titles, laws = rules().stop, rules().titles, rules().laws
    for match in RUN.finditer(text):
        start, end = match.span()
        while start < end and (space := match[0][start - match.start() :].find(" ")) > 0:
            if text[start : start + space] not in stop:
                break
            start += space + 1
        words = text[start:end].split(" ")
        if words[-1] in laws:
            continue
        if title := titles.match(text[start:end]):
            start += title.end()
            words = text[start:end].split(" ")
        if len(words) > 2 and words[1] == "of" and words[0].lower() in ROLES:
            start += len(words[0]) + 4
            words = words[2:]
        while words and (words[-1] in {"of", "the", "&"} or (words[-1] in stop and not _is_suffix(words))):
            end -= len(words.pop()) + 1
        if end - start > 1 and text[start:end] not in stop and not text[start:end].startswith(("of ", "& ", "the ")):
            yield start, end


def _is_suffix(words: Sequence[str]) -> bool:
    """`Lumen AI` and `Lumen One` end in a word that is no name alone."""
    return len(words) > 1 and (words[-1] in rules().company_suffixes or words[-1] == "One") and words[-2] not in rules().stop


def _kind(text: str, start: int, end: int) -> str | None:
    r, name = rules(), text[start:end]
    words = name.split(" ")
    if code_of(name) or (len(words) == 1 and len(name) < 2):
        return None
    if name in r.outlets:
        return "outlet"
    if len(words) > 1 and words[-1] in r.company_suffixes and words[0] not in r.given:
        return "company"
    if (len(words) > 1 or words[0] in r.bodies) and (body := next((r.bodies[w] for w in words if w in r.bodies), None)):
        return body if len(words) > 1 else None
    before, after = text[max(0, start - 40) : start], text[end : end + 90]
    if r.after_outlet.match(after) and len(words) > 1 and words[0] not in r.given:
        return "outlet"
    return _person_or_company(words, before, after)


def _person_or_company(words: Sequence[str], before: str, after: str) -> str | None:
    r = rules()
    is_personal = words[0] in r.given and 2 <= len(words) <= 4
    if r.before_person.search(before) and len(words) <= 4:
        return "person"
    speaks = r.after_speech.match(after) or (r.before_speech.search(before) and not re.match(r" [a-z]", after))
    acts = r.before_party.search(before) or r.after_party.match(after)
    if is_personal:
        return "person" if speaks or acts or r.apposition_person.match(after) else None
    if len(words) in {2, 3} and after.startswith((", who ", ", whose ")) and speaks:
        return "person"
    if r.before_company.search(before) or r.apposition_company.match(after):
        return "company"
    if len(words) in {2, 3} and r.apposition_person.match(after) and (speaks or not acts):
        return "person"
    if acts:
        return "company"
    if speaks:
        return "person" if len(words) in {2, 3} else "company"
    return None


def _is_proper(article: Article, surface: str, runs: Sequence[tuple[int, int]]) -> bool:
    """A single word that stands only where any word would have a capital is no name."""
    if " " in surface or any(c.isupper() for c in surface[1:]):
        return "-" not in surface or " " in surface or surface.split("-")[-1][:1].isupper()
    if article.revision.text:
        begins = {s.start for s in article.sentences}
        text = article.evidence_text
        return any(text[s:e] == surface and s not in begins and text[s - 1 : s] not in '“"‘' for s, e in runs)
    return not surface.endswith(rules().common_endings)


def _full_names(text: str, runs: Sequence[tuple[int, int]], chosen: Mapping[str, str]) -> dict[str, str]:
    """A person told by surname ("Mr. Field") is the one whose given name stands before it elsewhere."""
    surfaces = {text[start:end] for start, end in runs}
    people = {name for name, kind in chosen.items() if kind == "person" and " " not in name}
    full = sorted(s for s in surfaces if 1 <= s.count(" ") <= 3 and "of" not in s.split(" "))
    return {s: "person" for s in full if s.split(" ")[-1] in people}


def _first_mentions(article: Article, runs: Sequence[tuple[int, int]], chosen: Mapping[str, str]) -> dict[str, str]:
    """A company told by one word is the longer name that its first mention in the body gives: full first, short later."""
    text, found, seen = article.evidence_text, dict[str, str](), set[str]()
    for start, end in runs:
        surface = text[start:end]
        short = surface.split(" ")[0]
        if start < len(article.revision.title) or short in seen or chosen.get(short) != "company":
            continue
        seen.add(short)
        if surface != short and surface not in chosen and surface.count(" ") <= 2:
            found[surface] = "company"
    return found


def _listed(text: str, runs: Sequence[tuple[int, int]], chosen: Mapping[str, str]) -> dict[str, str]:
    """Who is named in one breath with a person ("Ann Field and Bo Wood") is one too, if the name has two words."""
    found: dict[str, str] = {}
    for (start, end), (after, last) in pairwise(runs):
        surface = text[after:last]
        kinds = {chosen.get(text[start:end]), found.get(text[start:end])}
        if (
            "person" in kinds
            and surface not in chosen
            and surface.count(" ") == 1
            and text[end:after] in {" and ", ", ", ", and "}
        ):
            found[surface] = "person"
    return found


def _with_short_forms(chosen: Mapping[str, str]) -> dict[str, str]:
    """Each spelling to the full name it stands for: `Lumen` to `Lumen Labs`, `Field` to `Ann Field`."""
    r, owners = rules(), {name: name for name in chosen}
    for name in sorted(chosen, key=lambda n: (-len(n), n)):
        words = name.split(" ")
        if len(words) < 2 or chosen[name] not in {"person", "company"}:
            continue
        short = words[-1] if chosen[name] == "person" else " ".join(words[:-1])
        forms = {short, words[0]} if chosen[name] == "company" else {short}
        for form in forms:
            if len(form) > 2 and form not in r.stop and not code_of(form) and owners.get(form, form) == form:
                owners[form] = name
    return owners


def _places(text: str, runs: Sequence[tuple[int, int]], owners: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    for start, end in runs:
        surface = text[start:end]
        if surface in owners:
            yield start, end
            continue
        first = surface.split(" ")
        for size in range(len(first) - 1, 0, -1):
            part = " ".join(first[:size])
            if part in owners:
                yield start, start + len(part)
                break
