"""What crosses the reader's door: the draft it is given and the typed turn it gives back."""

from enum import StrEnum

import msgspec

from qianbei.menu import LineChoice, LineFault

WORDS_LENGTH_MAX = 2_000
MATCHES_MAX = 300
"""Longer words, or words in which more phrases are found, are refused as too long: no order is said like that."""

UNDO_STEPS_MAX = 4
"""So many carts are remembered for "undo": the draft travels with the client, and nobody goes back further."""

DISLIKES_MAX = 8
"""So many things that a person does not eat are kept with a draft."""


class Intent(StrEnum):
    """What the person wants with these words."""

    ORDER = "order"
    """Something is added to the draft."""
    CHANGE = "change"
    """A line that stands in the draft is changed, counted anew or removed; or only `wishes` were said."""
    CONFIRM = "confirm"
    DECLINE = "decline"
    """A plain no: what was just asked or offered is not wanted; the draft stays."""
    CANCEL = "cancel"
    STATUS = "status"
    START_OVER = "start_over"
    UNDO = "undo"
    """The cart as it was before its last change; `edits` lead there."""
    REPEAT = "repeat"
    """The person's last order again, which the reader does not know: see `Turn.again`."""
    REFUND = "refund"
    COMPLAINT = "complaint"
    """A wrong, late or spoiled order."""
    OTHER_STORE = "other_store"
    MENU = "menu"
    SEARCH = "search"
    """Is there such a thing, and where: `topic`."""
    COMPARE = "compare"
    """Prices, or which of several: `topic`."""
    RECOMMEND = "recommend"
    TRAVEL = "travel"
    WALLET = "wallet"
    INVITE = "invite"
    DROP = "drop"
    """When cards are drawn by lot."""
    MEMORY = "memory"
    """What the person does not eat or always wants; it holds for this order: `dislikes`."""
    PERSON = "person"
    """A human being is asked for."""
    HELP = "help"
    SMALL_TALK = "small_talk"
    NOTHING = "nothing"
    """No known wish was read; `unread` holds what was said."""


class TurnFault(StrEnum):
    """Why the words could not be turned into edits, wholly or in part."""

    TOO_LONG = "too_long"
    NOT_FOUND = "not_found"
    """An item was meant that this menu does not have; `choices` hold the nearest names."""
    OPTION_NOT_OFFERED = "option_not_offered"
    """An option was named that the item meant does not have."""
    NOT_IN_CART = "not_in_cart"
    """A line was meant that does not stand in the draft."""
    AMBIGUOUS = "ambiguous"
    """Several readings; `choices` separate them and nothing was edited for them."""
    QUANTITY_OUT_OF_RANGE = "quantity_out_of_range"
    LINE_REFUSED = "line_refused"
    """The menu does not allow the line as said; `line_fault` says why, and the line was left as it was."""
    NOTHING_TO_CHANGE = "nothing_to_change"
    """The words change a line, but the draft is empty or already says so."""


class DraftLine(msgspec.Struct, frozen=True):
    choice: LineChoice


class AddLine(msgspec.Struct, frozen=True, tag="add_line"):
    choice: LineChoice


class RemoveLine(msgspec.Struct, frozen=True, tag="remove_line"):
    index: int


class SetQuantity(msgspec.Struct, frozen=True, tag="set_quantity"):
    index: int
    quantity: int


class ChangeLine(msgspec.Struct, frozen=True, tag="change_line"):
    index: int
    choice: LineChoice


Edit = AddLine | RemoveLine | SetQuantity | ChangeLine
"""One change of the draft's lines. Edits apply in order; an index counts lines at its own moment, from 0."""


class NeedKind(StrEnum):
    ITEM = "item"
    """A quantity or an option was said, but of what?"""
    GROUP = "group"
    """The line's item requires a choice in `group`."""
    CHECK = "check"
    """Is the cart as it was meant? `Turn.is_guess`, where needs are all that is told."""


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that must be known before the line can be ordered; `line` counts after the turn's edits."""

    kind: NeedKind
    line: int | None = None
    item: str | None = None
    group: str | None = None


class ChoiceKind(StrEnum):
    ITEM = "item"
    OPTION = "option"
    LINE = "line"


