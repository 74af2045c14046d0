"""Events on their way, messages already taken, answers already given.

A flow appends events in the transaction that makes them true; the relay hands each to its handler at least once
and, per key, in order. For an event its own row is the inbox: `Delivery.transaction()` locks it, skips it when it
is done, and marks it done together with the effect. The `inbox` table is for messages that come from outside
(a payer's callback), `answers` for the Idempotency-Key of ordinary writes.

Tables owned: outbox.events, outbox.inbox, outbox.answers.
Invariants: an event is done only in a transaction that committed its effect; an event waits for every earlier
pending one of its key; nothing is tried more often than ATTEMPTS_MAX, then it is `dead` and shown, and the key
goes on without it. Deliberately absent: topics with several subscribers (a handler may fan out), exactly-once
delivery (handlers tolerate a second one), and any promise that a notification arrives.
"""
