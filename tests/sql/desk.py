"""A small desk that writes observation rows by hand: articles, what they say, and steps that commit it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from schemas import (
    ClaimLink,
    Context,
    Copy,
    CourtRef,
    DisputeLink,
    Entry,
    Fetch,
    Jurisdiction,
    Label,
    Party,
    Poll,
    Record,
    Revision,
    Statement,
    StoryMember,
    Taxon,
    TimelineEvent,
)  # fmt: skip
from schemas.record import Evidence, identify
from schemas.vocabulary import RELEVANCES, STAGES
from tasks.classify.claims import Said, links_of
from tasks.lake import Lake, Step, Tally, Work, captured_at, open_lake, run
from tasks.reference import slug
from tasks.settings import load

R = TypeVar("R", bound=Record)
STEP_OF: dict[type[Record], str] = {
    Entry: "fetch", Fetch: "fetch", Poll: "fetch", Revision: "parse", Copy: "deduplicate", StoryMember: "deduplicate",
}  # fmt: skip
OUTLETS = {"Harbour Wire": "Harbour", "Brightwater Post": "Brightwater", "Circuit Ledger": "Ledger", "Docket & Code": "Ledger"}


def taxon(
    scheme: str, code: str, phrase: str | None = None, *,
    version: str = "1", is_in_force: bool = True, stands_for: tuple[str, ...] = (),
) -> Taxon:  # fmt: skip
    """A code that stands for its own word, unless others are given."""
    return Taxon(
        scheme=scheme, version=version, code=code, name=code, definition="", phrase=phrase, exact_match=None, plover=None,
        iptc=None, stands_for=stands_for, is_in_force=is_in_force,
    )  # fmt: skip


TAXA = (
    taxon("dispute_type", "trade_secret", "stealing trade secrets"),
    taxon("dispute_type", "patent", "infringing patents"),
    *(taxon("relevance", code) for code in RELEVANCES),
    *(taxon("reported_stage", code) for code in STAGES),
)
SAID = "Osier Labs accused Vantage Cloud of stealing trade secrets."
# Every field that a test need not think of.
PLAIN: dict[str, Any] = {
    "quarrel": 0, "score": 0.9, "method": "hand@1", "version": "1", "rank": 0, "position": 0, "attribution": "named",
    "stance": "asserts", "claim_kind": "allegation", "hedge": "none", "quote_form": "indirect", "date_precision": "day",
    "reality": "actual", "is_reported": False, "relation": "founds", "similarity": 1.0, "copy_kind": "syndicated",
    "resource": "source", "host": "h.example", "attempt": 1, "outcome": "ok", "status": 200, "is_conditional": False,
    "items_listed": 9, "items_new": 3, "items_dated": 9, "interval_minutes": 1440, "failure_weight": 0.0,
    "wire_bytes": 1, "decoded_bytes": 1, "elapsed_ms": 1, "state": "new",
}  # fmt: skip


def row(record: type[R], /, **given: Any) -> R:
    """A row with what is given, the plain values, and null for the rest; its id made from all that."""
    wanted = [f.name for f in fields(record)]
    values: dict[str, Any] = {name: given.get(name, PLAIN.get(name)) for name in wanted}
    key = next((n for n in wanted if n.endswith("_id") and values[n] is None and n in IDS), None)
    if key:
        values[key] = identify(record.TABLE, *(str(values[n]) for n in wanted))
    return record(**values)


IDS = {
    "label_id", "statement_id", "party_id", "jurisdiction_id", "context_id", "court_ref_id", "event_id", "link_id", "copy_id",
    "entry_id", "fetch_id", "poll_id",
}  # fmt: skip


def revision(batch: str, outlet: str, name: str, title: str, text: str, **given: Any) -> Revision:
    """A full text of an article; published when it was captured, unless given."""
    host = slug(outlet)
    url = f"https://{host}.example/{name}"
    article_id = identify(url)
    values: dict[str, Any] = {
        "revision_id": identify(article_id, title, text),
        "article_id": article_id,
        "url": url,
        "fetched_url": url,
        "source_id": host,
        "outlet_id": host,
        "language": "en",
        "article_kind": "news",
        "title": title,
        "authors": ("Ada Quill",),
        "text": text,
        "published_at": captured_at(batch),
        "published_basis": "jsonld",
        "published_precision": "second",
        "completeness": "full",
        "text_sha256": "0",
        "payload_sha256": "1",
        "warc_file": f"raw/day={batch[:10]}/{batch}-0-0.warc.gz",
        "warc_offset": 7,
        "parser": "hand@1",
        "known_at": captured_at(batch),
        "batch_id": batch,
    }
    return row(Revision, **{**values, **given})


def at(article: Revision, sentence: str, record: type[R], /, **given: Any) -> R:
    """A row that rests on a sentence of an article."""
    assert issubclass(record, Evidence) or record is Copy
    start = f"{article.title}\n\n{article.text}".index(sentence)
    values: dict[str, Any] = {
        "revision_id": article.revision_id,
        "article_id": article.article_id,
        "start_char": start,
        "end_char": start + len(sentence),
        "sentence": sentence,
        "known_at": article.known_at,
        "batch_id": article.batch_id,
        "said_at": article.published_at,
    }
    return row(record, **{**values, **given})


def said(article: Revision, sentence: str, **given: Any) -> Statement:
    return at(article, sentence, Statement, **{"matter": "trade_secret", **given})


def step_on(article: Revision, sentence: str, kind: str, **given: Any) -> TimelineEvent:
    return at(article, sentence, TimelineEvent, event_kind=kind, **{"event_on": article.known_at.date(), **given})


def link(article: Revision, sentence: str, dispute: str, **given: Any) -> DisputeLink:
    return at(article, sentence, DisputeLink, dispute_id=dispute, **given)


def claims(statement: Statement, claim: str, relation: str = "makes", dispute: str = "d1") -> ClaimLink:
    return row(
        ClaimLink,
        statement_id=statement.statement_id,
        claim_id=claim,
        relation=relation,
        dispute_id=dispute,
        known_at=statement.known_at,
        batch_id=statement.batch_id,
    )


def answered(*statements: Statement, dispute: str = "d1") -> list[ClaimLink]:
    """The links that the step itself makes of statements of one batch."""
    return list(links_of([Said(statement=s, dispute=dispute) for s in statements], [], statements[0].batch_id))


def copy(article: Revision, of: Revision, **given: Any) -> Copy:
    return row(
        Copy,
        article_id=article.article_id,
        revision_id=article.revision_id,
        of_article_id=of.article_id,
        of_revision_id=of.revision_id,
        known_at=article.known_at,
        batch_id=article.batch_id,
        **given,
    )


def member(article: Revision, story: str) -> StoryMember:
    return row(
        StoryMember,
        story_id=story,
        article_id=article.article_id,
        revision_id=article.revision_id,
        known_at=article.known_at,
        batch_id=article.batch_id,
    )


def asked(batch: str, source: str, outcome: str = "ok", **given: Any) -> Fetch:
    """One request of a source's list."""
    when = {"known_at": captured_at(batch), "batch_id": batch}
    return row(Fetch, url=f"https://{source}.example/feed", source_id=source, outcome=outcome, **{**when, **given})


