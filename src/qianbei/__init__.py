"""Qianbei 千杯: an AI ordering agent and the free-order campaign engine behind it.

The house is built in floors; imports point down only. ARCHITECTURE.md is the map.
"""
