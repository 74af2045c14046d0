"""The JSON that doors answer with, one module a door, as docs/openapi.json shows it. Money in fen, times in city time.

Deliberately absent: what doors take (beside their routes), and sessions, cards and stores, which `web.bodies` has.
"""
