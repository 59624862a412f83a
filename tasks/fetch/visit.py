"""Visit pages: each address once, however many sources list it. A page that cannot be had leaves its headline."""

from __future__ import annotations

from tasks import ItemError
from tasks.fetch.asking import Part, ask_hosts, do_part
from tasks.fetch.client import Answer, Client
from tasks.fetch.due import Page, known, pages
from tasks.fetch.rows import outcome_of
from tasks.fetch.warc import entries_told
from tasks.lake import Job, Tally, Work

__all__ = ["visit"]

HTML = ("text/html", "application/xhtml+xml")
NOT_HTML = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"GIF8")


def visit(job: Job, part: str) -> Work:
    """The pages of this part's hosts."""
    wanted = pages(job, part)
    tally = Tally()
    if not wanted:
        return Work()

    async def turns(doing: Part, client: Client) -> None:
        async def turn(page: Page) -> None:
            try:
                answer = await doing.ask(client, page.url, page.source_id, "page")
                if answer is not None:
                    _check_page(page.url, answer)
            except ItemError as error:
                _failed(doing, page, error, tally)
            else:
                _done(doing, page, answer, tally)

        await ask_hosts(wanted, lambda p: p.url, turn)

    _, work = do_part(job, f"visit-{part}", known(job), turns)
    return Work(rows=work.rows, files=work.files, tally=tally)


def _done(doing: Part, page: Page, answer: Answer | None, tally: Tally) -> None:
    if answer is None:
        tally.count("duplicate", "unchanged", times=max(1, len(page.entries)))
        return
    doing.keep(page.url, answer, page.source_id, "page", {"entries": entries_told(page.entries), "failure": None})
    tally.count("accepted")
    if len(page.entries) > 1:
        tally.count("duplicate", "known", times=len(page.entries) - 1)


def _check_page(url: str, answer: Answer) -> None:
    kind = (answer.header("Content-Type") or "text/html").split(";")[0].strip().lower()
    if kind not in HTML or answer.body.startswith(NOT_HTML):
        raise ItemError("not_a_page", f"{url}: {kind}, a page of text/html is expected")


def _failed(doing: Part, page: Page, error: ItemError, tally: Tally) -> None:
    outcome = outcome_of(error.reason)
    doing.scribe.reject(page.url, page.source_id, outcome, error.reason, str(error))
    tally.count(outcome, error.reason)  # type: ignore[arg-type]
    if len(page.entries) > 1:
        tally.count("duplicate", "known", times=len(page.entries) - 1)
    if page.entries:
        told = {"resource": "page", "url": page.url, "source_id": page.source_id, "failure": error.reason}
        doing.archive.metadata(page.url, {**told, "entries": entries_told(page.entries)}, doing.scribe.now())
