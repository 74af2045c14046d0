"""docs/measurements.md, made from docs/measurements/*.json: `.venv/bin/python -m bench.report`.

Every figure that people read about speed and cost stands on that one page, with the command that prints it. A
bench that was not run yet says so. Deliberately absent: measuring, and any figure typed by hand.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bench import faults, placing, reading, screened, standing

FOLDER = Path(__file__).parents[1] / "docs" / "measurements"
PAGE = FOLDER.with_suffix(".md")

_HEAD = """# Measurements

Made by `bench/report.py` from the files in `docs/measurements/`; do not edit by hand. Every figure about speed and
cost that people read about this project stands here, with the command that prints it. Figures of different machines
do not compare; ratios and counts of rows do. Nor do hours of one machine: this one's speed changes by half within minutes.
`loop_ms`, where it stands, is the CPU time of a fixed loop of Python right after the run: 19 at its best, 49 at its worst.
Python 3.11.2 is Debian's, built with profile-guided optimisation; 3.11.7 is a plain build, and takes about a tenth more.
3.13.5, Debian 13's and built so too, is faster: in turns on one core, loaded, at 607120f it read half of the turns within 320,
328 and 377 µs, where 3.11.2 took 427, 431 and 460 and Debian's 3.14.10 394, 401 and 481. A journey cost the workers 1,597 and 1,710 µs
where 3.11.2 took 1,815 and 1,860; an order 510 and 379 where it took 509 and 399, which is no clear difference.
"""


class Section(NamedTuple):
    """A bench: what its figures mean, how to print them, and how its JSON object becomes Markdown."""

    title: str
    about: str
    command: str
    body: Callable[[Mapping[str, Any]], str]


SECTIONS: Mapping[str, Section] = {
    "intake": Section(
        "Placing orders",
        "Whole orders through HTTP with `synchronous_commit=on`: web workers, PostgreSQL and generator share one\n"
        "machine. A closed loop finds the capacity; the figures are of an open loop that offers 95 % of it, or as much\n"
        "less as it takes to answer in time, the middle one of the runs. The baseline has the same routes, SQL and rows, one transaction an order, best of 1 to 16\n"
        "connections. Payer and relay do not run: what happens after the commit is not intake.\n\n"
        "What one approval of a batch of 64 costs a worker at 4b5edd3, each part measured alone with its memory warm, on a loaded\n"
        "machine in its fast minutes, in which a whole order cost the workers 205 to 260 µs:\n\n"
        "| part | µs |\n"
        "|---|---|\n"
        "| HTTP in and out, the body's way between the server's threads, a task each | 55 |\n"
        "| session opened (a new person's; one that spoke before is kept) | 9–12 |\n"
        "| body decoded, the offer's seal checked, its fields read | 3 + 8 + 10 |\n"
        "| order's id, hash, sealed record, approval | 3 + 4 + 5 + 7 |\n"
        "| commit line and batcher | 14 |\n"
        "| batch: what each wants, locks and looks, decision | 6 + 4 + 3 |\n"
        "| batch: rows to write, and their parameters | 12 + 14 |\n"
        "| batch: what it costs before its first order (1.1 ms) | 17 |\n"
        "| answer made and encoded | 3 + 4 |\n"
        "| the rest: answers read, the loop, memory that is cold | 40–90 |\n\n"
        "What was tried then, loaded, in pairs, CPU an order. Kept: a body is read to its announced length and not to the\n"
        "message that says so (-14 µs on an empty route); a write begins at once when 64 wait, not 16 (at 2,400 a second -21 µs\n"
        "of the workers', -20 of PostgreSQL's, batches of 25 instead of 22); the generator finds an answer's end in two\n"
        "searches (-3 of its 23). With all of it, closed loop, five pairs: the workers' 303 to 260 µs. Left out: waiting for\n"
        "PostgreSQL without the driver's timer and poll (nothing at a batch of 1 and of 12, -2 at 64); one JSON text for a\n"
        "table's rows (a payment -0.9 in the worker and +3.6 in PostgreSQL, an order +17 and +31); fewer look-ups by id (-0.7);\n"
        "several threads or their own tasks in the server (nothing). Two workers' batches nearly always meet in a slot and wait\n"
        "for one another's commit, 7 to 9 ms each; with twenty times as many stores they did not, and placed no more: it is the\n"
        "processors that are full. The next steps: the server's other interface (-12 µs more on an empty route, and an adapter\n"
        "for all routes of the framework); ids of a batch written once for the five tables that take them; the 1.1 ms in the\n"
        "worker and 1.3 in PostgreSQL that a batch costs before its first order: in the worker two thirds of that are spent\n"
        "statement by statement.\n\n"
        "Tried at 20cddac and before it, with real-time priority beside other work, both versions' servers up and asked in turns:\n"
        "the workers' CPU an order as a share of what it was, with its standard error, and nothing kept. Chance fetched for 64 ids\n"
        "at once: 0.96, 0.99 and 1.00 ± 0.02 in 12, 16 and 40 pairs. Hashes fed in pieces so short that they keep the interpreter:\n"
        "1.04 in 12, no clear difference. Approvals opened twenty milliseconds' worth at a time: 0.92 ± 0.03 at 2,200 a second and\n"
        "0.95 ± 0.02 at 700, but PostgreSQL's 1.14 ± 0.09 and 1.07 ± 0.03, and at 2,200 half answered within 48 ms and not 37; opened\n"
        "only when their write begins, with all of that write: 1.10 ± 0.05 at 2,200, 0.96 ± 0.02 at 1,500 (half\n"
        "answered a tenth later), 0.98 ± 0.03 at 700, 1.04 ± 0.03 closed loop. Writes 40 ms apart and not 20, at 2,400 a second:\n"
        "470 and 490 µs in two pairs, half answered within 67 and 51 ms in one. No part is large any more: of the workers' samples 65 % are\n"
        "the interpreter's own, 11 the system's, 6 msgspec's, 5 the server's, 3 hashes; PostgreSQL's largest function has 4. Closed loop an order\n"
        "cost the workers 300 to 410 µs and 2,800 to 3,700 a second were placed; the same order costs 490 to 570 at 2,200 to 2,400\n"
        "offered and 1,000 to 1,250 at 700, when each finds its worker asleep (switches of the worker's threads an order: 0.4 closed loop,\n"
        "1.0 to 1.3 at 2,200 to 2,400, 5.6 at 700). Ids are compared and hashed 31 times an order and 83 times a journey.",
        ".venv/bin/python bench/intake.py --json > docs/measurements/intake.json",
        placing.intake,
    ),
    "intake_paced": Section(
        "Placing orders at a given pace",
        "The same orders at a rate that is held: how late answers come, counted from when each request was due.\n\n"
        "Measured in a slow hour; earlier that day 340acb5 had held the same ten minutes within 127 ms. Batches of few orders stay\n"
        "20 ms apart: three quiet pairs of a minute at 87a0bd6 gave 123, 102 and 150 ms with it, 165, 150 and 167 without, half\n"
        "answered within 28, 28 and 31 against 29, 33 and 32 ms, and CPU an order of 740 against 826 µs in the workers, 349 against\n"
        "449 in PostgreSQL.",
        ".venv/bin/python bench/intake.py --offered 1157 --seconds 600 --json > docs/measurements/intake_paced.json",
        placing.intake_paced,
    ),
    "intake_growth": Section(
        "Placing orders among many",
        "The same orders, closed loop, when so many are there already, all placed by this path.",
        ".venv/bin/python bench/intake.py --orders 1000000 --json > docs/measurements/intake_growth.json",
        placing.intake_growth,
    ),
    "intake_growth_copied": Section(
        "Placing orders among ten million",
        "The same, but what is there past 100 thousand are copies of the first orders with all that belongs to them, made inside\n"
        "PostgreSQL: placing ten million through HTTP takes hours here. What is measured are new orders, placed by this path. The\n"
        "audit is of the orders before any was copied.",
        ".venv/bin/python bench/intake.py --orders 10000000 --copied --json > docs/measurements/intake_growth_copied.json",
        placing.intake_growth,
    ),
    "journey": Section(
        "Whole journeys",
        "Words, the offer, the tap, the placed order and its status, each a new person's, through HTTP. Sixty stores in reach\n"
        "share one menu. Payer and relay do not run.\n\n"
        "Where a worker's time went at f1b249f, by samples of who held the interpreter: the turn 34 % (which stores, lots and\n"
        "the offer 10, what holds its parts together 10, sealing and spelling 4, facts 3, gate 3, session and body 2, the rest\n"
        "of the answer 2), the approval 20 % (its batch 13), the status 5 %, bodies and answers handed to and from the server's\n"
        "own thread 10 %, loop, tasks and batchers 31 %. Before, choosing among stores alone was a fifth. Since then a worker\n"
        "counts the cups that it lately offered (all of a second were sent to one store, and their orders waited for one row), a\n"
        "batch waits for PostgreSQL twice instead of five times, and plans of what is asked again and again are kept.\n\n"
        "Below saturation a journey cost three times what it does at full load (at 280 a second on a loaded machine 4.1 ms of the\n"
        "workers' CPU and 1.8 of PostgreSQL's): a batch cost 4 ms before its first order, 0.2 more for each, and most were of one.\n"
        "That kept turns from the cores. The workers' loops were late by 5 ms or more 2 to 13 times in 8 seconds, mostly with\n"
        "nothing of their own to do; no garbage was collected meanwhile; each request is one task, the server's. So statements go\n"
        "without the driver's cursors now (a batch of one 2.4 to 1.7 ms of a worker's CPU), connections that place orders keep\n"
        "their plans (2.0 to 1.6 ms of PostgreSQL's), and batches of few orders begin 20 ms apart. The next three steps: waiting for\n"
        "PostgreSQL without the driver's timer and poll each time; fewer parameters a row in the approval's batch; the server's\n"
        "other interface, which takes an answer in one call (not more than 10 µs a request, where it was tried alone).\n\n"
        "Where a turn's time goes in a worker, of 561 µs of CPU, 32 at once in one process, by samples on a loaded machine just before 1230dfa\n"
        "(a stage alone and again and again takes a third: what is cold costs the rest): the gate's admission 46, the choice of a\n"
        "reply 45, three stores quoted 37, the offer made 37, its JSON 33, the session opened 30, what the turn may look at 28, the\n"
        "slot 26, seals 25, the request 26, lots 21, facts 48, the pass 16, events 15, words 14, the loop and who asked 60. Finding\n"
        "stores went from 32 to 3 there (sixteen were looked at anew for each that a crowd was offered), words from 39 to 14, wishes from\n"
        "17 to 4; all of it, with fewer steps for lots and quotes since, took a turn from 584 to 516 in pairs. A status takes 150 to\n"
        "210: view 25, its tag 19, the answer of PostgreSQL 18. Facts of one turn alone cost 280 µs, of sixteen 37 each; at 250 a\n"
        "second nearly each is alone.\n\n"
        "What a journey costs depends on who may stop whom. With real-time priority, where nobody of us stops another, batches held 37\n"
        "orders and a journey cost the workers 1,060 and PostgreSQL 250 µs; and at 250 a second 99 of 100 turns were answered within\n"
        "13 ms once, on a loaded machine. Started as processes that share the cores (`db/cores.py`), workers and PostgreSQL cost 1,347\n"
        "and 360 µs where they had cost 1,893 and 487. Whether answers come sooner could not be told beside other work; it is the next\n"
        "thing to measure on a quiet machine. Then: batches of two workers wait for the same rows of slots, 0.4 to 0.8 ms a journey\n"
        "and up to 30 ms a batch at full load.\n\n"
        "Six runs between 18:03 and 18:32, all of these steps in, gave 754, 814, 823, 845, 1,072 and 1,083 journeys a second: in the\n"
        "fast minutes a journey cost 1,250, 320 and 190 µs of workers, PostgreSQL and generator, in the slow ones 1,670, 450 and\n"
        "270. A plain build of the interpreter gave 748, 764 and 838 between them. Two hours before, without these steps, it gave\n"
        "753 and 769, and below saturation (300 a second) 99 of 100 turns within 50 and 90 ms and approvals within 169 and 239;\n"
        "now 33 and 80, and 50 and 188. On this machine, idle, a process that sleeps a millisecond wakes up to 15 ms late, and a\n"
        "loop that never sleeps stands still for a twentieth of its time, up to 20 ms at once: what is left of the 20 ms that\n"
        "are the aim of a turn.\n\n"
        "What the slowest turns wait for, at 350 journeys a second with real-time priority beside other work, each worker looked at\n"
        "every millisecond: 99 of 100 within 18 ms in the server. Of the time of the slowest 15 in 1,000 the worker was idle for 85 %:\n"
        "a body on its way between the server's threads (99 of 100 within 7 and 12 ms), facts from PostgreSQL (5 ms), a core. The\n"
        "rest was a turn's own work, mostly stopped halfway; batches had at most 4 %, so shorter steps would gain nothing. Without that\n"
        "priority, beside other work, it was 199 ms, and the worker was stopped wherever it was looked at.",
        ".venv/bin/python bench/journey.py --json > docs/measurements/journey.json",
        placing.journey,
    ),
    "extend": Section(
        "Extending many cards",
        "One plan makes all cards of a campaign good for longer: a lock, an update and a row of history each, committed batch by\n"
        "batch with `synchronous_commit=on`. Ten million is the cost a card times ten million; how flat that cost is, the batches\n"
        "tell.",
        ".venv/bin/python bench/extend.py --json > docs/measurements/extend.json",
        placing.extend,
    ),
    "claims": Section(
        "Claiming cards",
        "A claim is a person's card with its money set aside, committed with `synchronous_commit=on`: one card, one transfer,\n"
        "balances. Batched: natural batches in front of two writers, each with its own lease. The hot row: one transaction a\n"
        "claim on the one budget row, with the same statements and rows in one pipeline. A hold puts a card on an order.",
        ".venv/bin/python bench/claims.py --json > docs/measurements/claims.json",
        placing.claims,
    ),
    "claims-growth": Section(
        "Claiming cards, as they grow",
        "The cost of the claims on the way to each mark from the one before, in one database, with the vacuum and the\n"
        "checkpoints that fall due.",
        ".venv/bin/python bench/claims.py --cards 1000000 --json > docs/measurements/claims-growth.json",
        placing.claims_growth,
    ),
    "overload": Section(
        "A spike",
        "Naive clients with whole conversations through HTTP, at three and ten times a pinned capacity: half knock every two\n"
        "seconds and give up after five tries, half do what Retry-After says. Goodput counts from the third second of the\n"
        "spike. In a third run a second server joins in the first third, on the same port, and is killed after the second.\n"
        "Web workers, PostgreSQL and clients share one machine.",
        ".venv/bin/python bench/overload.py --json > docs/measurements/overload.json",
        standing.overload,
    ),
    "gate": Section(
        "A decision of the gate",
        "CPU time of one decision, without HTTP (aim: 50 µs or less); and of a turn that is refused, from the parsed request\n"
        "to the answer's bytes.",
        ".venv/bin/python bench/gate.py --json > docs/measurements/gate.json",
        standing.gate,
    ),
    "memory": Section(
        "A worker's memory",
        "Whole journeys, new people each time, round after round; resident memory of the web worker and of the process that\n"
        "started it (48 MiB). What fills at first has a bound: sessions last seen (8,192, 7 MiB), conversations under\n"
        "way, plans of each connection; with other words each time also first readings (4,096 of 1.6 KiB, 7 MiB) and\n"
        "answers of one city (2,048, reckoned at 16 MiB at the worst). A collection after 60,000 journeys found no garbage, arenas\n"
        "of other threads hold 4 MiB, and giving back what malloc holds free would save 5 to 7 MiB.",
        ".venv/bin/python bench/memory.py --json > docs/measurements/memory.json",
        standing.memory,
    ),
    "ladder": Section(
        "What a step of the ladder saves",
        "A conversation of two turns, the first of which the reader cannot read, through HTTP with a scripted model: seconds\n"
        "that such a model is busy, its calls, and the web worker's CPU. D4 and D5 admit nobody: one refusal.",
        ".venv/bin/python bench/ladder.py --json > docs/measurements/ladder.json",
        placing.ladder,
    ),
    "eval": Section(
        "Reading words",
        "Sentences and conversations over unlike menus, written by people who saw only the menus. *Exact*: the cart is the\n"
        "one a careful person would put down. *Asked*: it is not, but the customer is asked or told what was not\n"
        "understood. *Wrong*: it is not, and nobody asked. Unseen menus have no development sentences. In brackets: 95 %\n"
        "Wilson intervals.",
        "make eval",
        reading.quality,
    ),
    "reader": Section(
        "Reading speed",
        "One core, CPU time. A city of 60 stores with 20 unlike menus is compiled, and every development session is read from\n"
        "its first words to its last, as they come: first words by the whole city, later turns by the menu of one store. Most\n"
        "sessions are one sentence long, so those that go on stand beside the whole. A turn counts with the middle one of its\n"
        "rounds; no turn is remembered.",
        ".venv/bin/python bench/reader.py --json > docs/measurements/reader.json",
        reading.speed,
    ),
    **{name: Section(*told) for name, told in {**faults.SECTIONS, **screened.SECTIONS}.items()},
}


def page(folder: Path = FOLDER) -> str:
    """The whole page as Markdown. Raises ValueError for a file that no section shows."""
    results = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))}
    if unknown := results.keys() - SECTIONS.keys():
        raise ValueError(f"no section of the page shows {sorted(unknown)}")
    parts = [_HEAD]
    for name, (title, about, command, body) in SECTIONS.items():
        shown = body(results[name]) if name in results else "Not measured yet.\n"
        parts.append(f"## {title}\n{about}\n\n```\n{command}\n```\n\n{shown}")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
