"""What a decision of the gate costs, on one core: `.venv/bin/python bench/gate.py [--json]`.

Decisions alone, without HTTP: a running conversation's next turn, a newcomer let in, a newcomer given a place, the same
one asking again, and a commit, with a hundred thousand people waiting where somebody waits. Then a turn that is refused,
from the parsed request to the answer's bytes: session, body, place, ticket, words. And what one who waits takes of memory.
"""

import argparse
import asyncio
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.crowd import CELL, WORDS
from qianbei.gate.answers import GateShape
from qianbei.gate.gate import Gate
from qianbei.kit.clock import FixedClock
from qianbei.kit.seals import Sealer
from qianbei.web.chat.turn import TurnRoute
from qianbei.web.gate import GateDoor
from qianbei.web.session import Claims

COUNT = 20_000
WAITING = 100_000


def measured_us(work: Callable[[int], object]) -> float:
    started_s = time.process_time()
    for number in range(COUNT):
        work(number)
    return (time.process_time() - started_s) / COUNT * 1e6


def refused_turn_us() -> float:
    """CPU time of a turn that is refused, in its handler, by people who wait and ask again."""
    now = datetime(2031, 5, 20, 4, tzinfo=UTC)
    sealer, clock = Sealer({"k": b"k" * 32}, "k"), FixedClock(now)
    door = GateDoor(
        GateShape(orders_per_s=1.0), sealer, clock, Random(1), lambda: 0.0, "bench", is_secure=True
    )
    for number in range(WAITING):
        door.gate.ask(UUID(int=number + 1), UUID(int=WAITING + number + 1), 0.0)
    parts: Any = SimpleNamespace(sealer=sealer, clock=clock, cell=CELL)
    nobody: Any = None
    route = TurnRoute(parts, nobody, door)
    message = {"id": "1", "role": "user", "content": WORDS}

    async def all_refused() -> float:
        asked = []
        for number in range(WAITING - COUNT, WAITING):
            session = msgspec.json.encode(Claims(CELL, UUID(int=number + 1), ()))
            token = sealer.token("session", session, now + timedelta(days=1))
            turn = {"threadId": str(UUID(int=number + 1)), "runId": "1", "messages": [message], "state": {}}
            scope = {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]}
            asked.append((scope, msgspec.json.encode(turn)))
        started_s = time.process_time()
        for scope, body in asked:
            answer = await route(scope, _receiving(body))
            assert not callable(answer)
            assert answer.status in {429, 503}, answer
        return (time.process_time() - started_s) / COUNT * 1e6

    return asyncio.run(all_refused())


def _receiving(body: bytes) -> Callable:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    return receive


def bytes_a_place() -> float:
    """What the room holds for each one who waits, their ids not counted."""
    ids = [UUID(int=number + 1) for number in range(COUNT)]
    gate = Gate(GateShape(orders_per_s=1.0), Random(1), 0.0)
    tracemalloc.start()
    for number in range(COUNT):
        gate.ask(ids[number], ids[number], 0.0)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return taken / COUNT


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
        "refused_turn_us": refused_turn_us(),
        "bytes_a_place": bytes_a_place(),
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
    sys.stdout.write(f"a refused turn, the whole handler: {result['refused_turn_us']:.0f} us\n")
    sys.stdout.write(f"memory of one who waits: {result['bytes_a_place']:.0f} B\n")


if __name__ == "__main__":
    main()
