"""What a decision of the gate costs, on one core: `.venv/bin/python bench/gate.py [--json]`.

Decisions alone, without HTTP: a running conversation's next turn, a newcomer let in, a newcomer given a place, the same
one asking again, and a commit, with a hundred thousand people waiting where somebody waits.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from qianbei.gate.answers import GateShape
from qianbei.gate.gate import Gate

COUNT = 20_000
WAITING = 100_000


def measured_us(work: Callable[[int], object]) -> float:
    started_s = time.process_time()
    for number in range(COUNT):
        work(number)
    return (time.process_time() - started_s) / COUNT * 1e6


def run() -> dict:
    ids = [UUID(int=number + 1) for number in range(WAITING + 5 * COUNT)]
    free = Gate(GateShape(), Random(1), 0.0)
    full = Gate(GateShape(orders_per_s=1.0), Random(1), 0.0)
    for number in range(WAITING):
        full.ask(ids[number], ids[-1 - number], 0.0)
    shift = WAITING + COUNT
    result = {
        "newcomer_let_in": measured_us(lambda n: free.ask(ids[n], ids[n + shift], 0.0)),
        "next_turn": measured_us(lambda n: free.ask(ids[n], ids[n + shift], 1.0)),
        "newcomer_given_a_place": measured_us(lambda n: full.ask(ids[WAITING + n], ids[n], 0.0)),
        "asking_again": measured_us(lambda n: full.ask(ids[50_000 + n], ids[n], 0.0)),
        "commit": measured_us(
            lambda n: (free.commits.enter(n, ids[n], 1.0), free.commits.finish(1.0, is_placed=True))
        ),
    }
    machine = house.machine()
    return {
        "us": result,
        "waiting": WAITING,
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = run()
    if arguments.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    for name, us in result["us"].items():
        sys.stdout.write(f"{name}: {us:.1f} us\n")


if __name__ == "__main__":
    main()
