"""Qianbei 千杯: an AI ordering agent and the free-order campaign engine behind it.

The house is built in floors; imports point down only. ARCHITECTURE.md is the map.
"""

import os

# The dictionary of whole words takes half a second of every start, and only single characters are looked up.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
