"""Messages of a real queue over HTTP (moto): one batch an object whatever is delivered, and nothing lost or looping."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.s3.models import s3_backends

from tasks import ConfigError, StorageError, letters
from tasks.fetch.receive import admission, queue
from tasks.fetch.receive.arrivals import Message, arrivals, take
from tasks.lake import Lake, open_lake, run
from tasks.publish.status import rejects, status
from tasks.replay import STEPS
from tasks.settings import Settings
from tasks.storage import connect
from tests.faults.mortal import KILLED, mortal, rows_of
from tests.tasks.fetch.notices import notice, record
from tests.tasks.fetch.receive.test_receive import SOURCE
from tests.tasks.parse.archive import packed, page, response

KEY = "inbox/day.warc.gz"
ARCHIVE = packed(*(response(f"https://partner.example/{n}", page(f"Port {n}")) for n in range(3)))


@dataclass
class Post:
    """A bucket whose notifications reach a queue, and the lake that reads them."""

    client: Any
    url: str
    bucket: str
    lake: Lake
    receipts: list[str] = field(default_factory=list)

    def put(self, key: str, data: bytes = ARCHIVE) -> None:
        connect().put_object(Bucket=self.bucket, Key=key, Body=data)

    def send(self, body: str) -> None:
        self.client.send_message(QueueUrl=self.url, MessageBody=body)

    def created(self, key: str, **more: Any) -> str:
        return notice(record(key, **{"bucket": self.bucket, **more}))

    def receive(self) -> list[Message]:
        """What the watcher would tell of now, through the shape of its event."""
        told = self.client.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
        self.receipts += [m["ReceiptHandle"] for m in told]
        found = arrivals([], [{"status": "success", "message_batch": told}])
        return [m for m in found.values() if isinstance(m, Message)]

    def drain(self) -> list[str]:
        """Take everything that is visible; the batches that wait for parse."""
        return [batch for message in self.receive() for batch in take(self.lake, message)]

    def show(self) -> None:
        """Every message that is hidden is delivered again, as when its visibility timeout ends."""
        for receipt in self.receipts:
            with contextlib.suppress(ClientError):  # it is deleted, or was delivered again since
                self.client.change_message_visibility(QueueUrl=self.url, ReceiptHandle=receipt, VisibilityTimeout=0)
        self.receipts.clear()

    def count(self) -> int:
        """Messages in the queue, hidden or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return sum(int(told[name]) for name in names)

    def left(self) -> list[tuple[str, str]]:
        """Outcome and reason of what made no batch."""
        return sorted((x.outcome, x.reason) for letter in letters.newest(self.lake) for x in letter.left)


@pytest.fixture
def post(bucket: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch, settings_at: Callable[..., Settings]) -> Post:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", s3_endpoint)
    client = boto3.client("sqs")
    made = client.create_queue(QueueName=f"q-{uuid.uuid4().hex[:8]}", Attributes={"VisibilityTimeout": "30"})
    names = {"QueueUrl": made["QueueUrl"], "AttributeNames": ["QueueArn"]}
    arn = client.get_queue_attributes(**names)["Attributes"]["QueueArn"]
    connect().put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]},
    )
    settings = settings_at(SOURCE)
    bounds = replace(settings.receive, allow=(f"{bucket}/inbox/",))
    lake = open_lake(replace(settings, queue=made["QueueUrl"], receive=bounds))
    post = Post(client, made["QueueUrl"], bucket, lake)
    assert post.drain() == []  # S3 sends a test event when notifications are set up
    assert post.left() == [("skipped", "other_event")]
    for stored in list(lake.storage.list("letters/")):
        lake.storage.delete(stored.key)
    return post


def test_an_object_that_is_put_makes_one_batch_and_its_message_is_gone(post: Post) -> None:
    post.put("inbox/a b+ü.warc.gz")
    [batch] = post.drain()
    assert post.lake.state().commits["receive", batch].tally["accepted"] == 3
    assert (post.count(), post.left()) == (0, [])
    run(post.lake, STEPS["parse"], batch)
    assert post.lake.reader().sql("select count(*) from revisions") == [(3,)]


def test_everything_delivered_three_times_adds_no_row(post: Post) -> None:
    post.put(KEY)
    post.put("inbox/b.warc.gz", packed(response("https://partner.example/b", page("Port B"))))
    batches = post.drain()
    for batch in batches:
        run(post.lake, STEPS["parse"], batch)
    rows, head = rows_of(post.lake), post.lake.state().head
    for _ in range(3):
        for key in (KEY, "inbox/b.warc.gz"):
            post.send(post.created(key))
        assert post.drain() == []
    assert (len(batches), rows_of(post.lake), post.lake.state().head) == (2, rows, head)
    assert post.left() == [("duplicate", "known")] * 6
    assert post.count() == 0


