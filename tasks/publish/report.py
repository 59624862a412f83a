"""What a run ends with: the funnel of the day and the newest disputes, as an editor would read them."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

import duckdb

from tasks import __version__
from tasks.lake import CHAIN, ENTRANCES, Lake
from tasks.publish.days import blind, drifting, history, measures, overdue, tell_drift
from tasks.publish.hedging import learn, refuse_told
from tasks.publish.shell import connect

__all__ = ["report"]

STEPS = (*ENTRANCES, *CHAIN)
NEWEST_DAY = "select max(day) from funnel where step in ('fetch', 'receive')"
OUTCOMES = ("seen", "accepted", "duplicate", "skipped", "rejected", "deferred")
GOVERNMENT = ("silence", "statement", "warning", "inquiry", "consultation", "proposed rule", "binding act")
SHOWN = 1
SILENCE = {"declined_to_comment": "declined to comment", "no_response": "did not respond"}
ANSWERS = {"denied": "denied it", "confirmed": "confirmed it", "other_statement": "answered", **SILENCE}
FUNNEL = "select step, seen, accepted, duplicate, skipped, rejected, deferred, reason_counts from funnel where day = ?"
NEWEST = f"""
    select d.*, a.outlet
    from disputes d
    left join articles a using (url)
    order by last_moved_on desc, article_count desc, dispute_id
    limit {SHOWN}
"""
CONSIDERED = """
    select count(*) filter (where event_kind = 'action_considered' and reality = 'actual'),
        count(*) filter (where event_kind = 'complaint_filed' and reality = 'actual')
    from timeline where dispute_id = ?
"""
UNNAMED = """
    select bool_and(is_anonymous_only) from claims where dispute_id = ? and claim_kind = 'allegation' and is_standing
"""
SILENT = """
    select distinct p.name, s.stance from statements s
    join dispute_parties p on p.dispute_id = s.dispute_id and p.entity_id = coalesce(s.claimant_id, s.speaker_id)
    where s.dispute_id = ? and s.stance in ('declined_to_comment', 'no_response') and p.role = 'accuser'
    order by all
"""
STRONGEST = """
    select jurisdiction, actor, is_official_named, government_step from timeline
    where dispute_id = ? and government_step > 0 and reality = 'actual'
    order by government_step desc, event_on, event_id limit 1
"""
NAMED = """
    select name from dispute_parties where dispute_id = $1
    union select unnest([claimant, speaker]) from statements where dispute_id = $1
    union select actor from timeline where dispute_id = $1
"""


def report(lake: Lake, *notes: str) -> str:
    """The report of the newest day, from the snapshot that stands. `notes` say in its first line how it came about."""
    with closing(connect(lake)) as connection:
        learn(connection)
        ((day,),) = connection.execute(NEWEST_DAY).fetchall()
        funnel, counts, disputes = _funnel(lake, connection, day), _counts(connection, day), _disputes(connection)
        opening = " | ".join([f"disputewire {__version__}", f"day {day} (UTC)", *notes])
        lines = [opening, "", *funnel, "", *counts, "", *disputes]
    return "\n".join(lines)


def _funnel(lake: Lake, connection: duckdb.DuckDBPyConnection, day: date) -> list[str]:
    rows = {row[0]: row for row in connection.execute(FUNNEL, [day]).fetchall()}
    lines = [f"{'step':<12}" + "".join(f"{name:>{10 if name != 'seen' else 6}}" for name in OUTCOMES)]
    for step in STEPS:
        if step in rows:
            counts = "".join(f"{n:>{10 if i else 6}}" for i, n in enumerate(rows[step][1:7]))
            lines.append(f"{step:<12}{counts}   {_notes(lake, step, str(day), rows[step][7])}".rstrip())
    if missed := blind(connection, day):
        told = ", ".join(f"{row['outlet']} ({row['state']}: {row['reason'].replace('_', ' ')})" for row in missed)
        lines += ["", f"Not all of the day was seen: {told}."]
    return lines


def _notes(lake: Lake, step: str, day: str, reasons: dict[str, int]) -> str:
    """What is worth telling beside the counts: the steps’ own notes, then the reasons, most frequent first."""
    if step == "publish":
        return "statements; all checks passed"
    commits = [c for (name, batch), c in lake.state().commits.items() if name == step and batch[:10] == day]
    notes: dict[str, int] = {}
    for commit in commits:
        for name, count in commit.tally["notes"].items():
            notes[name] = notes.get(name, 0) + count
    told = [f"{count} {name}" for name, count in sorted(notes.items())]
    told += [f"{count} {name.replace('_', ' ')}" for name, count in sorted(reasons.items(), key=lambda r: (-r[1], r[0]))]
    return ", ".join(told)


def _counts(connection: duckdb.DuckDBPyConnection, day: date) -> list[str]:
    """The day's articles by dispute type beside the mean of the days before, and what is unlike those."""
    rows = measures(connection, day)
    shares = [_share(row) for row in rows if row["measure"] != "articles"]
    types = [_count(row) for row in rows if row["measure"] == "articles"]
    pairs = {"articles": ", ".join(shares), "by type": ", ".join(types), "drift": _drift(connection, day)}
    pairs["overdue"] = _overdue(connection, day)
    return [f"{name:<12} {told or 'none'}" for name, told in pairs.items()]


