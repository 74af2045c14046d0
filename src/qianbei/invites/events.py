"""Facts that invites publish. The key is the newcomer, except for DRAWN, where it is who drew."""

BOUND = "invites.bound.v1"
DUE = "invites.due.v1"
"""The newcomer's order is in their hands: the promise may be kept. Payload `order_id`."""
VESTED = "invites.vested.v1"
VOIDED = "invites.voided.v1"
DRAWN = "invites.drawn.v1"
"""Payload of all but DUE: `inviter_id` and, where there is one, `reason` or `amount_fen`."""
