"""The sandbox: 云汀 (Yunting), an invented city that uses Qianbei through its public HTTP doors only.

`city` makes the city from a seed; `menus/` holds its twelve brands; `people/` are its merchants, staff, riders
and customers; `payer/` is its payer, a server of its own. Everything here could be done by a real merchant, a
real rider or a real payer in the same way, so the whole room can be switched off and nothing else changes.

Deliberately absent: any import of another room but `kit` and `menu`, any database access, any private door.
Every name of a brand, place or person is invented.
"""
