"""HTTP and SSE: doors for people, stores, riders, operators and other servers, and the built pages.

Every answer is a contract body or an error of one shape (`errors`), in the language of the request. Every write
runs once for its Idempotency-Key (`idempotency`), in one transaction that only this room's `Write` or a flow opens.
A session is a sealed token, so knowing who asks costs no read (`session`).

Deliberately absent: decisions. A refusal comes up from a domain or a flow as a reason, and is only worded here.
"""
