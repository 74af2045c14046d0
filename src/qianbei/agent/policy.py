"""The policy of one turn: pure code over the typed turn, the person's facts and one instant of the city.

Fill what is needed, ask one thing at a time, read back, offer. What was not read is said and never ordered: the
offer then waits until the person has agreed to the rest.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from qianbei.agent.city import City
from qianbei.agent.quotes import NoQuote, Quoted, Quoter, Wish
from qianbei.agent.speech import Speech
from qianbei.agent.state import Alternative, Chip, Draft, new_draft
from qianbei.menu import Menu
from qianbei.offers.contracts import Offer
from qianbei.reader import api as reader
from qianbei.reader.contracts import (
    Candidate,
    ChoiceOffered,
    Intent,
    NeedKind,
    Question,
    Turn,
    TurnFault,
)
from qianbei.reader.contracts import Draft as ReaderDraft
from qianbei.views.turn import TurnFacts

ALTERNATIVES_MAX = 2
CHIPS_MAX = 8


class Reply(msgspec.Struct, frozen=True):
    """What a turn ends in. `offer` is only there when a tap on it may place it."""

    draft: Draft
    texts: tuple[str, ...]
    offer: Offer | None = None
    chips: tuple[Chip, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class Policy:
    """One turn of one conversation."""

    def __init__(
        self,
        city: City,
        quoter: Quoter | None,
        facts: TurnFacts,
        speech: Speech,
    ) -> None:
        self._city, self._quoter, self._facts, self._speech = city, quoter, facts, speech

    def answer(self, draft: Draft, words: str) -> Reply:
        """The reply to `words` said with this draft."""
        asked = ReaderDraft(draft.lines, str(draft.store) if draft.store else None, draft.question)
        turn = reader.read(self._city.compiled, asked, words, self._speech.language)
        plain = _PLAIN.get(turn.intent)
        if plain is not None and not turn.edits and not turn.candidates:
            return plain(self, draft, turn)
        if self._quoter is None:
            return self._say(draft, "no_door")
        if draft.store is None:
            return self._choose_store(draft, turn)
        return self._change(draft, asked, turn)

    def _choose_store(self, draft: Draft, turn: Turn) -> Reply:
        """No store yet: every menu that reads the words is a wish, and the best store that can serve one is taken."""
        if not turn.candidates:
            return self._not_read(draft, turn)
        assert self._quoter is not None
        wishes = [_wish(candidate, draft.passed) for candidate in turn.candidates]
        best = self._quoter.best(wishes, draft.passed)
        if isinstance(best, NoQuote):
            open_wish = self._first_with_needs(turn.candidates, best)
            return open_wish(draft) if open_wish else self._say(draft, best.value)
        first = best[0]
        candidate = next(c for c in turn.candidates if str(first.offer.store_id) in c.stores)
        chosen = msgspec.structs.replace(draft, store=first.offer.store_id, lines=first.lines, question=None)
        return self._offer(chosen, first.offer, candidate.unread, best[1:])

    def _first_with_needs(self, candidates: Sequence[Candidate], why: NoQuote):
        """A cart that lacks a required choice has no price yet: take its nearest store and ask."""
        if why is not NoQuote.NOT_PRICED:
            return None
        assert self._quoter is not None
        for candidate in candidates:
            store = self._quoter.nearest([UUID(each) for each in candidate.stores])
            if candidate.needs and store is not None:

                def ask(draft: Draft, candidate: Candidate = candidate, store: UUID = store) -> Reply:
                    chosen = msgspec.structs.replace(draft, store=store, lines=candidate.lines)
                    return self._ask(chosen, candidate.needs[0].kind, candidate.choices, candidate.unread)

                return ask
        return None

    def _change(self, draft: Draft, asked: ReaderDraft, turn: Turn) -> Reply:
        """A store is chosen: its menu reads the words, and the cart is quoted there."""
        if turn.elsewhere and not turn.edits:
            moved = msgspec.structs.replace(draft, store=None, question=None)
            return self._choose_store(moved, msgspec.structs.replace(turn, candidates=turn.elsewhere))
        if turn.fault is not None and not turn.edits:
            return self._not_read(draft, turn)
        after = reader.apply(asked, turn)
        changed = msgspec.structs.replace(draft, lines=after.lines, question=None)
        if not after.lines:
            return self._say(new_draft_after(changed), "cart_empty")
        if turn.needs:
            return self._ask(changed, turn.needs[0].kind, turn.choices, turn.unread)
        if turn.fault is not None:
            return self._not_read(changed, turn)
        return self._quote_again(changed, turn.unread)

    def _quote_again(self, draft: Draft, unread: Sequence[str] = ()) -> Reply:
        assert self._quoter is not None
        assert draft.store is not None
        outcome = self._quoter.one(draft.store, draft.lines)
        if isinstance(outcome, NoQuote):
            return self._say(draft, outcome.value, chips=("other_store", "start_over"))
        return self._offer(draft, outcome, unread, ())

    def _offer(self, draft: Draft, offer: Offer, unread: Sequence[str], others: Sequence[Quoted]) -> Reply:
        draft = msgspec.structs.replace(draft, question=None)
        if unread:
            text = self._speech.say("unread_rest", words="、".join(unread), cart=self._speech.cart(offer))
            return Reply(draft, (text,), chips=self._speech.chips("yes_rest", "start_over"))
        text = self._speech.offer(offer)
        changes = self._speech.change_chips(self._menu_of(offer.store_id), offer.lines[-1])
        chips = (*changes, *self._speech.chips("one_more", "other_store"))
        alternatives = tuple(self._alternative(each.offer) for each in others[:ALTERNATIVES_MAX])
        return Reply(draft, (text,), offer, chips[:CHIPS_MAX], alternatives)

    def _ask(
        self, draft: Draft, kind: NeedKind, choices: Sequence[ChoiceOffered], unread: Sequence[str]
    ) -> Reply:
        draft = msgspec.structs.replace(draft, question=Question(tuple(choices[:CHIPS_MAX])))
        texts = [self._speech.say("need_item" if kind is NeedKind.ITEM else "need_option")]
        if unread:
            texts.insert(0, self._speech.say("unread", words="、".join(unread)))
        return Reply(draft, tuple(texts), chips=_chips(choices))

    def _not_read(self, draft: Draft, turn: Turn) -> Reply:
        """Said what was not understood; the nearest names are offered, nothing is guessed."""
        key = _FAULT_WORDS.get(turn.fault, "not_understood") if turn.fault else "not_understood"
        if turn.needs and turn.fault is None:
            return self._ask(draft, turn.needs[0].kind, turn.choices, turn.unread)
        draft = msgspec.structs.replace(
            draft, question=Question(tuple(turn.choices[:CHIPS_MAX])) if turn.choices else None
        )
        if key == "not_found" and not turn.choices:
            key = "not_found_alone"
        text = self._speech.say(key, words=self._speech.quoted(turn.unread))
        return Reply(draft, (text,), chips=_chips(turn.choices) or self._speech.chips("menu", "help"))

    def _confirm(self, draft: Draft, turn: Turn) -> Reply:
        if draft.lines and draft.store is not None and self._quoter is not None:
            return self._quote_again(draft)
        return self._help(draft, turn)

    def _cancel(self, draft: Draft, turn: Turn) -> Reply:
        if draft.lines:
            return self._start_over(draft, turn)
        if self._facts.latest is not None:
            return self._say(draft, "cancel_by_tap")
        return self._say(draft, "nothing_to_cancel")

    def _start_over(self, draft: Draft, turn: Turn) -> Reply:
        return self._say(new_draft_after(draft), "started_over", chips=("menu", "help"))

    def _status(self, draft: Draft, turn: Turn) -> Reply:
        state = self._facts.latest_state
        return self._say(draft, f"status.{state}" if state else "status.none")

    def _other_store(self, draft: Draft, turn: Turn) -> Reply:
        if draft.store is None or not draft.lines or self._quoter is None:
            return self._say(draft, "other_store_of_what")
        passed = (*draft.passed, draft.store)[-CHIPS_MAX:]
        stores = self._stores_that_sell(draft)
        best = self._quoter.best([Wish(stores, draft.lines, 0)], passed)
        if isinstance(best, NoQuote):
            return self._say(draft, "no_other_store")
        moved = msgspec.structs.replace(draft, store=best[0].offer.store_id, passed=passed)
        return self._offer(moved, best[0].offer, (), best[1:])

    def _stores_that_sell(self, draft: Draft) -> tuple[UUID, ...]:
        """Stores whose menu has every item of the cart under the same ids: those that share the menu."""
        assert draft.store is not None
        key = self._city.menu_key_of(draft.store)
        return tuple(each for each in self._city.stores if self._city.menu_key_of(each) == key)

    def _menu_of(self, store_id: UUID) -> Menu:
        key = self._city.menu_key_of(store_id)
        assert key is not None, "a store that was quoted has a menu"
        return self._city.menus[key]

    def _menu(self, draft: Draft, turn: Turn) -> Reply:
        names = self._speech.menu_names(self._city, draft.store)
        chips = tuple(Chip(name, name) for name in names[:CHIPS_MAX])
        key = "menu" if names else "no_store"
        return Reply(draft, (self._speech.say(key, items="、".join(names)),), chips=chips)

    def _wallet(self, draft: Draft, turn: Turn) -> Reply:
        card = self._facts.card
        if card is None:
            return self._say(draft, "wallet_none")
        return Reply(draft, (self._speech.card(card),), chips=self._speech.chips("menu", "help"))

    def _help(self, draft: Draft, turn: Turn) -> Reply:
        return self._say(draft, "help", chips=("menu", "example"))

    def _small_talk(self, draft: Draft, turn: Turn) -> Reply:
        return self._say(draft, "small_talk", chips=("menu", "example"))

    def _decline(self, draft: Draft, turn: Turn) -> Reply:
        return self._say(msgspec.structs.replace(draft, question=None), "declined", chips=("start_over",))

    def _say(self, draft: Draft, key: str, *, chips: Sequence[str] = ()) -> Reply:
        return Reply(draft, (self._speech.say(key),), chips=self._speech.chips(*chips))

    def _alternative(self, offer: Offer) -> Alternative:
        name = self._speech.name(offer.store_name)
        return Alternative(
            offer.store_id,
            offer.store_name,
            offer.pay_fen,
            offer.total_fen,
            offer.distance_m,
            offer.eta_to,
            name,
        )


def new_draft_after(draft: Draft) -> Draft:
    """The same intent, emptied."""
    return msgspec.structs.replace(
        new_draft(draft.person, draft.conversation, draft.number), sequence=draft.sequence
    )


def _wish(candidate: Candidate, passed: Sequence[UUID]) -> Wish:
    stores = tuple(store for each in candidate.stores if (store := UUID(each)) not in passed)
    return Wish(stores, candidate.lines, len(candidate.unread))


def _chips(choices: Sequence[ChoiceOffered]) -> tuple[Chip, ...]:
    return tuple(Chip(choice.label, choice.label) for choice in choices[:CHIPS_MAX])


_PLAIN = {
    Intent.CONFIRM: Policy._confirm,
    Intent.DECLINE: Policy._decline,
    Intent.CANCEL: Policy._cancel,
    Intent.STATUS: Policy._status,
    Intent.START_OVER: Policy._start_over,
    Intent.OTHER_STORE: Policy._other_store,
    Intent.MENU: Policy._menu,
    Intent.HELP: Policy._help,
    Intent.WALLET: Policy._wallet,
    Intent.SMALL_TALK: Policy._small_talk,
    Intent.NOTHING: Policy._not_read,
}
_FAULT_WORDS = {
    TurnFault.TOO_LONG: "too_long",
    TurnFault.NOT_FOUND: "not_found",
    TurnFault.OPTION_NOT_OFFERED: "option_not_offered",
    TurnFault.NOT_IN_CART: "not_in_cart",
    TurnFault.AMBIGUOUS: "ambiguous",
    TurnFault.QUANTITY_OUT_OF_RANGE: "quantity_out_of_range",
    TurnFault.NOTHING_TO_CHANGE: "nothing_to_change",
}
