"""Drops: many cards at one instant, by lot among those present when it opens, then first come, first served.

Owns `drops.drops`, `drops.places`, `drops.keys`.
Invariants: never more cards than the drop says (a constraint); a person has one place, and so has a device, a phone
and a payment account; who wins follows from the places and a seed whose SHA-256 was public before the first of them.
Deliberately absent: the cards and their money (the flow), and who is a farm (abuse).
"""
