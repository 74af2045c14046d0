"""The reader: a person's words and a draft in, a typed turn out. Driven by menus and two small language packs.

Pure: no network, no clock, no state between turns, no item, brand or option name in code. What was not understood
is said (`unread`, `fault`, `choices`), never guessed. Deliberately absent: prices (menu), which store is best
(offers), what to answer (agent), and any language model.
"""
