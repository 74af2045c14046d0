"""Takes every guard of the table away, one after another, and sees each test fail that should: `make mutations`.

    python -m tests.mutations.run [part of a name …]

Some minutes for all of them, so it is no part of `make test`. Exit code 1 when a guard was not missed by a test.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence

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


def main(wanted: Sequence[str]) -> int:
    """The guards whose names hold one of these parts; without any, all."""
    tried, survivors = (0, []) if wanted else in_place()
    if tried:
        _say(
            f"{tried} keys, floors and locks taken away, each from its own test: {len(survivors)} not missed"
        )
    races = [
        (f"{lock.name} + {lock.second}" if lock.second else lock.name, test)
        for lock in guards.LOCKS
        for test in lock.felt_by
    ]
    races += [(each.name, test) for each in (*guards.RULES, *guards.FENCES) for test in each.felt_by]
    for guard, test in races:
        if wanted and not any(part in guard for part in wanted):
            continue
        code, _ = pytest(guard, "-x", test)
        if code != MISSED:
            survivors.append(f"{guard}: {test}")
        _say(f"{'missed' if code == MISSED else 'SURVIVED'}: {guard}, in {test}")
    for survivor in survivors:
        _say(f"not missed: {survivor}")
    return 1 if survivors else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
