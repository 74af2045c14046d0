"""The gate: who may begin now, who waits with an honest number, and how much is spent on each conversation.

Whole conversations are admitted, not single turns; the signal is queueing delay, never total response time; waiting
with a place is better than being refused and asking again. The code is pure: real (monotonic) seconds and chance are
arguments, so one and the same gate runs in a worker and in the simulation. Sources: reference/overload.md's list
(DAGOR, Breakwater, tRPC's F, start-time fair queueing, Queue-it's waiting rooms).
Deliberately absent: sockets, rows, words, the city's clock, and any right of a client to name its own class.
"""