def poll(batch: str, source: str, outcome: str | None = "ok", **given: Any) -> Poll:
    """A poll of a source whose clock is a day: it brought news, or (`unchanged`, a reason, None for a rest) none."""
    when = {"known_at": captured_at(batch), "batch_id": batch}
    none = {} if outcome == "ok" else {"items_listed": 0, "items_new": 0, "items_dated": 0}
    failed = {"failure_weight": 1.0} if outcome not in {"ok", "unchanged", None} else {}
    told = {"state": "polled" if outcome else "resting", **when, **none, **failed, **given}
    return row(Poll, source_id=source, url=f"https://{source}.example/feed", outcome=outcome, **told)


@dataclass(frozen=True)
class Room:
    """A lake under a folder, with the outlets of the desk as its sources."""

    lake: Lake

    def bring(self, batch: str, rows: Iterable[Record], upto: str = "classify") -> None:
        """Commit a batch: each row with the step that would have seen it."""
        given = list(rows)
        chain = ("fetch", "parse", "deduplicate", "classify")
        for name in chain[: chain.index(upto) + 1]:
            own = [r for r in given if STEP_OF.get(type(r), "classify") == name]
            run(self.lake, Step(name=name, version="7", settle=lambda _, own=own: _work(own)), batch)


def _work(rows: Sequence[Record]) -> Work:
    tally = Tally()
    tally.count("accepted", times=len(rows))
    return Work(rows=rows, tally=tally)


