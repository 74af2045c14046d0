"""Payers: who holds people's money for us. One port, one HTTP adapter, one signature for both directions."""
