"""Campaigns and the cards they give.

Owns `campaigns.campaigns`, `campaigns.cards`, `campaigns.card_moves`.
Invariants: a card has one state and at most one order; it is held or redeemed exactly while it names an order;
one joining card a person and campaign; every change of a card is a row that its owner can read.
Deliberately absent: money (the ledger moves it in the same transaction, called by the flow) and any rule that
ends a hold by time alone (a flow first brings the order to a known end).
"""
