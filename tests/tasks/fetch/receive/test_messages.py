"""What a message announces: every wrapping is understood, every hostile shape is refused with its reason."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import ConfigError
from tasks.fetch.receive.messages import Announced, read
from tasks.letters import Left
from tasks.settings import load
from tests.tasks.fetch.notices import bridge, notice, raw, record, sns

BOUNDS = replace(load({}).receive, allow=("partner/inbox/", "whole/"))
KEY = "inbox/day.warc.gz"
TEST_EVENT = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "partner"})
CONFIRM = json.dumps({"Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": "http://127.0.0.1/"})
DEEP = "[" * 200_000
WRAPPED = sns(sns(sns(notice(record(KEY)))))


def told(body: str) -> list[str]:
    """Addresses that a message announces, and reasons of what it leaves."""
    return [found.address if isinstance(found, Announced) else found.reason for found in read(body, BOUNDS)]


@pytest.mark.parametrize(
    "body",
    [
        notice(record(KEY)),
        notice(record(KEY, name="s3:ObjectCreated:CompleteMultipartUpload", eventSource="minio:s3")),
        sns(notice(record(KEY))),
        bridge(KEY),
        sns(bridge(KEY)),
    ],
    ids=["s3", "another maker's s3", "sns", "eventbridge", "sns around eventbridge"],
)
def test_every_wrapping_is_understood(body: str) -> None:
    assert told(body) == ["s3://partner/inbox/day.warc.gz"]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (notice(record("inbox/a b+ü%41.warc.gz")), "inbox/a b+ü%41.warc.gz"),
        (notice(raw("inbox%2Fred+flower.urls")), "inbox/red flower.urls"),
        (notice(raw("inbox/%252e%252e/a.warc")), "inbox/%2e%2e/a.warc"),
        (bridge("inbox/a b+%41.html"), "inbox/a b+%41.html"),
    ],
    ids=["as s3 encodes it", "slash encoded", "encoded twice", "eventbridge encodes nothing"],
)
def test_a_key_is_decoded_once(body: str, key: str) -> None:
    assert told(body) == [f"s3://partner/{key}"]


def test_records_are_judged_one_by_one() -> None:
    records = [
        record(KEY),
        record("other/a.warc"),
        record("a.urls", bucket="whole"),
        record(KEY, name="ObjectRemoved:Delete"),
        7,
    ]
    wanted = ["s3://partner/inbox/day.warc.gz", "not_allowed_bucket", "s3://whole/a.urls", "other_event", "bad_message"]
    assert told(notice(*records)) == wanted


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "bad_message"),
        ("no json", "bad_message"),
        ("null", "bad_message"),
        ("[]", "bad_message"),
        ("{}", "bad_message"),
        ("9" * 5000, "bad_message"),
        (DEEP, "bad_message"),
        ('{"Records":' + DEEP, "bad_message"),
        (sns(DEEP), "bad_message"),
        (WRAPPED, "bad_message"),
        (json.dumps({"Type": "Notification", "Message": {"Records": []}}), "bad_message"),
        (json.dumps({"Type": "Notification"}), "bad_message"),
        (json.dumps({"Records": {}}), "bad_message"),
        (notice(), "bad_message"),
        (notice(None), "bad_message"),
        (notice({"eventSource": "aws:s3"}), "bad_message"),
        (notice(record(KEY, eventSource="aws:dynamodb")), "bad_message"),
        (notice(record(KEY, eventName=["ObjectCreated:Put"])), "bad_message"),
        (notice(record(KEY, s3={"bucket": "partner", "object": {"key": KEY}})), "bad_message"),
        (notice(record(KEY, s3={"bucket": {"name": "partner"}, "object": {"key": 5}})), "bad_message"),
        (json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": []}), "bad_message"),
        (notice(*[record(KEY)] * 5000), "too_many_items"),
        (notice(record(KEY, pad="x" * 1_100_000)), "field_too_long"),
        (notice(record(KEY, bucket="stranger")), "not_allowed_bucket"),
        (notice(record(KEY, bucket="partner/inbox")), "not_allowed_bucket"),
        (notice(record("day.warc.gz")), "not_allowed_bucket"),
        (notice(record("inbox-2/day.warc.gz")), "not_allowed_bucket"),
        (notice(record("/inbox/day.warc.gz")), "not_allowed_bucket"),
        (notice(raw("inbox%252Fday.warc.gz")), "not_allowed_bucket"),
        (bridge("inbox%2Fday.warc.gz"), "not_allowed_bucket"),
        (notice(record("inbox/../secret/a.warc")), "archive_path"),
        (notice(raw("inbox/%2e%2e/a.warc")), "archive_path"),
        (notice(record("inbox/./a.warc")), "archive_path"),
        (notice(record("inbox\\..\\a.warc")), "archive_path"),
        (notice(record("inbox/a\0.warc")), "archive_path"),
        (notice(record("inbox/a\n.warc")), "archive_path"),
        (notice(record("")), "archive_path"),
        (notice(record("inbox/" + "a" * 1100 + ".warc")), "archive_path"),
        (notice(raw("inbox/%ff.warc")), "archive_path"),
        (notice(raw("inbox/\ud800.warc")), "archive_path"),
        (notice(record("inbox/a.zip")), "other_kind"),
        (notice(record("inbox/")), "other_kind"),
    ],
)
def test_a_hostile_shape_is_refused_with_its_reason(body: str, reason: str) -> None:
    [left] = read(body, BOUNDS)
    assert isinstance(left, Left)
    assert (left.outcome, left.reason) == ("rejected", reason)


@pytest.mark.parametrize(
    "body",
    [
        TEST_EVENT,
        sns(TEST_EVENT),
        CONFIRM,
        notice(record(KEY, name="ObjectRemoved:DeleteMarkerCreated")),
        notice(record(KEY, name="ObjectTagging:Put", bucket="stranger")),
        bridge(KEY, kind="Object Deleted"),
    ],
)
def test_what_creates_no_object_is_skipped(body: str) -> None:
    [left] = read(body, BOUNDS)
    assert isinstance(left, Left)
    assert (left.outcome, left.reason) == ("skipped", "other_event")


def test_nothing_is_allowed_unless_it_is_named() -> None:
    bounds = load({}).receive
    assert bounds.allow == ()
    assert [x.reason for x in read(notice(record(KEY)), bounds) if isinstance(x, Left)] == ["not_allowed_bucket"]


@pytest.mark.parametrize(
    ("text", "allow"),
    [("partner", ("partner/",)), ("s3://partner/inbox", ("partner/inbox/",)), ("a-b/c/d/, e.f", ("a-b/c/d/", "e.f/"))],
)
def test_a_place_ends_where_a_folder_ends(text: str, allow: tuple[str, ...]) -> None:
    assert load({"DISPUTEWIRE_ALLOW": text}).receive.allow == allow


@pytest.mark.parametrize("text", ["/", "UPPER/x", "a", "s3://", "partner//x", ","])
def test_a_place_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="DISPUTEWIRE_ALLOW"):
        load({"DISPUTEWIRE_ALLOW": text})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["Records", "s3", "Type", "Message", "source"]), inner),
)


@given(JSON)
def test_no_body_raises(body: object) -> None:
    assert all(isinstance(found, Left) for found in read(json.dumps(body), BOUNDS))
