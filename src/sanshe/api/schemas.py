"""What goes in and out."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from sanshe.kernel.fields import plain_text

Text = Annotated[str, AfterValidator(plain_text)]


class Refusal(Schema):
    """Why something was not done: a stable code, the field it is about, and a sentence in the caller's language."""

    code: str
    field: str | None = None
    message: str


class CommunityOut(Schema):
    """A community."""

    code: str
    name_zh: str
    name_en: str
    longitude: float
    latitude: float


class ReasonOut(Schema):
    """One reason why an answer fits, as a code with its parameters."""

    code: str
    params: dict


class AnswerOut(Schema):
    """A need or offer that answers a sentence; `score` is in [0, 1]."""

    id: UUID
    sentence: str
    who: str
    category: str | None
    score: float
    reasons: list[ReasonOut]


class NeedIn(Schema):
    """A need to post; times are instants with an offset (ISO 8601)."""

    community: str = Field(pattern=r"^[0-9]{12}$")
    sentence: Text = Field(max_length=500)
    category: Text = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_text: Text = Field(default="", max_length=80)
    age_band: Literal["", "infant", "child", "youth", "adult", "elder"] = ""
    party_size: int = Field(default=1, ge=1, le=500)
    cost_basis: Literal["", "free", "public_service", "time_credit", "paid"] = ""
    is_urgent: bool = False


class OfferIn(Schema):
    """An offer to post; `capacity` null: no limit."""

    community: str = Field(pattern=r"^[0-9]{12}$")
    sentence: Text = Field(max_length=500)
    category: Text = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_text: Text = Field(default="", max_length=80)
    capacity: int | None = Field(default=None, ge=1, le=100_000)
    minimum_age: int | None = Field(default=None, ge=0, le=130)
    maximum_age: int | None = Field(default=None, ge=0, le=130)
    cost_basis: Literal["", "free", "public_service", "time_credit", "paid"] = ""


class PostedOut(Schema):
    """A need or offer as it stands on the board."""

    id: UUID
    sentence: str
    status: str
    posted_at: datetime


class AskIn(Schema):
    """The question to a provider, about one's own need."""

    need: UUID
    message: Text = Field(default="", max_length=200)


class StepIn(Schema):
    """The words that go with a step."""

    words: Text = Field(default="", max_length=200)


class AgreementOut(Schema):
    """Where an agreement stands."""

    id: UUID
    state: str
    need_id: UUID | None
    offer_id: UUID | None
    party_size: int
    starts_at: datetime | None
    ends_at: datetime | None
