"""Facts that campaigns publish."""

CARD_ISSUED = "campaigns.card_issued.v1"
CARD_REDEEMED = "campaigns.card_redeemed.v1"
CARD_RELEASED = "campaigns.card_released.v1"
CARD_RETURNED = "campaigns.card_returned.v1"
