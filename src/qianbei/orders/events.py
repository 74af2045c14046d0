"""Facts that orders publish. The key is the order; the payload names the person and the state it reached."""

PLACED = "orders.placed.v1"
MOVED = "orders.moved.v1"
