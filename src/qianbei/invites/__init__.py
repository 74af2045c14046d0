"""Invites: who brought whom, what both are promised for it, and the daily draw of those who brought several.

Owns `invites.codes`, `invites.rules`, `invites.bindings`, `invites.days`, `invites.draws`.
Invariants: a person is bound to one inviter, the first whose code they used; following inviters never leads back
(no self, no ring); an inviter has at most the campaign's number of live invites; what a binding promises is set aside
when it is made and is given once, or goes back; the seed of a day's draws is fixed before the day's first draw.
Deliberately absent: moving money and giving cards (the flow does, in the same transaction), and who is one household.
"""
