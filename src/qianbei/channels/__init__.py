"""Adapters to the outside world. Each speaks one protocol and translates it into our own values.

Deliberately absent: decisions. An adapter says what was answered, or that nothing was.
"""
