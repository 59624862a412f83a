"""Which dispute does a quarrel of an article belong to? Decided from parties, type, references, story and time.

A link is a fact about one revision; a dispute is the fold of its links. It is named after the quarrel that founded it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from schemas import CourtRef, DisputeLink, Label, Party, Redirect, Revision, Statement, StoryMember
from schemas.record import identify
from tasks.classify.claims import claim_links
from tasks.classify.court_refs import key_of, sides_of
from tasks.classify.held import Held, held_links
from tasks.classify.quarrel import Quarrel, is_apart, is_short_for, likeness, match
from tasks.lake import Job, Tally, Work
from tasks.reference import entities

__all__ = ["link"]

METHOD = "disputes@3"
MAIN = {"accuser", "accused"}
BODIES = {"regulator_or_government", "court"}
MERGES = 0.9


def link(job: Job) -> Work:
    """Link a batch's quarrels to disputes, and its statements to claims."""
    new = _quarrels(job, own=True)
    held = held_links(job.reader, "batch_id <> ?", [job.batch])
    known = _disputes(job, held)
    evidence = {(p.revision_id, p.quarrel): p for p in sorted(job.own_rows(Party), key=_rank) if not p.is_second_opinion}
    relevant = {r.revision_id: r for r in _labels(job, "batch_id = ? and scheme = 'relevance'", [job.batch])}
    links: list[DisputeLink] = []
    merges: list[Redirect] = []
    for key in sorted(new, key=lambda k: (new[k].last, k)):
        quarrel, ground = new[key], evidence.get(key) or relevant.get(key[0])
        if ground is None or not (quarrel.main or quarrel.bodies or quarrel.refs):
            continue
        quarrel.names.add(identify("dispute", ground.article_id, key[1]))
        scores = _scores(quarrel, known)
        score, dispute = scores[0] if scores and scores[0][0] > 0 else (1.0, "")
        relation = "continues" if dispute else "founds"
        dispute = dispute or identify("dispute", ground.article_id, key[1])
        known.setdefault(dispute, Quarrel(names={dispute}))
        merges += _namesakes(job, quarrel, known[dispute], ground)
        merges += _merges(job, scores, dispute, known, ground)
        known[dispute].add(quarrel)
        links.append(_row(ground, key[1], dispute, relation, score, job.batch))
    claims = claim_links(job, {(k.revision_id, k.quarrel): k.dispute_id for k in links}, merges, _roots(held))
    return Work(rows=[*links, *merges, *claims], tally=Tally())


def _scores(quarrel: Quarrel, known: dict[str, Quarrel]) -> list[tuple[float, str]]:
    """How sure it is of each dispute, the surest first; of those that fit alike the nearest, then the one not split off."""
    found = [(match(quarrel, old), name) for name, old in known.items()]
    return sorted(found, key=lambda s: (-s[0], -likeness(quarrel, known[s[1]]), bool(known[s[1]].parted), s[1]))


def _roots(held: Iterable[Held]) -> dict[str, str]:
    """The dispute under whose id the claims of a split one were named; the fold known_makes parts them."""
    return {h.dispute_id: h.link.dispute_id for h in held if h.parted_from}


def _merges(
    job: Job, scores: Sequence[tuple[float, str]], kept: str, known: dict[str, Quarrel], ground: Party | Label
) -> list[Redirect]:
    """Disputes that this quarrel shows to be the same as the one it joined."""
    same = [name for score, name in scores if score >= MERGES and name != kept]
    gone = []
    for name in same:
        if is_apart(known[name], known[kept]):
            continue
        gone.append(name)
        known[kept].add(known.pop(name))
    return [
        Redirect(
            record="dispute",
            old_id=name,
            new_id=kept,
            reason=f"both go on in article {ground.article_id}",
            method=METHOD,
            score=MERGES,
            known_at=ground.known_at,
            batch_id=job.batch,
        )
        for name in gone
    ]


def _namesakes(job: Job, quarrel: Quarrel, old: Quarrel, ground: Party | Label) -> list[Redirect]:
    """Parties that one article names in full and another in short: `acme` goes on as `acme-robotics`. Known names stay."""
    pairs = {tuple(sorted((a, b), key=len)) for a in quarrel.main for b in old.main if is_short_for(a, b) or is_short_for(b, a)}
    return [
        Redirect(
            record="entity",
            old_id=short,
            new_id=full,
            reason=f"one party of a dispute, named in short or in full in article {ground.article_id}",
            method=METHOD,
            score=0.8,
            known_at=ground.known_at,
            batch_id=job.batch,
        )
        for short, full in sorted(pairs)
        if short not in _tabled()
    ]


@cache
def _tabled() -> frozenset[str]:
    return frozenset(e.entity_id for e in entities())


