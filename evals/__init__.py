"""Measured quality of the reader: menus, sentences with the cart each must give, and the run that compares.

`notation` reads and writes carts, `cases` the files, `check` proves that every gold line is legal, `run` reports.
Deliberately absent: any knowledge of how the reader works; it is entered through its public doors only.
"""
