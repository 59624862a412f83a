"""The form that a language model fills in: closed lists of codes, and a sentence for each thing that it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from schemas.vocabulary import DISPUTE_TYPES, STAGES, Attribution, ClaimKind, Role, Stance

__all__ = ["Answer"]


@dataclass(frozen=True)
class OneOf:
    """A text of a closed list: any other is refused, and the schema that a model sees names them all."""

    words: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.words))


class Said(BaseModel, frozen=True, extra="forbid"):
    """Something said of an article, with the sentence that shows it."""

    evidence: Annotated[str, Field(description="One sentence of the article, copied letter for letter")]


class TypeSaid(Said, frozen=True):
    """On what ground the quarrel rests."""

    code: Annotated[str, OneOf(DISPUTE_TYPES)]


class StageSaid(Said, frozen=True):
    """How far it has gone by what is the news."""

    code: Annotated[str, OneOf(STAGES)]


class PartySaid(Said, frozen=True):
    """Who is in it."""

    name: str
    role: Role


class StatementSaid(Said, frozen=True):
    """Who says what of whom, on what footing."""

    speaker: str | None
    claimant: str | None
    about: str | None
    stance: Stance
    kind: ClaimKind | None
    attribution: Attribution


class Answer(Said, frozen=True):
    """What a model says of one article: its labels, parties and statements are stored beside those of the default methods."""

    is_tech_dispute: bool
    confidence: Annotated[float, Field(ge=0, le=1)]
    types: Annotated[tuple[TypeSaid, ...], Field(max_length=3)]
    stage: StageSaid | None
    parties: tuple[PartySaid, ...] = ()
    statements: tuple[StatementSaid, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        codes = [t.code for t in self.types]
        if len(set(codes)) < len(codes):
            raise ValueError("a type stands twice")
        if self.is_tech_dispute != bool(codes) or self.is_tech_dispute != bool(self.stage):
            raise ValueError("a dispute has a type and a stage, and nothing else has")
        return self

    def quotes(self) -> Iterator[str]:
        """Every sentence that it claims to have read."""
        yield self.evidence
        for said in (*self.types, *((self.stage,) if self.stage else ()), *self.parties, *self.statements):
            yield said.evidence
