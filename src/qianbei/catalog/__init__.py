"""Who sells what, where and when: sellers, stores, menus by version, and the places one can deliver to.

Tables owned (schema `catalog`): `revisions`, `sellers`, `stores`, `menus`, `places`.

Invariants: only a menu that passed the menu check is stored, and a stored version never changes. A store is
open only with a menu. Every change takes the next revision of its cell under a lock that lasts until the
commit, so revisions appear in the order of their commits and a reader that asks for what came after the last
one misses nothing.

Deliberately absent: prices and parsing (the menu format), capacity in use (fulfilment), any copy of the
catalogue in memory (its readers keep their own) and who may act for a seller (people).
"""
