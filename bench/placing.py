"""How the page of measurements shows what is written: orders, whole journeys, cards given and extended, the ladder's steps."""

from collections.abc import Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]


def intake(result: Result) -> str:
    rows = [
        ("orders a second (aim: 2,000 or more)", f"{result['orders_per_s']:,.0f}"),
        ("offered a second", f"{result['offered_per_s']:,.0f}"),
        ("half answered within", f"{result['p50_ms']:.0f} ms"),
        ("99 of 100 answered within (aim: 250 ms or less)", f"{result['p99_ms']:.0f} ms"),
        ("against one transaction an order", f"{result['ratio_to_one_by_one']:.1f} times"),
        *((f"CPU an order, {part}", f"{us:.0f} µs") for part, us in result["cpu_us_per_order"].items()),
        ("rows written an order", f"{result['rows_per_order']:.1f}"),
        *((f"— {table}", f"{rows:.2f}") for table, rows in result["rows_per_order_by_table"].items()),
        ("write-ahead log an order", f"{result['wal_bytes_per_order']:,.0f} B"),
        ("the generator was late by at most", f"{result['generator_lag_ms_max']:.0f} ms"),
        *(
            (
                f"offered in vain, {each['offered_per_s']:,.0f} a second",
                f"99 of 100 within {each['p99_ms']:.0f} ms",
            )
            for each in result["tried"][:-1]
        ),
        ("web workers", str(result["workers"])),
        ("orders in the shown run", f"{result['orders']:,}"),
        ("all runs, orders a second", ", ".join(f"{each:,.0f}" for each in result["runs_orders_per_s"])),
        ("all runs, 99 of 100 within", ", ".join(f"{each:.0f} ms" for each in result["runs_p99_ms"])),
        *_ending(result),
    ]
    return _table(rows)


def _ending(result: Result) -> list[tuple[str, str]]:
    """What every bench tells last."""
    return [
        ("audit afterwards", result["audit"] if isinstance(result["audit"], str) else "**broken**"),
        ("seed", str(result["seed"])),
        *((key, str(value)) for key, value in result["machine"].items()),
    ]


def _table(rows: Sequence[tuple[str, str]]) -> str:
    return "| figure | value |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)


def claims(result: Result) -> str:
    hot = result["hot_row_claims_per_s"]
    best = max(hot, key=hot.__getitem__)
    rows = [
        ("claims a second, batched (aim: 20,000 or more)", f"{result['claims_per_s']:,.0f}"),
        ("against one hot row (aim: 20 times or more)", f"{result['ratio_to_hot_row']:.1f} times"),
        (f"one hot row, best of 1 to 16 connections ({best})", f"{hot[best]:,.0f} a second"),
        *((f"CPU a claim, {part}", f"{us:.0f} µs") for part, us in result["cpu_us_per_claim"].items()),
        ("holds a second, batched", f"{result['holds_per_s']:,.0f}"),
        *((f"CPU a hold, {part}", f"{us:.0f} µs") for part, us in result["cpu_us_per_hold"].items()),
        ("claims in the shown run", f"{result['claims']:,}"),
        ("all runs, claims a second", ", ".join(f"{each:,.0f}" for each in result["runs_claims_per_s"])),
        ("other work on the machine: load before and after", result["load"]),
        *_ending(result),
    ]
    return _table(rows)


def claims_growth(result: Result) -> str:
    rows = [
        (
            f"up to {each['cards']:,} cards",
            ", ".join(f"{part} {us:.0f} µs" for part, us in each["cpu_us_per_claim"].items())
            + f" a claim; {each['claims_per_s']:,.0f} a second",
        )
        for each in result["growth"]
    ]
    return _table(
        [*rows, ("other work on the machine: load before and after", result["load"]), *_ending(result)]
    )


