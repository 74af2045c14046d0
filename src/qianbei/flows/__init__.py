"""Use cases that cross domains: one file each, one transaction each.

Every flow obeys one lock order: orders, payments, cards, jobs, slots, balances; each by key. A flow locks first,
decides in memory, then writes. What the outside world must hear leaves as an event in the same transaction.
Deliberately absent: rules (they live with their domain) and words (they live with who speaks).
"""
