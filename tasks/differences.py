"""What a replay would change, for a person to read before it counts: rows by record, and every label that flips."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas import OBSERVATIONS, Label
from schemas.record import name_of
from tasks.lake import Reader

__all__ = ["compare", "markdown"]

Flip = Mapping[str, Any]
Key = tuple[str, str, int]
MARKS = re.compile(r"[\\`*_\[\]<>|]")
TEXTS = """
    select distinct on (revision_id) revision_id, article_id, url, title
    from revisions
    where revision_id in (select unnest(?::varchar[]))
    order by revision_id, known_at, batch_id
"""
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def compare(before: Reader, after: Reader) -> dict[str, Any]:
    """`rows`: added and removed by record; `labels`: each one that flips, with code, version and sentence before and after."""
    rows = {}
    for record in OBSERVATIONS:
        table = name_of(record)
        old, new = _digests(before, table), _digests(after, table)
        rows[table] = {"before": len(old), "after": len(new), "added": len(new - old), "removed": len(old - new)}
    return {"rows": rows, "labels": _flips(before, after)}


def markdown(diff: Mapping[str, Any]) -> str:
    """The labels of a diff as a page: how many went from which code to which, then each with its sentences."""
    flips = diff["labels"]
    counts = Counter((f["scheme"], _code(f["before"]), _code(f["after"])) for f in flips)
    table = [f"| {scheme} | {old} | {new} | {n} |" for (scheme, old, new), n in sorted(counts.items())]
    head = [f"# Replay {diff['replay']}", "", f"{len(flips)} labels flip.", ""]
    lines = [*head, "| scheme | before | after | labels |", "| --- | --- | --- | ---: |", *table]
    return "\n".join([*lines, *(line for flip in flips for line in _told(flip))]) + "\n"


def _told(flip: Flip) -> Iterator[str]:
    yield f"\n## {_plain(flip['title'])}\n\n<{_address(flip['url'])}>\n"
    yield f"{flip['scheme']} (rank {flip['rank']}): {_code(flip['before'])} -> {_code(flip['after'])}\n"
    for name in ("before", "after"):
        if flip[name]:
            yield f"- {name}: {_plain(flip[name]['sentence'])}"


def _code(side: Flip | None) -> str:
    return f"{side['code']} (v{side['version']})" if side else "none"


def _plain(text: str) -> str:
    """Outside text as one line of Markdown that marks nothing up."""
    return MARKS.sub(r"\\\g<0>", UNSEEN.sub(" ", text))


def _address(url: str) -> str:
    return UNSEEN.sub("", url).replace("<", "%3C").replace(">", "%3E")


def _digests(reader: Reader, table: str) -> set[str]:
    return {digest for (digest,) in reader.sql(f"select md5(r::varchar) from {table} r")}


def _flips(before: Reader, after: Reader) -> list[dict[str, Any]]:
    old, new = _codes(before), _codes(after)
    keys = sorted(key for key in old.keys() | new.keys() if _word(old.get(key)) != _word(new.get(key)))
    texts = _texts(before, {key[0] for key in keys}) | _texts(after, {key[0] for key in keys})
    return [
        {
            "revision_id": key[0],
            **texts[key[0]],
            "scheme": key[1],
            "rank": key[2],
            "before": old.get(key),
            "after": new.get(key),
        }
        for key in keys
    ]


def _word(side: Flip | None) -> str | None:
    return side["code"] if side else None


def _codes(reader: Reader) -> dict[Key, Flip]:
    return {
        (r.revision_id, r.scheme, r.rank): {"code": r.code, "version": r.version, "sentence": r.sentence}
        for r in reader.rows(Label)
        if not r.is_second_opinion
    }


def _texts(reader: Reader, names: Iterable[str]) -> dict[str, dict[str, str]]:
    found = reader.sql(TEXTS, [sorted(names)])
    return {name: {"article_id": article, "url": url, "title": title} for name, article, url, title in found}
