"""Messages on their way out: the words of each kind, who can read an address, and one port with two adapters.

Web Push (RFC 8030, 8291, 8292) brings a text to a browser that wanted it; SMS goes to any gateway that takes JSON by
POST. Deliberately absent: when something is sent, how often, and whether at all.
"""
