"""Budgets as a tree, and leases: what a worker may give out without asking the tree each time.

Owns `budgets.nodes`, `budgets.leases`, `budgets.burns`, `budgets.changes`.
Money lies in the ledger, at a programme and at a campaign; wave, city and day are caps (money, pieces) on what leaves
the campaign through them. A piece is whatever is given out one by one: a card, a packet.
Invariants: what was drawn through a budget never passes its caps (a constraint) and is the sum of what was given and
what is lent under it; a lease gives out no more than it was granted (a constraint), and only in its own epoch.
What comes back from a card (its unused face) lies in the campaign's money again; a cap counts what was given, and a
wave does not give it twice.
Deliberately absent: moving money (the flow does, in the same transaction) and what a piece is.
"""
