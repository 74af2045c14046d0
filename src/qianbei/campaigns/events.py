"""Facts that campaigns publish. The key is the plan; the payload says what was done to how many cards."""

CARDS_CHANGED = "campaigns.cards_changed.v1"
