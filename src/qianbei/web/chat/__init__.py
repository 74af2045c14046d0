"""The customer's conversation: turn, approval, status and following, the routes that a crowd hits.

Turn, approval and status are thin ASGI handlers beside the framework, because they decide how many people one core
can serve; their schemas are in the same openapi.json. Everything else of a customer is an ordinary route.
"""
