"""Records of an archive as a stream: any damage costs the record it is in, any shape is read, and little is held."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks import ItemError
from tasks.archive import Member, members
from tasks.archive.window import PATIENCE
from tests.tasks.parse.archive import packed, page, record, response

URLS = [f"http://paper.example/{n}" for n in range(7)]
# Of unlike lengths, so that no damaged length ends where another record does.
RECORDS = [response(url, page("Kiel" * (n + 1)) + b"\n" * n) for n, url in enumerate(URLS)]
BOUND = 1 << 20


def read(data: bytes, *, max_bytes: int = BOUND) -> list[Member]:
    return list(members(io.BytesIO(data), max_bytes=max_bytes))


def names(found: list[Member]) -> list[str]:
    """Numbers of the records that were read, and reasons of those that were not."""
    return [m.problem.reason if m.problem else m.data.partition(b"paper.example/")[2][:1].decode() for m in found]


def whole(*records: bytes) -> bytes:
    """One gzip stream over the whole file."""
    return gzip.compress(b"".join(records), mtime=0)


SHAPES: dict[str, Callable[..., bytes]] = {"by member": packed, "plain": lambda *r: b"".join(r), "whole": whole}
each_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


@each_shape
def test_every_shape_gives_the_same_records(shape: Callable[..., bytes]) -> None:
    found = read(shape(*RECORDS))
    assert [m.data for m in found] == [r.removesuffix(b"\r\n\r\n") for r in RECORDS]


def test_a_record_alone_in_its_member_is_given_as_it_stands() -> None:
    data = packed(*RECORDS)
    assert b"".join(m.packed or b"" for m in read(data)) == data
    assert [m.packed for m in read(whole(*RECORDS))] == [None] * len(RECORDS)


def test_members_of_several_records_are_taken_apart() -> None:
    data = packed(RECORDS[0]) + whole(*RECORDS[1:4]) + packed(RECORDS[4])
    found = read(data)
    assert names(found) == ["0", "1", "2", "3", "4"]
    start = len(packed(RECORDS[0]))
    assert [m.offset for m in found[1:4]] == [start] * 3
    assert [m.within for m in found[1:4]] == [0, len(RECORDS[1]), len(RECORDS[1] + RECORDS[2])]


Damage = tuple[int, float, int, bool]
DAMAGE = st.tuples(st.integers(1, 5), st.floats(0, 0.999), st.integers(1, 255), st.booleans())


def damaged(part: bytes, place: float, mask: int, is_cut: bool) -> bytes:
    """A flipped byte, or some bytes gone from the middle."""
    at = int(place * len(part))
    return part[:at] + part[at + mask :] if is_cut else part[:at] + bytes([part[at] ^ mask]) + part[at + 1 :]


@settings(max_examples=400, deadline=None)
@given(DAMAGE)
def test_damage_in_a_member_costs_its_record_at_most(damage: Damage) -> None:
    number, *how = damage
    parts = [gzip.compress(r, mtime=0) for r in RECORDS]
    parts[number] = damaged(parts[number], *how)
    others = [str(n) for n in range(7) if n != number]
    found = names(read(b"".join(parts)))
    assert [n for n in found if n.isdigit() and n != str(number)] == others
    assert str(number) in found or "warc_framing" in found


@settings(max_examples=400, deadline=None)
@given(DAMAGE)
@example((1, 0.5, 229, True))  # as many bytes are gone as the next record's header has
@example((1, 0.0, 60, True))  # no opening line is left, nor the first field
@example((1, 0.0, 255, True))  # nor any field
def test_damage_in_a_plain_record_costs_it_at_most(damage: Damage) -> None:
    number, *how = damage
    parts = list(RECORDS)
    parts[number] = damaged(parts[number], *how)
    kept = {m.data for m in read(b"".join(parts))}
    lost = [n for n in range(7) if n != number and RECORDS[n].removesuffix(b"\r\n\r\n") not in kept]
    assert not lost, lost


@settings(max_examples=200, deadline=None)
@given(DAMAGE)
def test_damage_in_a_whole_stream_keeps_what_came_before(damage: Damage) -> None:
    """Deflate cannot be taken up again behind a damage: what is lost is named, and nothing is made up."""
    _, *how = damage
    found = read(damaged(whole(*RECORDS), *how))
    assert [n for n in names(found) if n.isdigit()] == [str(n) for n in range(sum(n.isdigit() for n in names(found)))]
    assert len(found) >= 1
    assert len(names(found)) == len(RECORDS) or any(m.problem for m in found)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000) | st.binary(max_size=300).map(lambda b: b"WARC/1.0\r\n" + b) | st.binary().map(gzip.compress))
def test_any_bytes_are_read_to_their_end(data: bytes) -> None:
    for member in read(data):
        assert (member.problem is None) or isinstance(member.problem, ItemError)
    assert bool(read(data)) == bool(data)


@each_shape
@pytest.mark.parametrize("length", [0, 7, 100_000, 10**9, 10**17])
def test_a_lying_length_costs_one_record(shape: Callable[..., bytes], length: int) -> None:
    lying = [*RECORDS[:2], response(URLS[2], page("x"), length=length), *RECORDS[3:]]
    assert names(read(shape(*lying))) == ["0", "1", "warc_framing", "3", "4", "5", "6"]


@each_shape
def test_a_file_full_of_lies_is_not_read_again_and_again(shape: Callable[..., bytes]) -> None:
    """Going back has an end; then a lie may cost what follows it, but it is named, and reading stays linear."""

    class Counted(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            self.given += len(piece)
            return piece

    lie = response(URLS[2], b"x" * 9000, length=10**9)
    stream = Counted(shape(*[lie] * 200))
    found = list(members(stream, max_bytes=BOUND))
    assert set(names(found)) == {"warc_framing"}
    assert stream.given <= (PATIENCE + 2) * len(stream.getvalue())


@each_shape
def test_a_record_above_the_bound_is_named_and_passed_over(shape: Callable[..., bytes]) -> None:
    noise = random.Random(5).randbytes(3 * BOUND)
    # What it holds looks like a record: a page must not be able to write into the archive that keeps it.
    forged = noise[:BOUND] + b"\r\n\r\n" + response("http://paper.example/9", page("forged")) + noise[BOUND:]
    data = shape(RECORDS[0], response(URLS[1], forged), *RECORDS[2:4])
    assert names(read(data)) == ["0", "too_big_decoded", "2", "3"]


def test_a_member_forged_inside_a_big_one_is_not_read() -> None:
    noise = random.Random(6).randbytes(3 * BOUND)
    forged = noise + packed(response("http://paper.example/9", page("forged"))) + noise
    data = packed(RECORDS[0], response(URLS[1], forged), RECORDS[2])
    assert names(read(data)) == ["0", "too_big_decoded", "2"]


def test_a_bomb_is_not_waited_for() -> None:
    bomb = gzip.compress(response(URLS[1], bytes(200 << 20)), mtime=0)
    found = read(packed(RECORDS[0]) + bomb + packed(RECORDS[2]))
    assert names(found) == ["0", "ratio", "2"]


@each_shape
def test_memory_does_not_grow_with_the_file(shape: Callable[..., bytes]) -> None:
    noise = random.Random(7)
    data = shape(*(response(f"http://paper.example/{n % 7}", noise.randbytes(250_000)) for n in range(240)))
    assert len(data) > 50 << 20
    tracemalloc.start()
    try:
        assert sum(len(m.data) for m in members(io.BytesIO(data), max_bytes=BOUND)) > 50 << 20
        assert tracemalloc.get_traced_memory()[1] < 6 << 20
    finally:
        tracemalloc.stop()


def test_other_kinds_of_record_are_given_as_well() -> None:
    info = record("warcinfo", "", b"software: x\r\n", media="application/warc-fields")
    assert [m.data[:8] for m in read(packed(info, RECORDS[0]))] == [b"WARC/1.1"] * 2
