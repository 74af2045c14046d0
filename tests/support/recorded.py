"""Recorded event streams: what was said once stays as it was, ids and seals apart.

Made anew with QIANBEI_WRITE_DOCS=1.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

RECORDED = Path(__file__).parents[1] / "web" / "recorded"

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SEAL = re.compile(r"k1\.(\d+)\.[\w-]{27}")
_CODE = re.compile(r'"handover_code":"\d{4}"')


def assert_as_recorded(name: str, streams: Sequence[str]) -> None:
    """Runs of one conversation; each id becomes a number, in order of appearance."""
    made = "\n\n\n".join(stream.strip() for stream in streams) + "\n"
    numbers: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"00000000-0000-4000-8000-{len(numbers) + 1:012d}")

    made = _CODE.sub('"handover_code":"0000"', _SEAL.sub(r"k1.\1.seal", _ID.sub(numbered, made)))
    file = RECORDED / f"{name}.sse"
    if os.environ.get("QIANBEI_WRITE_DOCS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(made, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == made
