"""Red packets: decks of money split and shuffled before anybody draws, and the cash that people have paid out.

Owns `packets.packets`, `packets.shares`, `packets.payouts`.
Invariants: the shares of a packet sum to its total, to the fen; what a packet's seed will make is fixed before the
first share is taken (its SHA-256 is shown then, the seed afterwards); a person takes one share of a packet and a
retry finds the same one; a payout whose outcome is unknown is asked again, never assumed.
Deliberately absent: moving money (the flow does, in the same transaction), the payer, and who deserves a share.
"""
