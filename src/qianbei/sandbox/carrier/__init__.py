"""The sandbox carrier: an SMS gateway that sends none. It takes each id once, keeps what came last, and can be made hostile.

A process of its own that listens on loopback. Deliberately absent: memory of its texts after it ends.
"""