def test_one_message_in_the_hands_of_two_consumers_is_one_batch(post: Post) -> None:
    post.put(KEY)
    [first] = post.receive()
    post.show()
    [second] = post.receive()
    assert first.id == second.id
    assert first.receipt != second.receipt
    [batch] = take(post.lake, first)
    assert take(post.lake, second) == [batch]  # it still waits for parse: waking twice is harmless
    assert post.lake.state().batches() == [batch]
    assert post.left() == [("duplicate", "known")]
    assert post.count() == 0


def test_ten_messages_each_in_two_hands_at_once_are_ten_batches(post: Post) -> None:
    for n in range(10):
        post.put(f"inbox/{n}.warc.gz", packed(response(f"https://partner.example/{n}", page(f"Port {n}"))))
    messages = post.receive()
    assert len(messages) == 10
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda message: take(post.lake, message), [m for message in messages for m in (message, message)]))
    assert len(post.lake.state().batches()) == 10
    assert post.lake.reader().sql("select count(*), count(distinct url) from captures") == [(10, 10)]
    assert post.count() == 0


def test_a_message_that_comes_after_midnight_is_the_same_batch(post: Post) -> None:
    post.put(KEY)
    stored = s3_backends["123456789012"]["aws"].buckets[post.bucket].keys[KEY]
    stored.last_modified = datetime(2026, 3, 4, 23, 59, 59)
    [batch] = post.drain()
    assert batch.startswith("2026-03-04-arrival-")
    post.send(post.created(KEY, eventTime="2026-03-05T00:00:01.000Z"))
    post.drain()
    assert post.lake.state().batches() == [batch]
    assert post.left() == [("duplicate", "known")]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("{", ("rejected", "bad_message")),
        ("[" * 100_000, ("rejected", "bad_message")),
        (notice(record(KEY, bucket="stranger")), ("rejected", "not_allowed_bucket")),
        (notice(record(KEY, name="ObjectRemoved:Delete")), ("skipped", "other_event")),
    ],
)
def test_what_makes_no_batch_leaves_one_letter_and_the_queue(post: Post, body: str, left: tuple[str, str]) -> None:
    post.send(body)
    assert post.drain() == []
    assert post.left() == [left]
    assert post.count() == 0
    assert post.lake.state().head == 0


def test_an_object_that_is_gone_or_too_big_is_rejected_whatever_the_message_claims(post: Post) -> None:
    post.send(post.created("inbox/gone.warc.gz"))
    post.put("inbox/big.warc.gz")
    bounds = replace(post.lake.settings.receive, max_object_bytes=len(ARCHIVE) - 1)
    post.lake = replace(post.lake, settings=replace(post.lake.settings, receive=bounds))
    assert post.drain() == []
    assert post.left() == [("rejected", "gone"), ("rejected", "too_big_wire")]
    assert post.count() == 0


def test_a_list_that_holds_no_address_is_the_fault_of_the_list(post: Post) -> None:
    post.put("inbox/day.urls", b"<html>")
    assert post.drain() == []
    assert post.left() == [("rejected", "not_a_feed")]


def test_records_of_one_message_end_each_in_its_own_way(post: Post) -> None:
    post.put(KEY)
    post.receive()
    told = [record(KEY, bucket=post.bucket)] * 2 + [record("other/a.warc", bucket=post.bucket)]
    post.send(notice(*told))
    [batch] = post.drain()
    assert post.left() == [("duplicate", "known"), ("rejected", "not_allowed_bucket")]
    assert post.lake.state().batches() == [batch]


