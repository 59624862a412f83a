"""Predictions on labelled data, in the shapes that scorers read. Gold fields are never looked at."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateutil import parser as dateparser

from schemas.record import identify
from schemas.revision import Revision
from tasks import ConfigError, ItemError
from tasks.classify.article import Article
from tasks.classify.reading import read
from tasks.deduplicate import Doc, cluster_copies, cluster_stories
from tasks.lake import Tally
from tasks.parse import read_page
from tasks.settings import Settings
from tasks.storage import Folder

__all__ = ["article_of", "disputes", "duplicates", "extraction", "second_opinions", "stories"]


def extraction(folder: Path, out: Path) -> str:
    """`truth.jsonl` (id, file, url) and pages -> one JSON object a page."""
    done = []
    for row in _lines(folder / "truth.jsonl"):
        prediction: dict[str, Any] = {"id": row["id"], "text": None, "title": None, "authors": [], "published_at": None}
        try:
            page = read_page(_open(folder / row["file"]), url=row["url"], captured_at=datetime.now(UTC).replace(tzinfo=None))
        except ItemError as error:
            prediction["error"] = str(error)
        else:
            prediction |= {"text": page.text, "title": page.title, "authors": list(page.authors)}
            prediction["published_at"] = _day_or_moment(page.published_at, page.published_precision)
        done.append(prediction)
    _write(out, done)
    return f"evaluate extraction pages={len(done)} text={sum(bool(d['text']) for d in done)} out={out}"


def duplicates(folder: Path, out: Path) -> str:
    """`docs.jsonl.gz` -> id, cluster: articles that are the same reporting."""
    return _clusters("duplicates", cluster_copies(_docs(folder / "docs.jsonl.gz")), out)


def stories(docs: Path, out: Path) -> str:
    """`NAME.docs.jsonl.gz`, in its order -> id, cluster after merges."""
    return _clusters("stories", cluster_stories(_docs(docs)), out)


def disputes(items: Path, out: Path) -> str:
    """Headlines or articles (id, title, text, date, publisher, url) -> the fields that the scorer reads, and a score."""
    done = []
    for row in _lines(items):
        reading = read(_article(row))
        done.append({"id": row["id"], **reading.to_prediction()})
    _write(out, done)
    return f"evaluate disputes items={len(done)} disputes={sum(d['is_tech_dispute'] for d in done)} out={out}"


def second_opinions(items: Path, out: Path, settings: Settings) -> str:
    """As `disputes`, but what the language model of the settings says in place of the default, where it says something."""
    from tasks.classify.llm.asking import keep_asking

    if not settings.llm.model:
        raise ConfigError("evaluate disputes --llm: no model is set; name one in [llm] (DISPUTEWIRE_SETTINGS)")
    done, tally = list[dict[str, Any]](), Tally()
    with keep_asking(settings, Folder(settings.cache), tally) as desk:
        for row in _lines(items):
            article = _article(row)
            reading = read(article)
            opinion = None if reading.gate.is_dispute is False else desk.opinion(article)
            done.append({"id": row["id"], **reading.to_prediction(), **(opinion.to_prediction() if opinion else {})})
    _write(out, done)
    notes = " ".join(f"{name.replace(' ', '_')}={count}" for name, count in sorted(tally.notes.items()))
    return f"evaluate disputes items={len(done)} disputes={sum(d['is_tech_dispute'] for d in done)} {notes} out={out}"


def _article(row: Mapping[str, Any]) -> Article:
    return article_of(
        row["id"],
        row.get("title") or "",
        row.get("text") or "",
        published_at=_moment(row.get("date")),
        outlet=row.get("publisher") or "",
        url=row.get("url") or "",
    )


def article_of(
    name: str, title: str, text: str, *, published_at: datetime | None = None, outlet: str = "", url: str = ""
) -> Article:
    """A text from outside the lake, as the rules read it."""
    moment = published_at or datetime(2000, 1, 1)
    revision = Revision(
        revision_id=identify("revision", name),
        article_id=identify("article", name),
        url=url,
        fetched_url=url,
        source_id="evaluate",
        outlet_id="evaluate",
        language="en",
        article_kind="news",
        section=None,
        title=title,
        authors=(),
        text=text,
        published_at=published_at,
        published_basis="feed",
        published_precision="day",
        modified_at=None,
        completeness="full" if text else "headline",
        correction_note=None,
        text_sha256=identify(title, text),
        payload_sha256=None,
        warc_file="",
        warc_offset=0,
        parser="evaluate@1",
        known_at=moment,
        batch_id=f"{moment:%Y-%m-%d}-evaluate",
    )
    return Article(revision=revision, outlet=outlet)


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    try:
        moment = dateparser.parse(str(value), default=datetime(2000, 1, 1))
    except (ValueError, OverflowError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _day_or_moment(moment: datetime | None, precision: str) -> str | None:
    if moment is None:
        return None
    return moment.date().isoformat() if precision == "day" else f"{moment.isoformat()}Z"


def _docs(path: Path) -> Iterator[Doc]:
    keys = ("id", "url", "source", "title", "text", "published")
    for row in _lines(path):
        yield Doc(**{key: str(row.get(key) or "") for key in keys})


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_open(path).decode().splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ConfigError(f"{path}:{number}: not JSON: {error}") from error
            yield row


def _open(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except OSError as error:
        raise ConfigError(f"{path}: {error}; a corpus folder or file is expected") from error


def _write(out: Path, rows: list[dict[str, Any]]) -> None:
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _clusters(name: str, clusters: Mapping[str, str], out: Path) -> str:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "cluster"])
        writer.writerows(clusters.items())
    return f"evaluate {name} documents={len(clusters)} clusters={len(set(clusters.values()))} out={out}"
