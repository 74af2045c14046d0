"""The composition root: settings, wiring, the process roles and the `qianbei` command.

Only here do the rooms meet as objects: everything below takes what it needs as arguments.
Deliberately absent: any decision about orders, money or cards, and any SQL.
"""
