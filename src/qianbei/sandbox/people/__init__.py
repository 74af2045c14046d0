"""The people of 云汀: merchants, kitchen staff, riders and, if wanted, a crowd of customers.

They act through the public HTTP doors only (`doors`), each signed in as themselves. What people can see with
their own eyes, and no door tells, is the `street`: the code on a bag on the counter, the code said at a door.
They keep no memory that matters: what to do next is read from the doors, so they can be killed at any instant.

Deliberately absent: mistakes other than a store's refusal, weather, taste, and any power a real person lacks.
"""
