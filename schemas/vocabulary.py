"""The closed lists of words that rows may hold. A row with another word is refused where it is made."""

from __future__ import annotations

from typing import Literal

__all__ = [
    "ArticleKind",
    "Attribution",
    "ClaimKind",
    "ClaimOutcome",
    "Completeness",
    "CopyKind",
    "EventKind",
    "FetchOutcome",
    "Outcome",
    "Reality",
    "Reason",
    "Role",
    "Stance",
    "StepName",
]

StepName = Literal["fetch", "receive", "parse", "deduplicate", "classify", "publish", "review"]

# Where a seen item ends: exactly one of these.
Outcome = Literal["accepted", "duplicate", "skipped", "rejected", "deferred"]

# Why something left the flow. `internal` means a bug; its target is zero.
Reason = Literal[
    "blocked_address", "too_big_wire", "too_big_decoded", "ratio", "timeout", "redirect_limit", "bad_scheme", "robots",
    "http_4xx", "http_5xx", "rate_limited", "connect", "tls", "dns", "framing", "decode", "charset", "xml_dtd", "xml_broken",
    "too_deep", "not_a_feed", "not_a_page", "too_many_items", "field_too_long", "bad_url", "empty_text", "language", "host",
    "no_dispute", "abstained", "warc_framing", "archive_path", "bad_message", "not_allowed_bucket", "parquet_corrupt",
    "schema", "storage_full", "over_share", "unwell", "moved", "unchanged", "known", "evidence", "internal",
    "poison", "gone", "other_kind", "other_event",
]  # fmt: skip

# What one request came to.
FetchOutcome = Literal[
    "ok", "not_modified", "same_bytes", "redirect", "gone",
    "http_4xx", "http_5xx", "rate_limited", "robots", "blocked_address",
    "bad_scheme", "bad_url", "timeout", "connect", "dns", "tls", "framing", "decode", "ratio", "too_big_wire",
    "too_big_decoded", "redirect_limit", "not_a_feed", "not_a_page", "moved",
]  # fmt: skip

Completeness = Literal["full", "stub", "truncated", "headline"]
ArticleKind = Literal["news", "opinion", "howto", "review", "notice", "live", "other"]
CopyKind = Literal["exact", "syndicated", "near", "excerpt", "cites"]

Role = Literal["accuser", "accused", "regulator_or_government", "court", "third_party"]
Attribution = Literal[
    "named", "spokesperson", "company_statement", "official", "anonymous", "document", "court_record", "other_outlet",
    "outlet_voice",
]  # fmt: skip
Stance = Literal["asserts", "denies", "admits", "declined_to_comment", "no_response", "other_statement"]
ClaimKind = Literal["allegation", "denial", "intention", "warning", "prediction", "demand", "fact"]
# What came of a claim about what will be; a person may say it.
ClaimOutcome = Literal["open", "overdue", "borne_out", "failed"]
Hedge = Literal["none", "alleged", "reported", "possible", "unverified"]
QuoteForm = Literal["direct", "indirect", "mixed"]
Reality = Literal["actual", "planned", "hypothetical", "negated", "background"]
ContextRelation = Literal["backdrop", "cause_cited", "fear"]
DatePrecision = Literal["day", "month", "year", "reported"]

# What a person says of a row.
DECISIONS = ("confirm", "correct", "reject")

RELEVANCES = ("tech_dispute", "no_dispute", "abstained")

DISPUTE_TYPES = (
    "trade_secret", "patent", "copyright", "trademark", "antitrust", "privacy_data_protection", "cybersecurity_espionage",
    "export_control_sanctions", "contract_licensing", "employment_labor", "consumer_protection_fraud",
    "content_platform_regulation", "defamation", "other",
)  # fmt: skip

STAGES = (
    "allegation", "denial_response", "investigation", "legislation_or_policy", "complaint_filed", "proceedings",
    "ruling_or_order", "penalty_or_sanction", "appeal", "settlement", "withdrawn_or_dismissed",
)  # fmt: skip

# On what the claim of an article stands, in the words of the labelled data; the last only where nothing else fits.
CARRIERS = (
    "named_on_record", "anonymous", "court_filing", "official_document", "company_statement", "unattributed",
)  # fmt: skip

EventKind = Literal[
    "accusation", "denial", "no_comment", "action_considered", "threat_of_suit", "demand_letter", "complaint_filed", "motion",
    "scheduling", "hearing", "injunction", "ruling", "settlement", "appeal", "withdrawal", "inquiry_opened", "raid_or_arrest",
    "rule_proposed", "rule_final", "listing", "fine", "warning", "statement",
]  # fmt: skip