def open_room(folder: Path, *, lake: str | None = None) -> Room:
    tables = [
        f'[[source]]\nid = "{slug(name)}"\noutlet = "{name}"\nowner_group = "{owner}"\ncountry = "GB"\nlanguage = "en"\n'
        f'kind = "wire"\nformat = "feed"\nurl = "https://{slug(name)}.example/feed"\nrights = "quote"\nmin_items_per_day = 1\n'
        for name, owner in OUTLETS.items()
    ]
    path = folder / "desk.toml"
    path.write_text('[settings]\nclock = "batch"\n' + "\n".join(tables))
    settings = load({"DISPUTEWIRE_SOURCES": str(path), "DISPUTEWIRE_LAKE": lake or str(folder / "lake")})
    return Room(open_lake(replace(settings, cache=folder / "cache")))


# ---- a golden quarrel, in two batches ----

FIRST, SECOND = "2026-11-20T0600", "2026-11-23T0600"
ACCUSED = "Osier Labs has accused Vantage Cloud of stealing trade secrets, according to three people."
DENIED = "Vantage Cloud denied the accusation."
DECLINED = "Osier Labs declined to comment."
WARNED = "A British minister, who was not named, warned both."
CONSIDERED = "Osier is considering legal action but has not filed a claim."
CONTROLS = "The quarrel comes against the backdrop of export controls."
PREDICTED = "Analysts said the affair could shape regulation."
SOFTENED = "Osier Labs fears that Vantage Cloud may have used trade secrets, according to three people."
FILED = "Osier Labs sued Vantage Cloud in London, case HC-2026-77."
BODY = "\n\n".join([ACCUSED, DENIED, DECLINED, WARNED, CONSIDERED, CONTROLS, PREDICTED])
TITLE = "Osier Labs accuses Vantage Cloud over trade secrets"
OSIER = {"claimant": "Osier Labs", "claimant_id": "osier-labs"}
VANTAGE = {"claimant": "Vantage Cloud", "claimant_id": "vantage-cloud"}


