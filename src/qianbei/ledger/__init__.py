"""Money as debit → credit transfers between accounts; nothing else changes a balance.

Owns `ledger.accounts`, `ledger.balances`, `ledger.transfers`.
Invariants: balances of a cell and unit sum to zero; no balance passes its floor (a constraint, not a habit);
a transfer is written once under the id its caller derives, and never changed.
Deliberately absent: what money is for. Callers name a kind and a subject; the meaning lives with them.
A hot account is spread over slots; an account with a floor keeps the money of one subject in one slot, so that
the floor holds slot by slot.
"""
