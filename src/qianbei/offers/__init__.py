"""Offers: an exact quote, and a blind ranking of stores. Pure: no database, no network, no clock of its own.

The ranker's input (`ranking.Candidate`) has no owner, brand, commission or advertisement: it cannot prefer what
it cannot see. An offer is the exact checkout a person approves; whoever seals and keeps it is elsewhere.
Deliberately absent: outside sellers' prices and receipts, until the market is built.
"""