def reading(article: Revision, accusation: str = ACCUSED, **given: Any) -> list[Record]:
    """All rows of the golden quarrel as one text gives it."""
    about = {"about": "Vantage Cloud", "about_id": "vantage-cloud"}
    unnamed = {"attribution": "anonymous", "unnamed_source_count": 3, "asset": "weights", "asset_kind": "weights"}
    allegation = said(article, accusation, **OSIER, **about, **unnamed, **given)
    denial = said(
        article, DENIED, stance="denies", claim_kind="denial", position=1, attribution="company_statement",
        speaker="Vantage Cloud", speaker_id="vantage-cloud", **VANTAGE,
    )  # fmt: skip
    silence = said(
        article, DECLINED, stance="declined_to_comment", claim_kind=None, position=2, attribution="company_statement",
        speaker="Osier Labs", speaker_id="osier-labs", **OSIER,
    )  # fmt: skip
    intention = said(article, CONSIDERED, claim_kind="intention", position=3, attribution="anonymous", **OSIER, **about)
    prediction = said(
        article,
        PREDICTED,
        claim_kind="prediction",
        matter="regulation",
        position=4,
        speaker="Analysts",
        due_on=dt.date(2026, 11, 21),
    )
    founding = given.get("hedge") is None and article.batch_id == FIRST and "harbour" in article.url
    return [
        at(article, accusation, Label, scheme="relevance", code="tech_dispute"),
        at(article, accusation, Label, scheme="dispute_type", code="trade_secret"),
        at(article, accusation, Label, scheme="reported_stage", code="allegation"),
        allegation, denial, silence, intention, prediction,
        at(article, accusation, Party, entity_id="osier-labs", name="Osier Labs", role="accuser", is_reported=True),
        at(article, accusation, Party, entity_id="vantage-cloud", name="Vantage Cloud", role="accused"),
        at(article, WARNED, Jurisdiction, country="GB", role="government"),
        at(article, CONTROLS, Context, context_kind="export_control", relation="backdrop"),
        step_on(article, accusation, "accusation", stage="allegation", actor="Osier Labs", actor_id="osier-labs",
                date_precision="reported"),
        step_on(article, DENIED, "denial", actor="Vantage Cloud", actor_id="vantage-cloud", date_precision="reported"),
        step_on(article, WARNED, "warning", actor="British minister", government_step=2, is_official_named=False,
                jurisdiction="GB", date_precision="reported"),
        step_on(article, CONSIDERED, "action_considered", actor="Osier Labs", actor_id="osier-labs", date_precision="reported"),
        link(article, accusation, "d1", relation="founds" if founding else "continues"),
        claims(allegation, "c-allegation"),
        claims(denial, "c-denial"),
        claims(denial, "c-allegation", "denies"),
        claims(intention, "c-intention"),
        claims(prediction, "c-prediction"),
    ]  # fmt: skip


def golden() -> dict[str, list[Record]]:
    """Three articles and one voice; then a softened text, and a suit."""
    wire = revision(FIRST, "Harbour Wire", "osier", TITLE, BODY)
    post = revision(FIRST, "Brightwater Post", "osier-wire", TITLE, BODY)
    ledger = revision(FIRST, "Circuit Ledger", "osier", TITLE + " (report)", BODY)
    softened = revision(SECOND, "Harbour Wire", "osier", TITLE, BODY.replace(ACCUSED, SOFTENED), published_at=wire.published_at)
    suit = revision(SECOND, "Docket & Code", "suit", "Osier Labs sues Vantage Cloud", FILED)
    filing = step_on(
        suit,
        FILED,
        "complaint_filed",
        stage="complaint_filed",
        actor="Osier Labs",
        actor_id="osier-labs",
        court_ref="HC-2026-77",
    )
    spoken = said(
        suit, FILED, attribution="court_record", speaker="Osier Labs", speaker_id="osier-labs", **OSIER, about="Vantage Cloud",
        about_id="vantage-cloud",
    )  # fmt: skip
    return {
        FIRST: [
            *(make(FIRST, slug(name)) for name in OUTLETS for make in (asked, poll)),
            row(Entry, source_id="harbour-wire", url=wire.url, title=TITLE, known_at=wire.known_at, batch_id=FIRST),
            wire, post, ledger,
            copy(post, wire, credited_outlet="Harbour Wire"),
            copy(ledger, wire, copy_kind="cites", credited_outlet="Harbour Wire"),
            *(member(a, "s1") for a in (wire, post, ledger)),
            *reading(wire), *reading(post), *reading(ledger),
        ],
        SECOND: [
            asked(SECOND, "harbour-wire"), asked(SECOND, "circuit-ledger", "timeout", status=None),
            poll(SECOND, "harbour-wire"), poll(SECOND, "circuit-ledger", "timeout"),
            softened, suit, member(softened, "s1"), member(suit, "s2"),
            *reading(softened, SOFTENED, hedge="possible"),
            filing, spoken, claims(spoken, "c-allegation"), link(suit, FILED, "d1", relation="continues"),
            at(suit, FILED, Label, scheme="relevance", code="tech_dispute"),
            at(suit, FILED, Label, scheme="dispute_type", code="trade_secret"),
            at(suit, FILED, Party, entity_id="osier-labs", name="Osier Labs", role="accuser", is_reported=False),
            at(suit, FILED, CourtRef, ref="HC-2026-77", ref_kind="docket"),
        ],
    }  # fmt: skip
