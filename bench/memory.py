"""Whether a web worker's memory stays what it is while it serves whole journeys, new people each time.

    python bench/memory.py [--minutes 60] [--connections 32] [--json] [--seed 1]

Journeys as in bench/journey.py, round after round; after each round the resident memory of the worker. Samples are those
nearest to twelve even marks; the last quarter over the second says how flat it is, since what fills at first (menus read,
sessions of the pool) is not growth.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.intake import APPLICATION, audited, opened, vars_of
from bench.journey import generated
from bench.support import house

ROUND_JOURNEYS = 2_000
MARKS = 12


async def run(minutes: float, connections: int, seed: int) -> dict[str, Any]:
    rounds: list[dict[str, float]] = []
    journeys = 0
    async with opened(seed) as bench:
        with house.web_server(bench.settings, APPLICATION) as server:
            began_s = time.monotonic()
            while not rounds or rounds[-1]["minutes"] < minutes:
                journeys += (await generated(bench, ROUND_JOURNEYS, connections))["journeys"]
                rounds.append(
                    {"minutes": (time.monotonic() - began_s) / 60, "web_mib": house.memory_mib(server)}
                )
        found = await audited(bench)
    web_mib = [each["web_mib"] for each in rounds]
    quarter = max(1, len(web_mib) // 4)
    step = max(1, len(rounds) // MARKS)
    return {
        "minutes": rounds[-1]["minutes"],
        "journeys": journeys,
        "samples": rounds[::step],
        "last_over_second_quarter": statistics.mean(web_mib[-quarter:])
        / statistics.mean(web_mib[quarter : 2 * quarter] or web_mib),
        "audit": found,
        "seed": seed,
        "machine": vars_of(house.machine()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    result = asyncio.run(run(given.minutes, given.connections, given.seed))
    if given.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    for each in result["samples"]:
        sys.stdout.write(f"{each['minutes']:.1f} min: {each['web_mib']:.0f} MiB\n")
    sys.stdout.write(
        f"{result['journeys']:,} journeys; last quarter over the second {result['last_over_second_quarter']:.3f}; "
        f"audit {result['audit']}\n"
    )


if __name__ == "__main__":
    main()
