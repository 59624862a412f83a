"""What is known of a quarrel, and how sure it is that two are one: by parties, type, asset, references, story and time."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

__all__ = ["Quarrel", "is_apart", "is_short_for", "likeness", "match"]

LIVES = timedelta(days=4 * 365)
# So long, what two parties quarrel about may go by another name; later, another thing is another quarrel.
DRIFTS = timedelta(days=365)

ALIKE = ("main", "bodies", "types", "primary", "assets", "cases", "stories")


@dataclass(kw_only=True)
class Quarrel:
    """What one or more articles tell of one quarrel. `cases` are case names, each as the ids of its two sides.

    `articles` are article and number of the quarrel in it, `names` the ids of disputes that it is or may found, `parted` those
    that a person took it out of.
    """

    main: set[str] = field(default_factory=set)
    accused: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    primary: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)
    cases: set[tuple[str, str]] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    articles: set[tuple[str, int]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    parted: set[str] = field(default_factory=set)
    last: datetime = datetime.min  # noqa: DTZ901

    def add(self, other: Quarrel) -> None:
        """Take in what one more article tells."""
        for name in (f.name for f in fields(self) if f.name != "last"):
            getattr(self, name).update(getattr(other, name))
        self.last = max(self.last, other.last)


def match(new: Quarrel, old: Quarrel) -> float:
    """How sure it is that two are one dispute, 0 to 1."""
    if is_apart(new, old):
        return 0.0
    if new.articles & old.articles:
        return 1.0
    if new.refs & old.refs:
        return 0.95
    if abs(new.last - old.last) > LIVES:
        return 0.0
    shared, is_one_type = _shared(new.main, old.main), bool(new.types & old.types) or not (new.types and old.types)
    is_one_story = bool(new.stories & old.stories)
    if shared >= 2 and is_one_type and not _is_other_matter(new, old):
        return 0.9
    if _is_one_case(new, old):
        return 0.88
    if shared and is_one_story:
        return 0.85
    if shared and is_one_type and new.bodies & old.bodies and not _is_other_matter(new, old):
        return 0.75
    # One side alone is named, and it is accused of the same.
    is_bare = len(new.main) == 1 or len(old.main) == 1
    if _shared(new.accused, old.accused) and is_bare and new.primary & old.primary:
        return 0.6
    return 0.5 if is_one_story and is_one_type and not (new.main and old.main) else 0.0


def likeness(new: Quarrel, old: Quarrel) -> int:
    """How much two have in common: which of several disputes that fit alike is the nearest."""
    return sum(len(getattr(new, name) & getattr(old, name)) for name in ALIKE)


def is_apart(one: Quarrel, other: Quarrel) -> bool:
    """Whether a person took the one out of the other, or an article tells both, each by itself."""
    is_parted = bool(one.parted & other.names or other.parted & one.names)
    in_one = {article for article, _ in one.articles} & {article for article, _ in other.articles}
    return is_parted or (bool(in_one) and not one.articles & other.articles)


def is_short_for(short: str, full: str) -> bool:
    """Whether a party may be another, named in short: `acme` of `acme-robotics`."""
    return full.startswith(f"{short}-")


def _is_named(name: str, parties: set[str]) -> bool:
    return any(name == p or is_short_for(name, p) or is_short_for(p, name) for p in parties)


def _shared(new: set[str], old: set[str]) -> int:
    """How many parties two have in common; a short name is the longer one that begins with it."""
    return sum(_is_named(name, old) for name in new)


def _is_other_matter(new: Quarrel, old: Quarrel) -> bool:
    """Whether what is in dispute differs: another asset, and with it another chief ground or another year."""
    if not (new.assets and old.assets) or new.assets & old.assets:
        return False
    is_one_ground = bool(new.primary & old.primary) or not (new.primary and old.primary)
    return not is_one_ground or abs(new.last - old.last) > DRIFTS


def _is_one_case(new: Quarrel, old: Quarrel) -> bool:
    """Whether both name one case whose sides are their own parties: a precedent of others ties nothing."""
    return any(_shared({*a}, {*b}) == 2 for a in _own_cases(new) for b in _own_cases(old))


def _own_cases(quarrel: Quarrel) -> list[tuple[str, str]]:
    parties = quarrel.main | quarrel.bodies
    return [case for case in quarrel.cases if all(_is_named(side, parties) for side in case)]
