"""Facts that payments publish: what is to be asked of the payer. The key is the order."""

CAPTURE_WANTED = "payments.capture_wanted.v1"
MONEY_BACK_WANTED = "payments.money_back_wanted.v1"