def test_a_message_stays_until_its_batch_is_committed(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        assert post.count() == 1
        raise StorageError("the store is full")

    post.put(KEY)
    with monkeypatch.context() as fault:
        fault.setattr(admission, "receive", refuse)
        for _ in range(5):  # more often than poison may come: the message is not at fault
            with pytest.raises(StorageError, match="full"):
                post.drain()
            post.show()
    assert len(post.drain()) == 1
    assert (post.count(), post.left()) == (0, [])


def test_without_a_place_that_is_allowed_nothing_is_read_or_lost(post: Post) -> None:
    post.put(KEY)
    bounds = replace(post.lake.settings.receive, allow=())
    with pytest.raises(ConfigError, match="DISPUTEWIRE_ALLOW"):
        take(replace(post.lake, settings=replace(post.lake.settings, receive=bounds)), post.receive()[0])
    assert (post.count(), post.left()) == (1, [])


def in_child(post: Post, message: Message, target: Callable[..., None], *arguments: Any) -> int | None:
    """Take a message in a process of its own, as the scheduler does; its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.fetch.receive.arrivals", "tests.faults.mortal"])
    environment = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    child = context.Process(target=target, args=(post.lake.settings, message, environment, *arguments))
    child.start()
    child.join(60)
    return child.exitcode


def take_poison(settings: Settings, message: Message, environment: dict[str, str]) -> None:
    """What a child runs: a page that kills whoever reads it, where the message names one."""
    os.environ.update(environment)
    if "poison" in message.body:
        admission.receive = lambda *_: os._exit(KILLED)
    take(open_lake(settings), message)


def take_and_die(settings: Settings, message: Message, environment: dict[str, str], dies_at: int, told: Path) -> None:
    """What a child runs: its n-th effect on the lake is its last."""
    os.environ.update(environment)
    lake = open_lake(settings)
    take(replace(lake, storage=mortal(lake.storage, dies_at, told)), message)


def test_poison_is_refused_after_three_attempts_and_holds_up_nobody(post: Post) -> None:
    post.put("inbox/poison.warc.gz")
    post.put(KEY)
    first = {"poison" in m.body: in_child(post, m, take_poison) for m in post.receive()}
    assert first == {True: KILLED, False: 0}
    [batch] = post.lake.state().batches()
    for _ in range(2):
        post.show()
        assert [in_child(post, m, take_poison) for m in post.receive()] == [KILLED]
        assert post.left() == []
    post.show()
    assert [in_child(post, m, take_poison) for m in post.receive()] == [0]
    assert post.left() == [("rejected", "poison")]
    assert (post.count(), post.lake.state().batches()) == (0, [batch])


@pytest.mark.slow
def test_a_worker_killed_at_any_effect_leaves_one_batch_and_an_empty_queue(post: Post, tmp_path: Path) -> None:
    dies_at, code = 0, KILLED
    while code == KILLED:
        dies_at += 1
        key = f"inbox/{dies_at}.warc.gz"
        post.put(key, packed(response(f"https://partner.example/{dies_at}", page(f"Port {dies_at}"))))
        [message] = post.receive()
        code = in_child(post, message, take_and_die, dies_at, tmp_path / "told")
        post.show()
        # Killed or not: what is delivered again is brought to its end.
        for again in post.receive():
            take(post.lake, again)
        assert len(post.lake.state().batches()) == dies_at
        assert post.count() == 0
    assert dies_at > 8
    assert {outcome for outcome, _ in post.left()} <= {"duplicate"}


def test_a_message_at_work_stays_hidden_longer_than_its_timeout(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def slowly(lake: Lake, address: str) -> admission.Admitted:
        for _ in range(6):
            time.sleep(0.5)
            seen.append(len(post.receive()))
        return admission.admit(lake, address)

    bounds = replace(post.lake.settings.receive, visibility_seconds=1)
    post.lake = replace(post.lake, settings=replace(post.lake.settings, receive=bounds))
    monkeypatch.setattr(queue, "admit", slowly)
    post.put(KEY)
    assert len(post.drain()) == 1
    assert seen == [0] * 6
    assert post.count() == 0


def test_letters_are_shown_to_people_with_nothing_that_moves_a_cursor(post: Post) -> None:
    post.send(notice(record("inbox/\x1b[2Ja\n2026 INFO all is well \u202e.warc", bucket=post.bucket)))
    post.drain()
    [letter] = letters.newest(post.lake)
    kept = json.loads(letter.body)
    assert kept["Records"][0]["s3"]["bucket"]["name"] == post.bucket
    told = rejects(post.lake, reason="archive_path")
    assert len(told.splitlines()) == 1
    assert "receive rejected archive_path" in told
    assert not {"\x1b", "\u202e"} & set(told)
    assert "letters=1 newest: rejected:archive_path=1" in status(post.lake)
    assert rejects(post.lake, reason="poison") == "rejects none"


def test_a_letter_is_bounded(post: Post) -> None:
    post.send(json.dumps({"Records": [record(KEY, eventSource="x" * 100_000)]}))
    post.drain()
    [letter] = letters.newest(post.lake)
    assert len(letter.left[0].message) == 500
    assert len(letter.body) == 65536


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        {"message_batch": {}},
        {"message_batch": [None, 7, {}, {"MessageId": 1, "Body": "", "ReceiptHandle": ""}]},
        {"files": "abc"},
        {"files": ["../../etc/passwd", 7, "a" * 19, "A" * 20]},
    ],
)
def test_an_event_of_another_shape_tells_nothing(payload: object) -> None:
    assert arrivals([], [payload]) == {}


def test_a_run_holds_all_that_several_events_told() -> None:
    message = {"MessageId": "m", "Body": "{}", "ReceiptHandle": "r"}
    payloads = [
        {"message_batch": [message, {**message, "MessageId": "n"}]},
        {"message_batch": [message]},
        {"files": ["0" * 20]},
    ]
    assert len(arrivals(["a.warc"], payloads)) == 4
