"""What a text says that a person is: the role beside the name, in the words of models/cues/names.toml."""

from __future__ import annotations

import re
from functools import cache

from tasks.classify.article import Article, Name
from tasks.classify.cues import joined, table

__all__ = ["role_of"]

HONORIFICS = {"Mr", "Mr.", "Ms", "Ms.", "Mrs", "Mrs.", "Dr", "Dr.", "Sir", "Prof.", "man named", "woman named"}
REACH = 60


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    titles = [word for word in table("names")["before"]["person"] if word not in HONORIFICS]
    roles = joined(sorted({*titles, *table("names")["after"]["person_nouns"]}, key=lambda word: (-len(word), word)))
    before = re.compile(rf"(?<!\w)(?P<role>{roles}),? $")
    after = re.compile(rf", (?:(?:an?|the|its|his|her|their|who is) )?(?:(?!who )[\w’'-]+ ){{0,4}}?(?P<role>{roles})(?![\w-])")
    return before, after


def role_of(article: Article, name: Name) -> str | None:
    """The role that stands right before or right after a person’s name, within its sentence; None where none does."""
    sentence, text = article.sentences[name.sentence], article.evidence_text
    before, after = _patterns()
    found = before.search(text[max(sentence.start, name.start - REACH) : name.start]) or after.match(
        text[name.end : min(sentence.end, name.end + REACH)]
    )
    return found["role"] if found and name.kind == "person" else None
