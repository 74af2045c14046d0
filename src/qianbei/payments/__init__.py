"""Payments: what we asked the payer and what it is known to have answered.

Owns `payments.payments`.
Invariants: one payment an order; a state changes only by an answer of the payer or by our own request, never by
time; an answer that is older than what we know changes nothing; `unknown` is a state and is asked again.
Deliberately absent: the payer itself (channels/payers) and what a payment means for order and card (flows).
"""
