"""Who shares what with whom, and whether a reward may be given just now.

Tables owned (schema `abuse`): `keys`, `members`, `households`, `reviews`, `review_steps`.
Invariants: people become one household only by a device, phone, payment account or door that they share, never by a
network or by how their browser looks; a household is bounded, and has a cap instead of a ban; what is delayed stands in a
review with its reasons, and every review can be appealed; each step of a review is kept with who took it.
Deliberately absent: giving or taking anything (the flows do, before a card exists; a paid order is never looked at here),
the plain values behind keys, and any score that nobody could explain.
"""
