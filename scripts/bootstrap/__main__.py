"""Sets up a checkout for `make run`, `make test`, `make check` or `make build`.

It runs on a bare Python (standard library only), does only what is missing, says each step in one line, and ends
with one clear line when it cannot go on. What is already done costs a few file reads.
"""

import sys

from browser import browser_environment
from front_end import build_front_end
from python_environment import sync_environment
from steps import Stuck, say

RUNTIME = ()
DEVELOPMENT = ("dev",)


def run() -> None:
    sync_environment(RUNTIME)
    build_front_end()


def test() -> None:
    sync_environment(DEVELOPMENT)
    build_front_end()
    browser_environment()


def check() -> None:
    sync_environment(DEVELOPMENT)


def main(words: list[str]) -> int:
    purposes = {"run": run, "test": test, "check": check, "build": run}
    if len(words) != 1 or words[0] not in purposes:
        say(f"usage: python scripts/bootstrap {'|'.join(purposes)}")
        return 2
    try:
        purposes[words[0]]()
    except Stuck as stuck:
        say(str(stuck))
        return 1
    except KeyboardInterrupt:
        say("interrupted; run the same command again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
