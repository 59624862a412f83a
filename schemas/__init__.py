"""What a row means: one file a record, plus the views, checks and questions as SQL."""

from __future__ import annotations

from schemas.capture import Capture
from schemas.claim_link import ClaimLink
from schemas.commit import Commit
from schemas.context import Context
from schemas.copy import Copy
from schemas.court_ref import CourtRef
from schemas.dispute_link import DisputeLink
from schemas.entity import Entity
from schemas.entry import Entry
from schemas.fetch import Fetch
from schemas.former_label import FormerLabel
from schemas.jurisdiction import Jurisdiction
from schemas.label import Label
from schemas.mention import Mention
from schemas.outlet import Outlet
from schemas.party import Party
from schemas.poll import Poll
from schemas.record import Record
from schemas.redirect import Redirect
from schemas.reject import Reject
from schemas.review import Review
from schemas.revision import Revision
from schemas.sketch import Sketch
from schemas.source import Source
from schemas.statement import Statement
from schemas.story_member import StoryMember
from schemas.taxon import Taxon
from schemas.threshold import Threshold
from schemas.timeline_event import TimelineEvent
from schemas.tombstone import Tombstone

__all__ = [
    "OBSERVATIONS", "REFERENCES",
    "Capture", "ClaimLink", "Commit", "Context", "Copy", "CourtRef", "DisputeLink",
    "Entity", "Entry", "Fetch", "FormerLabel", "Jurisdiction", "Label", "Mention", "Outlet",
    "Party", "Poll", "Record", "Redirect", "Reject", "Review", "Revision", "Sketch",
    "Source", "Statement", "StoryMember", "Taxon", "Threshold", "TimelineEvent", "Tombstone",
]  # fmt: skip

# What batches saw, in the order of the flow.
OBSERVATIONS: tuple[type[Record], ...] = (
    Poll, Entry, Fetch, Capture, Reject, Revision, Sketch, Copy, StoryMember, Label, FormerLabel, Mention, Statement, Party,
    Jurisdiction, Context, CourtRef, TimelineEvent, DisputeLink, ClaimLink, Redirect, Review, Tombstone,
)  # fmt: skip

# What config/ and the log say, written anew with each snapshot.
REFERENCES: tuple[type[Record], ...] = (Outlet, Source, Entity, Taxon, Threshold, Commit)
