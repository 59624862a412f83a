"""Tests of the deduplicate step."""
