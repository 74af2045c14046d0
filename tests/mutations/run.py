"""Takes every guard of the table away, one after another, and sees each test fail that should: `make mutations`.

    python -m tests.mutations.run [--log FILE] [part of a name …]

Some minutes for all of them, so it is no part of `make test`. What is found is said line by line, on standard error or
in the log; a test that the log tells to have missed its guard is not run again. At the end the sum, on standard
output. Exit code 1 when a guard was not missed by a test.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.support import house
from tests.mutations import guards

TEST_S_MAX = 300
MISSED = 1
"""What pytest answers when a test failed; anything but that proves nothing."""
IN_PLACE = "tests/mutations/test_guards.py"
OF_ONE_GUARD = "agree_in_a_key or below_a_floor or who_locked"


def pytest(guard: str, *arguments: str) -> tuple[int, str]:
    """Exit code and output of tests without a guard."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.mutations.plugin", *arguments]
    environment = os.environ | {"QIANBEI_MUTATION": guard}
    run = subprocess.run(command, env=environment, capture_output=True, timeout=TEST_S_MAX, check=False)
    output = run.stdout.decode()
    if run.returncode not in (0, 1):
        _say(f"{guard}: {arguments} was not run\n{output[-2_000:]}{run.stderr.decode()[-2_000:]}")
    return run.returncode, output


def in_place() -> tuple[int, list[str]]:
    """How many tests of a guard in its place were run without it, and those that passed all the same."""
    _, output = pytest("each", IN_PLACE, "-k", OF_ONE_GUARD, "-rAp", "--tb=no")
    missed = re.findall(r"^FAILED (\S+)", output, re.MULTILINE)
    passed = re.findall(r"^PASSED (\S+)", output, re.MULTILINE)
    return len(missed) + len(passed), passed


def main(arguments: Sequence[str]) -> int:
    """The guards whose names hold one of these parts; without any, all."""
    parser = argparse.ArgumentParser(prog="mutations")
    parser.add_argument("wanted", nargs="*")
    parser.add_argument("--log", type=Path)
    asked = parser.parse_args(arguments)
    known = asked.log.read_text().splitlines() if asked.log and asked.log.exists() else []
    tried, survivors = (0, []) if asked.wanted else in_place()
    races = [
        (f"{lock.name} + {lock.second}" if lock.second else lock.name, test)
        for lock in guards.LOCKS
        for test in lock.felt_by
    ]
    races += [(each.name, test) for each in (*guards.RULES, *guards.FENCES) for test in each.felt_by]
    wanted = [race for race in races if not asked.wanted or any(part in race[0] for part in asked.wanted)]
    for guard, test in wanted:
        if f"missed: {guard}, in {test}" in known:
            continue
        is_missed = pytest(guard, "-x", test)[0] == MISSED
        if not is_missed:
            survivors.append(f"{guard}: {test}")
        _say(f"{'missed' if is_missed else 'SURVIVED'}: {guard}, in {test}", asked.log)
    sys.stdout.write(json.dumps(_sum(tried, len(wanted), survivors), indent=1) + "\n")
    return 1 if survivors else 0


def _sum(tried: int, races: int, survivors: Sequence[str]) -> dict[str, object]:
    machine = house.machine()
    return {
        "keys": len(guards.keys()),
        "floors": len(guards.FLOORS),
        "locks": len(guards.LOCKS),
        "rules": len(guards.RULES),
        "fences": len(guards.FENCES),
        "in_place": tried,
        "races": races,
        "survivors": list(survivors),
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }


def _say(text: str, log: Path | None = None) -> None:
    if log:
        with log.open("a") as file:
            file.write(f"{text}\n")
    else:
        sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