def _share(row: dict[str, Any]) -> str:
    usual = "" if row["trailing_mean"] is None else f", usually {row['trailing_mean']:.0%}"
    what = {"dispute_share": "on disputes", "abstained_share": "left open"}[row["measure"]]
    return f"{row['article_count']} of {row['judged_count']} {what} ({row['value']:.0%}{usual})"


def _count(row: dict[str, Any]) -> str:
    usual = "" if row["trailing_mean"] is None else f" (usually {row['trailing_mean']:.1f})"
    return f"{row['dispute_type'].replace('_', ' ')} {row['article_count']}{usual}"


def _drift(connection: duckdb.DuckDBPyConnection, day: date) -> str:
    days, needed = history(connection, day)
    if days < needed:
        return f"too little history: {_counted(days, 'complete day')} before this one, {needed} are needed"
    return "; ".join(tell_drift(row) for row in drifting(connection, day)) or "none"


def _overdue(connection: duckdb.DuckDBPyConnection, day: date) -> str:
    """How many promises are past their day, and the last to pass it: the sentence that told it, as it was printed."""
    rows = overdue(connection, day)
    if not rows:
        return ""
    newest = rows[-1]
    return f"{_counted(len(rows), 'promise')}; the last due {newest['due_on']}: {_quoted(newest['sentence'], None)}"


def _disputes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    ((count,),) = connection.execute("select count(*) from disputes").fetchall()
    if not count:
        return ["No disputes."]
    noun = "dispute" if count == 1 else "disputes"
    lines = [f"{count} {noun}. Allegations are reported, not established. The newest:", ""]
    rows = _records(connection, NEWEST)
    for row in rows:
        lines += _dispute(connection, row)
    rest = count - len(rows)
    return [*lines, f" {rest} more: make sql, then  from disputes;"] if rest > 0 else lines


def _dispute(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> list[str]:
    contexts = ", ".join(c.replace("_", " ") for c in row["contexts"])
    told = [
        ("stage", _stage(connection, row)),
        ("rests on", _footing(connection, row)),
        ("answer", _answer(row)),
        ("government", _government(connection, row)),
        ("context", contexts and f"{contexts} (background, not an event)"),
        ("reports", f"{_counted(row['article_count'], 'article')}, {_counted(row['voice_count'], 'independent voice')}"),
    ]
    names = [name for (name,) in connection.execute(NAMED, [row["dispute_id"]]).fetchall()]
    refuse_told(connection, [row["title"], *(value for _, value in told)], names=names)
    pairs = [*told, ("evidence", _quoted(row["sentence"], row["outlet"]))]
    return [f" {row['title']}", *(f"   {name:<10} {value}" for name, value in pairs if value), ""]


def _quoted(sentence: str, outlet: str | None) -> str:
    """The sentence with who printed it; one that quotes somebody keeps the marks it has."""
    marked = sentence if '"' in sentence else f'"{sentence}"'
    return f"{marked} {outlet or ''}".rstrip()


def _stage(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> str:
    ((considered, filed),) = connection.execute(CONSIDERED, [row["dispute_id"]]).fetchall()
    note = " (legal action considered; nothing filed)" if considered and not filed else ""
    return f"{row['stage'].replace('_', ' ')}{note}"


def _footing(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> str:
    ((is_unnamed,),) = connection.execute(UNNAMED, [row["dispute_id"]]).fetchall()
    silent = connection.execute(SILENT, [row["dispute_id"]]).fetchall()
    told = ["unnamed sources only" if is_unnamed else "sources on the record"]
    return "; ".join(told + [f"{party} {SILENCE[stance]}" for party, stance in silent])


def _answer(row: dict[str, Any]) -> str:
    party = row["accused"][0] if row["accused"] else "the accused"
    if row["answer"] is None:
        return f"none known for {row['days_unanswered']} days" if row["days_unanswered"] else "none known yet"
    days = (row["answered_at"].date() - row["opened_on"]).days
    when = "the same day" if days <= 0 else f"after {_counted(days, 'day')}"
    return f"{party} {ANSWERS[row['answer']]} {when}"


def _government(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> str:
    for place, actor, is_named, step in connection.execute(STRONGEST, [row["dispute_id"]]).fetchall():
        who = actor or "an official"
        return f"{place or '?'}: {who}{' (not named)' * (is_named is False)}: {GOVERNMENT[step]} ({step} of 6)"
    return ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
