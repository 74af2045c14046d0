"""Facts that packets publish. The key is the packet for OPENED and CLOSED, the person for TAKEN, the payout for the rest."""

OPENED = "packets.opened.v1"
TAKEN = "packets.taken.v1"
CLOSED = "packets.closed.v1"
PAYOUT_WANTED = "packets.payout_wanted.v1"
PAYOUT_ENDED = "packets.payout_ended.v1"
"""Payload `state` says how it ended."""
