"""An object that is put, and a file that is dropped, on a real scheduler with real watchers: one batch each, to the last view.

The queue and the bucket are moto's, over HTTP: it shows the shape of the API, not durability.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import BotoCoreError

from dags.standalone.home import free_port, open_home
from dags.standalone.rest import connect
from dags.standalone.services import migrate, running
from tasks import letters
from tasks.lake import INPUTS, Lake, open_lake
from tasks.publish import shell, snapshot
from tasks.settings import load
from tests.tasks.fetch.notices import notice, record
from tests.tasks.fetch.receive.test_receive import SOURCE
from tests.tasks.parse.archive import packed, page, response

KEY = "inbox/the day+1.warc.gz"
SECONDS = 90  # on a busy machine; the aim is 30
URLS = {"put": "https://partner.example/put", "dropped": "https://partner.example/dropped"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The standard environment of a store and a queue that live in a process of their own."""
    port = free_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait(lambda: _answers(), "moto")
            yield environment
        finally:
            server.terminate()


def _answers() -> bool:
    try:
        boto3.client("sqs").list_queues()
    except BotoCoreError:
        return False
    return True


def wait(is_so: Callable[[], object], what: str, *, seconds: float = SECONDS) -> float:
    """Wait until something is so; how long it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.2)
    return time.monotonic() - began


def listening(client: Any, bucket: str) -> str:
    """A queue that hears of what is put into the bucket; its URL."""
    url: str = client.create_queue(QueueName="arrivals", Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    store = boto3.client("s3")
    store.create_bucket(Bucket=bucket)
    wanted = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    store.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [wanted]})
    return url


def is_published(lake: Lake, url: str, after: int) -> bool:
    """Whether a reader of the promised views finds the article; asked of a snapshot newer than `after` only, since it costs."""
    shown = snapshot.read(lake.storage)
    if shown is None or shown.number <= after:
        return False
    with shell.connect(lake) as connection:
        return bool(connection.execute("select 1 from articles where url = ?", [url]).fetchall())


def is_empty(client: Any, url: str) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return all(told[name] == "0" for name in names)


@pytest.mark.scheduler
def test_what_arrives_is_one_batch_and_can_be_queried(
    tmp_path: Path, aws: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    client, inbox = boto3.client("sqs"), tmp_path / "inbox"
    queue = listening(client, "partner")
    inbox.mkdir()
    (tmp_path / "sources.toml").write_text(SOURCE)
    environment = {
        **aws,
        "DISPUTEWIRE_SOURCES": str(tmp_path / "sources.toml"),
        "DISPUTEWIRE_LAKE": str(tmp_path / "lake"),
        "DISPUTEWIRE_QUEUE": queue,
        "DISPUTEWIRE_ALLOW": "partner/inbox",
        "DISPUTEWIRE_INBOX": str(inbox),
    }
    lake = open_lake(load(environment))
    home = open_home(tmp_path / "airflow", schedule="off", extra=environment)
    migrate(home)
    took = {}
    with running(home) as services, connect(home, services):
        (inbox / "notes.txt").write_text("no archive")
        (inbox / "a.warc.gz").write_bytes(packed(response(URLS["dropped"], page("Port dropped"))))
        for body in (notice(record(KEY, bucket="stranger")), "{"):
            client.send_message(QueueUrl=queue, MessageBody=body)
        took["drop_cold"] = wait(lambda: is_published(lake, URLS["dropped"], 0), "a file that was dropped")

        head = lake.state().head
        boto3.client("s3").put_object(Bucket="partner", Key=KEY, Body=packed(response(URLS["put"], page("Port put"))))
        took["put"] = wait(lambda: is_published(lake, URLS["put"], head), "an object that was put")

        client.send_message(QueueUrl=queue, MessageBody=notice(record(KEY, bucket="partner")))
        wait(lambda: is_empty(client, queue), "an empty queue")
        wait(lambda: len(list(inbox.glob("*/*"))) == 2, "an empty inbox")
        assert not services.dead()
    state = lake.state()
    assert len(state.batches()) == 2
    assert not any(state.behind(step) for step in INPUTS)
    left = sorted((x.outcome, x.reason) for letter in letters.newest(lake) for x in letter.left)
    refused = [("rejected", reason) for reason in ("bad_message", "not_allowed_bucket", "other_kind")]
    assert left == [("duplicate", "known"), *refused, ("skipped", "other_event")]
    assert (inbox / "taken" / "a.warc.gz").exists()
    assert (inbox / "refused" / "notes.txt").exists()
    with capsys.disabled():
        sys.stdout.write(" ".join(f"seconds_from_{how}_to_row={seconds:.1f}" for how, seconds in took.items()) + "\n")
