"""Fulfilment: cups promised per store and slot, the store's work and the rider's work, the codes between them.

Owns `fulfilment.slots`, `fulfilment.jobs`.
Invariants: cups taken never pass cups offered in a slot (reserved in the placing transaction, a constraint);
a job has at most one rider; a bag leaves a shop only against its pickup code and reaches a hand only against the
customer's code; a rider carries one job at a time.
Deliberately absent: the order's own state (orders moves beside it, in the flow) and finding riders (dispatch).
"""
