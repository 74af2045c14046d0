"""The JSON that people's and merchants' routes take and give, as docs/openapi.json shows it."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from qianbei.catalog.contracts import StoreStatus
from qianbei.kit.words import Language
from qianbei.people.contracts import Role


def _speakable(text: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise ValueError("control characters are not text")
    return text


def _text(length_max: int, length_min: int = 1) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=length_min, max_length=length_max)


Label = Annotated[str, _text(80), AfterValidator(_speakable)]
Line = Annotated[str, _text(200), AfterValidator(_speakable)]
OptionalLine = Annotated[str, _text(200, 0), AfterValidator(_speakable)]
Latitude = Annotated[int, Field(strict=True, ge=-90_000_000, le=90_000_000)]
Longitude = Annotated[int, Field(strict=True, ge=-180_000_000, le=180_000_000)]


class Body(BaseModel):
    """An unknown field is an error: a misspelt one would otherwise be lost in silence."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Name(Body):
    """A name in every language that the house is written in; zh-Hant is derived where it is not given."""

    zh_hans: Label = Field(alias="zh-Hans")
    zh_hant: Label | None = Field(None, alias="zh-Hant")
    en: Label

    def texts(self) -> dict[str, str]:
        own = {} if self.zh_hant is None else {"zh-Hant": self.zh_hant}
        return {"zh-Hans": self.zh_hans, **own, "en": self.en}


class ErrorDetail(BaseModel):
    code: str
    message: str
    safe: str
    next: str
    details: dict[str, Any]


class ErrorBody(BaseModel):
    error: ErrorDetail


class Health(BaseModel):
    status: str
    version: str
    roles: str


class Ready(BaseModel):
    status: str


class SessionIn(Body):
    language: Language | None = None
    place_id: UUID | None = None


class PhoneIn(Body):
    phone: Annotated[str, Field(max_length=40)]


class PhoneCodeIn(Body):
    phone: Annotated[str, Field(max_length=40)]
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class PhoneSent(BaseModel):
    sent: bool
    sandbox_code: str | None
    expires_at: datetime


class OperatorIn(Body):
    key: Annotated[str, Field(max_length=200)]


class RoleOut(BaseModel):
    role: Role
    subject: UUID | None


class CityOut(BaseModel):
    name: Name
    now: datetime
    speed: float


class AddressOut(BaseModel):
    address_id: UUID
    place_id: UUID
    name: Name
    detail: str
    lat_e6: int
    lng_e6: int


class CardMoveOut(BaseModel):
    at: datetime
    from_state: str | None = Field(alias="from")
    to: str
    event: str
    order_id: UUID | None
    text: str


class CardTermsOut(BaseModel):
    """Where a card may be used; empty lists: everywhere."""

    threshold_fen: int
    categories: list[str]
    category_names: list[str]
    seller_ids: list[UUID]
    seller_names: list[str]
    stacks: bool


class CardOut(BaseModel):
    """`on` says what a held or redeemed card is on: order, gift or till."""

    card_id: UUID
    campaign: Name
    face_fen: int
    state: str
    on: str | None
    order_id: UUID | None
    valid_until: datetime
    issued_at: datetime
    terms: CardTermsOut
    history: list[CardMoveOut]


class CampaignOut(BaseModel):
    name: Name
    ends_at: datetime


class WalletOut(BaseModel):
    cards: list[CardOut]
    campaign: CampaignOut | None


class SessionOut(BaseModel):
    person_id: UUID
    token: str
    roles: list[RoleOut]
    language: Language
    phone_masked: str | None
    sandbox: bool
    city: CityOut
    address: AddressOut | None
    cards: list[CardOut]


class AddressIn(Body):
    place_id: UUID
    detail: OptionalLine = ""


class AddressesOut(BaseModel):
    addresses: list[AddressOut]


class RiderIn(Body):
    name: Label
    fleet: Label


class RiderOut(BaseModel):
    rider_id: UUID
    name: str
    fleet: str
    token: str


class PlaceIn(Body):
    name: Name
    lat_e6: Latitude
    lng_e6: Longitude


class PlacesIn(Body):
    places: Annotated[list[PlaceIn], Field(min_length=1, max_length=500)]


class PlaceOut(BaseModel):
    place_id: UUID
    name: Name
    lat_e6: int
    lng_e6: int


class PlacesOut(BaseModel):
    places: list[PlaceOut]


class MerchantIn(Body):
    name: Name


class MerchantOut(BaseModel):
    seller_id: UUID
    token: str


class HoursBody(Body):
    """Local time of the store; `close` may lie past midnight (26:00). Day 0 is Monday."""

    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    open: Annotated[str, Field(pattern=r"^[0-4][0-9]:[0-5][0-9]$")]
    close: Annotated[str, Field(pattern=r"^[0-4][0-9]:[0-5][0-9]$")]


class DeliveryBody(Body):
    radius_m: Annotated[int, Field(strict=True, ge=100, le=50_000)]
    base_fee_fen: Annotated[int, Field(strict=True, ge=0, le=100_000)]
    free_m: Annotated[int, Field(strict=True, ge=0, le=50_000)]
    per_km_fen: Annotated[int, Field(strict=True, ge=0, le=100_000)]


Hours = Annotated[list[HoursBody], Field(min_length=1, max_length=21)]
Cups = Annotated[int, Field(strict=True, ge=1, le=1_000)]
PrepSeconds = Annotated[int, Field(strict=True, ge=1, le=3_600)]


class StoreIn(Body):
    seller_id: UUID
    name: Name
    address: Line
    lat_e6: Latitude
    lng_e6: Longitude
    hours: Hours
    cups_per_slot: Cups
    prep_s: PrepSeconds
    delivery: DeliveryBody
    phone: Annotated[str, Field(max_length=40)] | None = None


class StorePatch(Body):
    status: StoreStatus | None = None
    hours: Hours | None = None
    cups_per_slot: Cups | None = None
    prep_s: PrepSeconds | None = None
    delivery: DeliveryBody | None = None


class StoreOut(BaseModel):
    store_id: UUID
    seller_id: UUID
    seller_name: Name
    name: Name
    address: str
    lat_e6: int
    lng_e6: int
    hours: list[HoursBody]
    status: StoreStatus
    open_now: bool
    cups_per_slot: int
    prep_s: int
    delivery: DeliveryBody
    menu_version: int | None


class StoresOut(BaseModel):
    stores: list[StoreOut]


class MenuIn(Body):
    document: Annotated[str, Field(max_length=1_000_000)]
    share_with: Annotated[list[UUID], Field(max_length=1_000)] = []


class MenuOut(BaseModel):
    menu_id: UUID
    version: int
    items: int
