"""Campaigns that came from a file: every version of the file, the waves in which they give, pause and pace.

Owns the schema `waves`. A version is never changed, and a wave is never taken away. How much a wave may give stands in
its budget (budgets); this room says when, by which ways, of which kind of card, and how fast.
"""
