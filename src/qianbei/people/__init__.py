"""Who somebody is to us: persons, the keys that recognise them, their roles, addresses and riders.

Tables owned (schema `people`): `persons`, `identity_keys`, `phone_codes`, `code_counts`, `roles`, `addresses`, `riders`.

Invariants: a person exists before anything is theirs. An identity key (device, phone, account) belongs to
exactly one person in all cells, and only its keyed hash is stored. A one-time code is spent once, allows five
wrong tries and is stored as a hash. A role that stands here was granted by a committed transaction.

Deliberately absent: sessions (a sealed token carries them, so no request reads a table to know its person),
the customer and operator roles (everybody is a customer; an operator is whoever holds the installation's key),
cards (campaigns) and the phone number itself (a masked form is all that people are ever shown).
"""