def ladder(result: Result) -> str:
    table = "| step | model seconds | calls of the model | web CPU | saved |\n|---|---|---|---|---|\n"
    for name, each in result["steps"].items():
        seconds, calls = f"{each['model_s']:.2f} s", f"{each['model_calls']:.2f}"
        table += (
            f"| {name} | {seconds} | {calls} | {each['web_cpu_us'] / 1000:.1f} ms | {each['saved']:.0%} |\n"
        )
    rest = [("conversations a step", str(result["conversations"])), ("seed", str(result["seed"]))]
    rest += [(key, str(value)) for key, value in result["machine"].items()]
    return table + "\n" + _table(rest)


def extend(result: Result) -> str:
    rows = [
        ("cards extended", f"{result['cards']:,}"),
        (
            "a card",
            f"{result['a_card_us']:.0f} µs, of which PostgreSQL's CPU {result['postgres_cpu_a_card_us']:.0f} µs",
        ),
        (
            "a batch, middle and longest",
            f"{result['batch_ms_median']:.0f} and {result['batch_ms_max']:.0f} ms",
        ),
        ("the last tenth of the batches over the first", f"{result['last_tenth_over_first']:.2f}"),
        (f"ten million cards ({result['ten_million_is']})", f"{result['ten_million_s'] / 60:.0f} minutes"),
        *_ending(result),
    ]
    return _table(rows)


def intake_paced(result: Result) -> str:
    rows = [
        ("offered a second", f"{result['offered_per_s']:,.0f}"),
        ("answered a second", f"{result['orders_per_s']:,.0f}"),
        ("for", f"{result['seconds']:,} s"),
        ("half answered within", f"{result['p50_ms']:.0f} ms"),
        ("99 of 100 answered within (aim: 150 ms or less)", f"{result['p99_ms']:.0f} ms"),
        *_ending(result),
    ]
    return _table(rows)


def intake_growth(result: Result) -> str:
    parts = list(result["steps"][0]["cpu_us_per_order"])
    head = "| orders there | a second | 99 of 100 within |" + "".join(
        f" CPU an order, {part} |" for part in parts
    )
    rows = [
        f"| {step['orders_there']:,} | {step['orders_per_s']:,.0f} | {step['p99_ms']:.0f} ms |"
        + "".join(f" {step['cpu_us_per_order'][part]:.0f} µs |" for part in parts)
        for step in result["steps"]
    ]
    end = ", ".join(f"{name}: {value}" for name, value in _ending(result))
    remark = f"{result['remark']}\n\n" if "remark" in result else ""
    return "\n".join([head, "|---" * (3 + len(parts)) + "|", *rows]) + f"\n\n{remark}{end}\n"


def journey(result: Result) -> str:
    rows = [
        ("journeys a second (aim: 1,000 or more)", f"{result['journeys_per_s']:,.0f}"),
        ("connections", str(result["connections"])),
        *((f"CPU a journey, {part}", f"{us:,.0f} µs") for part, us in result["cpu_us_per_journey"].items()),
        *((f"99 of 100 within, {step}", f"{ms:.0f} ms") for step, ms in result["p99_ms"].items()),
        *(row for paced in result["paced"] for row in _paced(paced)),
        *_ending(result),
    ]
    return _table(rows)


def _paced(paced: Result) -> list[tuple[str, str]]:
    """How late answers come below saturation."""
    aims = {"turn": " (aim: 20 ms or less)"}
    served = [
        (
            f"of these half and 99 of 100 answered in the server within, {step}{aims.get(step, '')}",
            f"{paced['server_p50_ms'][step]:.0f} and {ms:.0f} ms",
        )
        for step, ms in paced["server_p99_ms"].items()
    ]
    late = [
        (f"99 of 100 within as the generator sees it, {step}", f"{ms:.0f} ms")
        for step, ms in paced["p99_ms"].items()
    ]
    return [("offered below saturation, journeys a second", f"{paced['offered_per_s']:,.0f}"), *served, *late]
