"""The slow reader: any OpenAI-compatible model asked for the same typed turn, when the fast one is unsure.

It gives words a meaning on the menu at hand and nothing else: the menu's own check decides whether that is a legal
cart, and the person says yes before it counts. Imported only where a model is configured. Deliberately absent: tools,
prices, the power to confirm, cancel or place anything, and any transaction while a model thinks.
"""
