"""The agent: what it holds of the city, and the turn from words to an offer.

Which of its tools work is what the system says, never what a model says. Deliberately absent: a language model in the
path of words that the reader knows, and any promise the database has not committed.
"""
