"""A split: articles of a dispute that, as a person says, are about another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from schemas import Review, Revision
from schemas.record import identify
from tasks import ConfigError
from tasks.classify.held import Held, held_links
from tasks.lake import Reader
from tasks.review.decisions import Decision
from tasks.review.rules import write_down

__all__ = ["part"]


def part(
    reader: Reader, dispute: str, articles: Collection[str], *, by: str, note: str | None = None, at: datetime
) -> list[Review]:
    """A review of every link of these articles to a dispute: they found a new one, named after the first of them.

    Raises ConfigError where an article does not bear on the dispute, founded it, or none would be left.
    """
    links = [h for h in held_links(reader) if h.dispute_id == dispute]
    chosen = [h for h in links if h.link.article_id in articles]
    _check(dispute, links, chosen, articles)
    first = _first(reader, chosen)
    new = identify("dispute", first.link.article_id, first.link.quarrel)
    if new == dispute:
        raise ConfigError(
            f"review split: article {first.link.article_id} founded {dispute} and keeps its id; name those that should leave it"
        )
    told = [
        Decision(place="review split", row_id=h.link.link_id, decision="split", value=new, by=by, note=note, at=at)
        for h in chosen
    ]
    return [write_down(decision, "dispute_links", "dispute_id", new) for decision in told]


def _check(dispute: str, links: Sequence[Held], chosen: Sequence[Held], articles: Collection[str]) -> None:
    if not links:
        raise ConfigError(f"review split: no article bears on dispute {dispute!r}; the view disputes has their ids")
    known = sorted({h.link.article_id for h in links})
    if strange := sorted(set(articles) - set(known)):
        raise ConfigError(f"review split: article {strange[0]} does not bear on {dispute}; those that do: {', '.join(known)}")
    if not chosen or len({h.link.article_id for h in chosen}) == len(known):
        raise ConfigError(f"review split: some of the articles leave and some stay in {dispute}: {', '.join(known)}")


def _first(reader: Reader, chosen: Sequence[Held]) -> Held:
    """The link that founds: of the article that was published first."""
    names = sorted({h.link.revision_id for h in chosen})
    texts = {r.revision_id: r for r in reader.rows(Revision, "list_contains(?, revision_id)", [names])}

    def age(held: Held) -> tuple[datetime, str]:
        told = texts[held.link.revision_id]
        return (told.published_at or told.known_at, held.link.revision_id)

    return min(chosen, key=age)
