"""Orders: one intent, one order, and the states it may pass through.

Owns `orders.orders`, `orders.history`.
Invariants: the order id is derived from the intent (person, conversation, draft number), so the primary key is
promise 3; one idempotency key of a person names one order; a state changes only along `rules.MACHINE`, and every
change after the placing is a row of history; the checkout is kept exactly as it was approved, with its hash.
Deliberately absent: what else must happen with a step (card, cups, money): a flow does that beside it.
"""
