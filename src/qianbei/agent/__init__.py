"""The agent: what it holds of the city, and the turn from words to an offer.

Deliberately absent: a language model in the order path, and any promise the database has not committed.
"""
