"""Every guard of the house, how it is taken away, and the tests that must miss it: `make mutations`.

`guards` is the table, `rows` makes rows to try guards on, `plugin` takes one away inside pytest, `run` does it for all.
`test_guards` proves each guard in place, in seconds; the races that need it are named beside it in the table.
"""
