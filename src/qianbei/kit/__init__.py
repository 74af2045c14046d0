"""Small pure tools every floor may use: money, ids, clock, geometry, seals, catalogues of words.

Nothing here knows a domain word, reads a file outside this package's callers' own, or touches the network.
Time, randomness and keys are always arguments, so the same code runs in production and in the simulator.
"""