class ChoiceOffered(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer to a question. Taking it applies `edits`, or reads `words` in place of what was said."""

    kind: ChoiceKind
    label: str
    """What to show, in the language of the turn, as the menu spells it."""
    item: str | None = None
    group: str | None = None
    option: str | None = None
    line: int | None = None
    edits: tuple[Edit, ...] = ()
    words: str = ""


class Question(msgspec.Struct, frozen=True):
    """What was just asked; `choices` are numbered from 1 for the person."""

    choices: tuple[ChoiceOffered, ...]


class Draft(msgspec.Struct, frozen=True):
    """The cart so far. `store` is None until one is chosen; then only its menu is read."""

    lines: tuple[DraftLine, ...] = ()
    store: str | None = None
    question: Question | None = None
    before: tuple[tuple[DraftLine, ...], ...] = ()
    """The carts before the last changes, oldest first, at most UNDO_STEPS_MAX."""
    refused: LineChoice | None = None
    """A line that the menu refused in the last turn: the next words may mend it ("medium then")."""
    dislikes: tuple[str, ...] = ()
    """What this person does not eat, in their words, at most DISLIKES_MAX: such defaults are left out of lines."""


class OrderBy(StrEnum):
    """Which of several stores is preferred."""

    CHEAPEST = "cheapest"
    FASTEST = "fastest"
    NEAREST = "nearest"
    BEST_RATED = "best_rated"


class TimeKind(StrEnum):
    BY = "by"
    """At the latest."""
    AT = "at"
    """At about this time, not before."""


class TimeWish(msgspec.Struct, frozen=True, omit_defaults=True):
    """A time as it was said; the caller has the clock. One of `wait_min` and `minute_of_day` is given, or a day alone."""

    kind: TimeKind
    wait_min: int | None = None
    """So many minutes from now; 0 is at once."""
    minute_of_day: int | None = None
    """0–1439 in the city's time. Without `day` the next such time is meant."""
    day: int | None = None
    """0 today, 1 tomorrow, 2 the day after."""
    is_half_day_known: bool = True
    """False for "at 3", which may be in the morning or in the afternoon."""


class PlaceKind(StrEnum):
    HOME = "home"
    OFFICE = "office"
    SAID = "said"


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where to; `words` are the place as it was said."""

    kind: PlaceKind
    words: str = ""


class Wishes(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rest of an order, as far as these words said it; a field that was not said is None. `Turn.stores` has the store."""

    budget_fen: int | None = None
    """Not more than this in all."""
    time: TimeWish | None = None
    place: Place | None = None
    recipient: str | None = None
    """For whom, as it was said."""
    uses_card: bool | None = None
    """False: without the card."""
    uses_cash: bool | None = None
    """False: without the cash in the wallet."""
    order_by: OrderBy | None = None
    picks_up: bool | None = None
    """True: fetched at the store. False: brought."""


class Trip(msgspec.Struct, frozen=True, omit_defaults=True):
    """A journey as it was said; what was not said is empty."""

    start: str = ""
    end: str = ""
    date: str = ""


class Candidate(msgspec.Struct, frozen=True):
    """One menu's reading of the words: the whole cart it would become, for any of `stores`."""

    stores: tuple[str, ...]
    lines: tuple[DraftLine, ...]
    needs: tuple[Need, ...] = ()
    choices: tuple[ChoiceOffered, ...] = ()
    unread: tuple[str, ...] = ()
    confidence: float = 1.0
    fault: TurnFault | None = None
    line_fault: LineFault | None = None
    is_guess: bool = False


class Turn(msgspec.Struct, frozen=True):
    """What was understood. Every meaningful character was either read or stands in `unread`."""

    intent: Intent
    edits: tuple[Edit, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """When no store is chosen: a reading for each distinct menu that reads the words best."""
    elsewhere: tuple[Candidate, ...] = ()
    """When a store is chosen, but the words name another one or something only others sell."""
    stores: tuple[str, ...] = ()
    """Stores whose name was said."""
    needs: tuple[Need, ...] = ()
    choices: tuple[ChoiceOffered, ...] = ()
    """Answers to the first need or to the fault; `apply` makes them the draft's question."""
    unread: tuple[str, ...] = ()
    confidence: float = 0.0
    """Share of the meaningful characters that were read, halved when the reading is ambiguous or a guess."""
    fault: TurnFault | None = None
    line_fault: LineFault | None = None
    refused: LineChoice | None = None
    """The new line that `line_fault` is about, as it was said."""
    wishes: Wishes = Wishes()
    dislikes: tuple[str, ...] = ()
    """What the person said they do not eat; `apply` keeps it in the draft. Matching defaults are out of the lines."""
    topic: tuple[str, ...] = ()
    """What SEARCH, COMPARE and RECOMMEND are about, as it was said."""
    trip: Trip | None = None
    is_guess: bool = False
    """All was read, and may still have been meant for another line: show the cart, and ask before it counts."""
    aside: tuple[str, ...] = ()
    """Not read, and no order hangs on it: what stands around a question, a complaint or a greeting. Nobody is asked."""
    is_gesture: bool = False
    """Not read, and beside a cart that stands nothing in it names, counts, adds, changes or takes away anything."""
    again: str = ""
    """For REPEAT: words that change the repeated order, to be read against a draft of its lines; or none."""