def _row(ground: Party | Label, number: int, dispute: str, relation: str, score: float, batch: str) -> DisputeLink:
    return DisputeLink(
        link_id=identify("dispute_link", ground.revision_id, number, dispute),
        quarrel=number,
        dispute_id=dispute,
        relation=relation,
        revision_id=ground.revision_id,
        article_id=ground.article_id,
        start_char=ground.start_char,
        end_char=ground.end_char,
        sentence=ground.sentence,
        method=METHOD,
        score=score,
        known_at=ground.known_at,
        batch_id=batch,
    )


def _rank(party: Party) -> tuple[bool, bool, float, str]:
    """The sentence that shows a quarrel best: of the accused, then of the accuser."""
    return (party.role == "accused", party.role == "accuser", party.score, party.party_id)


def _disputes(job: Job, held: Iterable[Held]) -> dict[str, Quarrel]:
    """What earlier batches know of each dispute, merged ones under the id that goes on, split ones apart."""
    old = _quarrels(job, own=False)
    found: dict[str, Quarrel] = defaultdict(Quarrel)
    for one in held:
        row, dispute = one.link, found[one.dispute_id]
        dispute.add(
            old.get((row.revision_id, row.quarrel), Quarrel(articles={(row.article_id, row.quarrel)}, last=row.known_at))
        )
        dispute.names.add(one.dispute_id)
        if one.parted_from:
            dispute.parted.update({one.parted_from, row.dispute_id} - {one.dispute_id})
        else:
            dispute.names.add(row.dispute_id)
    return dict(found)


def _quarrels(job: Job, *, own: bool) -> dict[tuple[str, int], Quarrel]:
    """What each revision tells of its quarrels, of this batch or of all others."""
    where, batch = f"batch_id {'=' if own else '<>'} ?", [job.batch]
    found: dict[tuple[str, int], Quarrel] = defaultdict(Quarrel)
    # A stage is told only of what was read as a dispute, be it because a person says so.
    is_dispute = "(code = 'tech_dispute' or scheme = 'reported_stage')"
    disputes = {r.revision_id for r in _labels(job, f"{where} and {is_dispute}", batch)}
    for party in (p for p in job.rows(Party, where, batch) if not p.is_second_opinion):
        _add_party(found[party.revision_id, party.quarrel], party)
    for name in disputes:
        found[name, 0].last = max(found[name, 0].last, datetime.min)  # noqa: DTZ901
    _add_rest(job, found, where, batch)
    return {key: quarrel for key, quarrel in found.items() if key[0] in disputes}


def _add_party(quarrel: Quarrel, party: Party) -> None:
    if party.role in MAIN:
        quarrel.main.add(party.entity_id)
    if party.role == "accused":
        quarrel.accused.add(party.entity_id)
    if party.role in BODIES:
        quarrel.bodies.add(party.entity_id)


def _add_rest(job: Job, found: dict[tuple[str, int], Quarrel], where: str, batch: list[str]) -> None:
    """Types, references, stories and times. An article's types and its story are those of its first quarrel."""
    by_revision: dict[str, list[tuple[int, Quarrel]]] = defaultdict(list)
    for (revision, number), quarrel in found.items():
        by_revision[revision].append((number, quarrel))
    story_of = {m.article_id: m.story_id for m in job.rows(StoryMember)}
    for label in _labels(job, f"{where} and scheme = 'dispute_type'", batch):
        quarrel = found[label.revision_id, 0]
        quarrel.types.add(label.code)
        if label.rank == 0:
            quarrel.primary.add(label.code)
    for ref in job.rows(CourtRef, f"{where} and ref_kind in ('docket', 'case_name')", batch):
        if (ref.revision_id, ref.quarrel) in found:
            _add_ref(found[ref.revision_id, ref.quarrel], ref)
    for said in job.rows(Statement, f"{where} and claim_kind = 'allegation' and asset_kind is not null", batch):
        if (said.revision_id, said.quarrel) in found and not said.is_second_opinion:
            found[said.revision_id, said.quarrel].assets.add(str(said.asset_kind))
    for told in _revisions(job, by_revision, where, batch):
        for number, quarrel in by_revision[told.revision_id]:
            quarrel.articles.add((told.article_id, number))
            quarrel.last = told.published_at or told.known_at
            if told.article_id in story_of and not number:
                quarrel.stories.add(story_of[told.article_id])


def _add_ref(quarrel: Quarrel, ref: CourtRef) -> None:
    if ref.ref_kind == "docket":
        quarrel.refs.add(key_of(ref.ref))
    elif sides := sides_of(ref.ref):
        quarrel.cases.add(sides)


def _labels(job: Job, where: str, batch: list[str]) -> list[Label]:
    """Labels of the default method: a second opinion founds and links nothing."""
    return [label for label in job.rows(Label, where, batch) if not label.is_second_opinion]


def _revisions(job: Job, names: Iterable[str], where: str, batch: list[str]) -> list[Revision]:
    return job.rows(Revision, f"{where} and list_contains(?, revision_id)", [*batch, sorted(names)])
