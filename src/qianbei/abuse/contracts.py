"""What crosses the door of `abuse`: keys that were seen, verdicts with their reasons, reviews."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class KeyKind(StrEnum):
    """What a person showed. The first four can make people a household, the others are only counted."""

    DEVICE = "device"
    PHONE = "phone"
    PAYMENT = "payment"
    DOOR = "door"
    NETWORK = "network"
    """A /24 (IPv4) or /48 (IPv6)."""
    AGENT = "agent"
    """How a browser describes itself."""
    BLOCK = "block"
    """A hundred consecutive phone numbers."""
    TREE = "tree"
    """All who were brought by one person, by those whom they brought, and so on."""


class Seen(msgspec.Struct, frozen=True):
    """A person showed a key; `value_hash` comes from `api.key_hash`."""

    person_id: UUID
    kind: KeyKind
    value_hash: bytes
    at: datetime


class Group(msgspec.Struct, frozen=True):
    """The newest people (at most `rules.GROUP_NEWEST`, within the time of its kind) who show one key, and what else they share.

    A line is the network that somebody showed last. It is open when nearly each of its people has a door of their own: a
    telephone company's, a guest line. It is lone when nobody else in the city uses it.
    """

    newest: int = 0
    told: int = 0
    """Those of them who told a door."""
    one_line: int = 0
    """The most of them who share one line that is not open; those who showed no network count as one line."""
    lone_lines: int = 0
    one_door: int = 0
    """The most of them who share one door."""
    doors: int = 0
    devices: int = 0
    browsers: int = 0
    """Different kinds of browser; whoever did not show one counts as one of their own."""
    span_s: int = 0
    """From the first of them to the last."""
    has_elders: bool = False
    """Whether somebody showed the key a week before."""


class Reason(StrEnum):
    """Why a reward waits. People read each in plain words (`abuse.reason.*`)."""

    HOUSEHOLD_FULL = "household_full"
    EMULATORS = "emulators"
    ONE_DEVICE = "one_device"
    NUMBER_BLOCK = "number_block"
    STRANGERS_AT_DOOR = "strangers_at_door"
    NEW_CROWD = "new_crowd"
    FRESH_NETWORK = "fresh_network"
    INVITE_BURST = "invite_burst"
    PURSE_OF_MANY = "purse_of_many"
    DEVICE_OF_MANY = "device_of_many"
    DENIED_BEFORE = "denied_before"
    """A reviewer said no to an earlier reward."""
    PROVE_FIRST = "prove_first"
    """Not a suspicion: while very many join at once, a phone and a door come first."""


class Decision(StrEnum):
    GIVE = "give"
    PROVE = "prove"
    DELAY = "delay"


class Verdict(msgspec.Struct, frozen=True):
    """`reasons` is empty exactly when the reward may be given."""

    decision: Decision
    reasons: tuple[Reason, ...] = ()


class Mark(StrEnum):
    """What a reviewer said about a person for good."""

    NONE = "none"
    CLEARED = "cleared"
    DENIED = "denied"


class Member(msgspec.Struct, frozen=True):
    """What is known of a person; `household_id` is None while they share nothing."""

    person_id: UUID
    household_id: UUID | None = None
    has_phone: bool = False
    has_door: bool = False
    reasons: tuple[Reason, ...] = ()
    mark: Mark = Mark.NONE


class Standing(msgspec.Struct, frozen=True):
    """All that a verdict follows from."""

    member: Member
    household_given: int
    """Rewards that others of the household have."""
    is_busy: bool
    """Very many people join this city just now."""


class Reward(StrEnum):
    JOINING = "joining"
    INVITE = "invite"
    DROP = "drop"
    CARD = "card"
    """For an update, a code, a task, or by an operator's list."""


class ReviewState(StrEnum):
    OPEN = "open"
    CLEARED = "cleared"
    DENIED = "denied"
    APPEALED = "appealed"


class ReviewStep(StrEnum):
    OPENED = "opened"
    CLEARED = "cleared"
    DENIED = "denied"
    APPEALED = "appealed"


class Asked(msgspec.Struct, frozen=True):
    """What gives a card once it is cleared, whatever became of its wave meanwhile."""

    campaign_id: UUID
    node_id: UUID
    way: str
    occasion: str


class Review(msgspec.Struct, frozen=True):
    """A delayed reward. `subject_id` is the campaign of a joining card, the newcomer's order of an invite, the drop
    of a place in it, the occasion of a card that was asked for.

    `words` are the person's, in their appeal; `answer` is what the reviewer said last, empty before they did.
    """

    review_id: UUID
    person_id: UUID
    reward: Reward
    subject_id: UUID
    reasons: tuple[Reason, ...]
    state: ReviewState
    opened_at: datetime
    changed_at: datetime
    words: str = ""
    household_size: int = 1
    asked: Asked | None = None
    alarmed_at: datetime | None = None
    """When operators were told that it waits longer than was promised."""
    answer: str = ""
    answered_by: UUID | None = None
    answered_at: datetime | None = None


class ReviewRefusal(StrEnum):
    """Why a step was not taken. Nothing has changed."""

    UNKNOWN = "review_unknown"
    NOT_NOW = "review_not_now"
    WORDS = "review_words_missing"
    """A denial needs a reason that its person can read."""
    TOO_LATE = "review_too_late"
    """A denial is final when nobody appealed in time."""
