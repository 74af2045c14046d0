"""The campaign file: what a campaign can say, its check, what a change to it takes away, and its forecast. Pure.

A campaign is one YAML file that people can read (docs/campaigns.md). Deliberately absent: what is the same for every
campaign (one card an order, no change given, all but one fen), and everything that counts while it runs (the budgets).
"""
