"""Facts that fulfilment publishes. The key is the order."""

RIDER_TOOK = "fulfilment.rider_took.v1"
CODE_SHARED = "fulfilment.code_shared.v1"
