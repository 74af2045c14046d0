"""A payer that keeps true books and answers as a test tells it to: late, lost, or not at all."""

from collections import Counter
from random import Random
from uuid import UUID

from qianbei.channels.payers.port import PayerAnswer
from qianbei.sandbox.payer.book import Book, Payment, PaymentState, Refusal, Verb, Verdict


class BookPayer:
    """Implements the payer's port over the sandbox's pure book.

    `declines` says no to new payments, `undecided` leaves them pending until `decide`. Of the questions,
    `deaf_rate` never reach the book, and of the answers `lost_rate` never reach us.
    """

    def __init__(self, random: Random, deaf_rate: float = 0.0, lost_rate: float = 0.0) -> None:
        self.book = Book()
        self.heard: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.declines = self.undecided = self.silent = False
        self.decline_rate = self.undecided_rate = 0.0
        self.deaf_rate, self.lost_rate = deaf_rate, lost_rate
        self._random = random
        self.known: list[UUID] = []

    async def authorise(self, payment_id: UUID, amount_fen: int, person: str) -> PayerAnswer:
        if self._is_deaf("authorise"):
            return PayerAnswer.NO_ANSWER
        if self.book.find(str(payment_id)) is None:
            self.known.append(payment_id)
        verdict = self._verdict()
        return self._answer(self.book.authorise(str(payment_id), amount_fen, person, verdict), payment_id)

    async def capture(self, payment_id: UUID) -> PayerAnswer:
        return self._apply(Verb.CAPTURE, payment_id)

    async def void(self, payment_id: UUID) -> PayerAnswer:
        return self._apply(Verb.VOID, payment_id)

    async def refund(self, payment_id: UUID) -> PayerAnswer:
        return self._apply(Verb.REFUND, payment_id)

    async def pay_out(self, payout_id: UUID, amount_fen: int, person: str) -> PayerAnswer:
        if self._is_deaf("pay_out"):
            return PayerAnswer.NO_ANSWER
        paid = self.book.pay_out(str(payout_id), amount_fen, person, self._verdict())
        return self._answer(paid, payout_id)

    async def query(self, payment_id: UUID) -> PayerAnswer:
        if self._is_deaf("query"):
            return PayerAnswer.NO_ANSWER
        if self.book.find(str(payment_id)) is None:
            return PayerAnswer.NEVER_HEARD_OF
        return self._answer(None, payment_id)

    def decide(self, payment_id: UUID) -> None:
        self.book.decide(str(payment_id))

    def state(self, payment_id: UUID) -> PaymentState | None:
        found = self.book.find(str(payment_id))
        return found and found.state

    def _verdict(self) -> Verdict:
        approve = not (self.declines or self._random.random() < self.decline_rate)
        if self.undecided or self._random.random() < self.undecided_rate:
            self.faults["payer_undecided"] += 1
            return Verdict(PaymentState.PENDING, approve=approve)
        return Verdict(PaymentState.AUTHORISED if approve else PaymentState.DECLINED)

    def _apply(self, verb: Verb, payment_id: UUID) -> PayerAnswer:
        if self._is_deaf(verb):
            return PayerAnswer.NO_ANSWER
        return self._answer(self.book.apply(verb, str(payment_id)), payment_id)

    def _is_deaf(self, question: str) -> bool:
        self.heard[question] += 1
        is_deaf = self.silent or self._random.random() < self.deaf_rate
        self.faults["question_lost"] += is_deaf
        return is_deaf

    def _answer(self, after: Payment | Refusal | None, payment_id: UUID) -> PayerAnswer:
        """As the sandbox's HTTP answers: a refusal also says how the payment stands."""
        now = after if isinstance(after, Payment) else self.book.find(str(payment_id))
        if now is None:
            return PayerAnswer.NO_ANSWER
        if self._random.random() < self.lost_rate:
            self.faults["answer_lost"] += 1
            return PayerAnswer.NO_ANSWER
        return PayerAnswer(now.state.value)
