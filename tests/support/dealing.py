"""How `make test` deals files to its processes: the longest first, so that none is left over for the end.

The browser's files stay together: they share one installation, whose city would otherwise live in every process.
"""

import pytest
from xdist.scheduler import LoadFileScheduling

LONGEST_FIRST = ("browser", "simulation", "web", "concurrency", "flows", "store", "agent", "unit")
TOGETHER = "tests/browser/"


class LongestFirst(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LongestFirst | None:
    """Ours where files were asked for (`--dist loadfile`)."""
    if config.option.dist != "loadfile":
        return None
    config.option.loadscopereorder = False
    return LongestFirst(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _rank(item.nodeid))  # Stable: the order inside a folder stays.


def _rank(nodeid: str) -> int:
    folder = nodeid.split("/")[1] if "/" in nodeid else ""
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
