"""Reads for screens and the audit: one SELECT each, over any schema, changing nothing.

A view bypasses the domains' doors on purpose: it shows rows as they are and decides nothing. It runs in read-only
transactions, and a test runs every one of them as a role that may only SELECT.
Deliberately absent: words (the web and the agent speak) and any lock.
"""
