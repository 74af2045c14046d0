"""Builders that speak the domain: a city in one line, an order in one more."""
