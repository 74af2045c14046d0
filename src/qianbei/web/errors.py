"""Every error that leaves the house: its code, its HTTP status and its words, in one place.

A code is what clients branch on; the words are for people: what happened, what is safe, what to do next. The
framework's own errors take the same shape, so a client reads one form only.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Scope

from qianbei.kit.words import Catalogue, Language, language_of, load_catalogue


class Code(StrEnum):
    """Why a request was not done."""

    MALFORMED = "malformed"
    INVALID = "invalid"
    KEY_MISSING = "idempotency_key_missing"
    KEY_REUSED = "idempotency_key_reused"
    SIGN_IN_FIRST = "sign_in_first"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_LARGE = "too_large"
    INTERNAL = "internal"
    BUSY = "busy"
    NOT_READY = "not_ready"
    PHONE_INVALID = "phone_invalid"
    PHONE_FIRST = "phone_first"
    PHONE_CODE_TOO_OFTEN = "phone_code_too_often"
    PHONE_CODE_WRONG = "phone_code_wrong"
    PHONE_CODE_LOCKED = "phone_code_locked"
    PHONE_CODE_EXPIRED = "phone_code_expired"
    PHONE_CODE_MISSING = "phone_code_missing"
    MESSAGES_UNAVAILABLE = "messages_unavailable"
    SMS_FAILED = "sms_failed"
    PHONE_NOT_YOURS = "phone_not_yours"
    PUSH_UNKNOWN = "push_unknown"
    OPERATOR_KEY_WRONG = "operator_key_wrong"
    TOO_MANY_ADDRESSES = "too_many_addresses"
    MENU_INVALID = "menu_invalid"
    MENU_MISSING = "menu_missing"
    HOURS_INVALID = "hours_invalid"
    STATUS_INVALID = "status_invalid"
    SEAL_BROKEN = "seal_broken"
    SEAL_EXPIRED = "seal_expired"
    NOT_YOUR_DRAFT = "not_your_draft"
    OFFER_CHANGED = "offer_changed"
    OFFER_EXPIRED = "offer_expired"
    DUPLICATE_CART = "duplicate_cart"
    STORE_PAUSED = "store_paused"
    SLOT_FULL = "slot_full"
    WAITING = "waiting"
    OUT_OF_REACH = "out_of_reach"
    CLOSED = "closed"
    TOO_SOON = "too_soon"
    CARD_USED = "card_used"
    CARD_ENDED = "card_ended"
    CARD_NOT_HERE = "card_not_here"
    GIFT_UNKNOWN = "gift_unknown"
    GIFT_OVER = "gift_over"
    GIFT_OWN = "gift_own"
    TILL_CODE_UNKNOWN = "till_code_unknown"
    TILL_CODE_OVER = "till_code_over"
    WAIT_AT_DOOR = "wait_at_door"
    PLAN_TOLD = "plan_told"
    WRONG_STATE = "wrong_state"
    ALREADY_TAKEN = "already_taken"
    ONE_AT_A_TIME = "one_at_a_time"
    WRONG_CODE = "wrong_code"
    CODE_LOCKED = "code_locked"
    CAMPAIGN_RUNNING = "campaign_running"
    PACKET_NOT_OPEN = "packet_not_open"
    PACKET_ENDED = "packet_ended"
    PACKET_EMPTY = "packet_empty"
    DROP_NOT_OPEN = "drop_not_open"
    DROP_DRAWING = "drop_drawing"
    DROP_TWIN = "drop_twin"
    DROP_GONE = "drop_gone"
    DROP_OVER = "drop_over"
    CARD_WAITS = "card_waits"
    WALLET_SHORT = "wallet_short"
    WALLET_LESS = "wallet_less"
    NO_CAMPAIGN = "no_campaign"
    CARD_NOT_EARNED = "card_not_earned"
    BUDGET_SPENT = "budget_spent"
    INVITE_CODE_UNKNOWN = "invite_code_unknown"
    INVITE_SELF = "invite_self"
    INVITE_RING = "invite_ring"
    INVITE_BOUND_ALREADY = "invite_bound_already"
    INVITE_NOT_NEW = "invite_not_new"
    INVITE_FULL = "invite_full"
    INVITE_FULL_TODAY = "invite_full_today"
    REVIEW_UNKNOWN = "review_unknown"
    REVIEW_NOT_NOW = "review_not_now"
    REVIEW_WORDS_MISSING = "review_words_missing"
    REVIEW_TOO_LATE = "review_too_late"
    DRAW_NOT_EARNED = "draw_not_earned"
    DRAW_PRIZES_SHORT = "draw_prizes_short"
    SIGNATURE_WRONG = "signature_wrong"


STATUS: Mapping[Code, int] = {
    Code.MALFORMED: 400,
    Code.INVALID: 422,
    Code.KEY_MISSING: 400,
    Code.KEY_REUSED: 409,
    Code.SIGN_IN_FIRST: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.TOO_LARGE: 413,
    Code.INTERNAL: 500,
    Code.BUSY: 503,
    Code.NOT_READY: 503,
    Code.PHONE_INVALID: 422,
    Code.PHONE_FIRST: 403,
    Code.PHONE_CODE_TOO_OFTEN: 429,
    Code.PHONE_CODE_WRONG: 409,
    Code.PHONE_CODE_LOCKED: 409,
    Code.PHONE_CODE_EXPIRED: 409,
    Code.PHONE_CODE_MISSING: 409,
    Code.MESSAGES_UNAVAILABLE: 503,
    Code.SMS_FAILED: 502,
    Code.PHONE_NOT_YOURS: 409,
    Code.PUSH_UNKNOWN: 422,
    Code.OPERATOR_KEY_WRONG: 403,
    Code.TOO_MANY_ADDRESSES: 409,
    Code.MENU_INVALID: 422,
    Code.MENU_MISSING: 409,
    Code.HOURS_INVALID: 422,
    Code.STATUS_INVALID: 422,
    Code.SEAL_BROKEN: 409,
    Code.SEAL_EXPIRED: 409,
    Code.NOT_YOUR_DRAFT: 409,
    Code.OFFER_CHANGED: 409,
    Code.OFFER_EXPIRED: 409,
    Code.DUPLICATE_CART: 409,
    Code.STORE_PAUSED: 409,
    Code.SLOT_FULL: 409,
    Code.WAITING: 429,
    Code.OUT_OF_REACH: 429,
    Code.CLOSED: 503,
    Code.TOO_SOON: 429,
    Code.CARD_USED: 409,
    Code.CARD_ENDED: 409,
    Code.CARD_NOT_HERE: 409,
    Code.GIFT_UNKNOWN: 404,
    Code.GIFT_OVER: 409,
    Code.GIFT_OWN: 409,
    Code.TILL_CODE_UNKNOWN: 404,
    Code.TILL_CODE_OVER: 409,
    Code.WAIT_AT_DOOR: 409,
    Code.PLAN_TOLD: 409,
    Code.WRONG_STATE: 409,
    Code.ALREADY_TAKEN: 409,
    Code.ONE_AT_A_TIME: 409,
    Code.WRONG_CODE: 409,
    Code.CODE_LOCKED: 409,
    Code.CAMPAIGN_RUNNING: 409,
    Code.PACKET_NOT_OPEN: 409,
    Code.PACKET_ENDED: 409,
    Code.PACKET_EMPTY: 409,
    Code.DROP_NOT_OPEN: 409,
    Code.DROP_DRAWING: 409,
    Code.DROP_TWIN: 409,
    Code.DROP_GONE: 409,
    Code.DROP_OVER: 409,
    Code.CARD_WAITS: 409,
    Code.WALLET_SHORT: 409,
    Code.WALLET_LESS: 409,
    Code.NO_CAMPAIGN: 409,
    Code.CARD_NOT_EARNED: 409,
    Code.BUDGET_SPENT: 409,
    Code.INVITE_CODE_UNKNOWN: 404,
    Code.INVITE_SELF: 409,
    Code.INVITE_RING: 409,
    Code.INVITE_BOUND_ALREADY: 409,
    Code.INVITE_NOT_NEW: 409,
    Code.INVITE_FULL: 409,
    Code.INVITE_FULL_TODAY: 409,
    Code.REVIEW_UNKNOWN: 404,
    Code.REVIEW_NOT_NOW: 409,
    Code.REVIEW_WORDS_MISSING: 422,
    Code.REVIEW_TOO_LATE: 409,
    Code.DRAW_NOT_EARNED: 409,
    Code.DRAW_PRIZES_SHORT: 409,
    Code.SIGNATURE_WRONG: 401,
}

RETRY_AFTER_S: Mapping[Code, int] = {
    Code.BUSY: 1,
    Code.NOT_READY: 2,
    Code.PHONE_CODE_TOO_OFTEN: 600,
    Code.MESSAGES_UNAVAILABLE: 3600,
    Code.SMS_FAILED: 5,
}
"""Real seconds after which the same request may succeed."""


class Refused(Exception):
    """Ends a request before any work of it was done. A refusal found inside a transaction is an Answer instead."""

    def __init__(self, code: Code, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@cache
def words() -> Catalogue:
    """The words of this room."""
    return load_catalogue(files("qianbei.web") / "words")


def error_body(code: Code, language: Language, details: Mapping[str, Any]) -> dict[str, Any]:
    """The one shape of an error."""
    texts = {part: words().say(language, f"error.{code}.{part}") for part in ("message", "safe", "next")}
    return {"error": {"code": code, **texts, "details": details}}


def error_response(code: Code, language: Language, details: Mapping[str, Any] | None = None) -> Response:
    """The error as an answer; usable from a route, a handler and a raw ASGI application alike."""
    response = Response(
        msgspec.json.encode(error_body(code, language, details or {})),
        status_code=STATUS[code],
        media_type="application/json",
    )
    if code in RETRY_AFTER_S:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[code])
    return response


def language_of_scope(scope: Scope) -> Language:
    """`?lang=`, else Accept-Language, else simplified Chinese."""
    for pair in scope.get("query_string", b"").split(b"&"):
        if pair.startswith(b"lang="):
            return language_of(pair[5:].decode("latin-1"))
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            return language_of(value.decode("latin-1"))
    return Language.ZH_HANS
