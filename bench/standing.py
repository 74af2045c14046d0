"""How the page of measurements shows what the gate holds: spikes, two servers, its decisions, a worker's memory."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]
Rows = list[tuple[str, str]]

_SPIKE: Sequence[tuple[str, Callable[[Result], str]]] = (
    ("offered a second", lambda each: f"{each['offered_per_s']:,.0f}"),
    ("goodput against capacity (aim: 0.95 or more)", lambda each: f"{each['goodput']:.2f}"),
    ("back to what is offered after the peak within (aim: 30 s)", lambda each: f"{each['recovery_s']:.0f} s"),
    ("approvals that became orders (aim: all)", lambda each: f"{each['commits']:.2%} of {each['taps']:,}"),
    ("refused, 99 of 100 answered within", lambda each: f"{each['refused_p99_ms']:.0f} ms"),
    ("refused, slowest (aim: 300 ms or less)", lambda each: f"{each['refused_ms_max']:.0f} ms"),
    ("answers with a place", lambda each: f"{each['refused']:,}"),
    ("requests for each order", lambda each: f"{each['requests_per_order']:.1f}"),
    ("who does what Retry-After says, served", lambda each: f"{each['served_share']['polite']:.0%}"),
    (
        "who knocks and gives up after ten seconds, served",
        lambda each: f"{each['served_share']['naive']:.0%}",
    ),
    ("half were let in within", lambda each: f"{each['wait_p50_s']:.0f} s"),
    ("99 of 100 were let in within", lambda each: f"{each['wait_p99_s']:.0f} s"),
    ("first forecast off by, half (aim: 15 %)", lambda each: f"{each['forecast_error_p50']:.0%}"),
    ("first forecast off by, nine of ten (aim: 35 %)", lambda each: f"{each['forecast_error_p90']:.0%}"),
    ("waited no longer than told (aim: 85–95 %)", lambda each: f"{each['within_told_range']:.0%}"),
    ("the generator was late by at most", lambda each: f"{each['lag_ms_max']:.0f} ms"),
    ("void", lambda each: "yes" if each["is_void"] else "no"),
)

_SECOND: Sequence[tuple[str, str]] = (
    ("goodput_alone", "one server before, against the capacity of both together"),
    ("goodput_both", "with the second one"),
    ("goodput_just_after", "in the seconds after it was killed"),
    ("goodput_taken_over", "when its part was taken over"),
    ("most_in_five_seconds", "the most in any five seconds"),
    ("most_after_the_kill", "the most in any five seconds after it was killed"),
)


def overload(result: Result) -> str:
    spikes = [result["x3"], result["x10"], result["two_servers"]]
    table = "| figure | three times | ten times | three times, a second server joins and is killed |\n|---|---|---|---|\n"
    for name, shown in _SPIKE:
        table += f"| {name} | " + " | ".join(shown(each) for each in spikes) + " |\n"
    second = result["two_servers"]
    rows: Rows = [("the second server carries load within (aim: 10 s)", f"{second['joined_after_s']:.1f} s")]
    rows += [(name, f"{second[key]:.2f}") for key, name in _SECOND if key in second]
    rows += [
        ("capacity, pinned, orders a second", f"{result['capacity_per_s']:.0f}"),
        ("other work on the machine: load before and after", result["load"]),
    ]
    return table + "\n" + _proofs(result.get("proved", {})) + _table(rows + _ending(result))


def _proofs(proved: Mapping[str, Result]) -> str:
    """What a spike must show, by name; nothing for a result that is older than the names."""
    if not proved:
        return ""
    table = "| what must be true | is it | figure | must be |\n|---|---|---|---|\n"
    for name, proof in proved.items():
        said, bound = (
            "yes" if proof["is_true"] else "**no**",
            f"{proof['must'].replace('_', ' ')} {proof['bound']:g}",
        )
        table += f"| {name.replace('_', ' ')} | {said} | {proof['figure']:.3g} | {bound} |\n"
    return table + "\n"


def gate(result: Result) -> str:
    rows = [(name.replace("_", " "), f"{us:.1f} µs") for name, us in result["us"].items()]
    rows += [
        ("a refused turn, the whole handler", f"{result['refused_turn_us']:.0f} µs"),
        ("memory of one who waits", f"{result['bytes_a_place']:,.0f} B"),
        ("people waiting meanwhile", f"{result['waiting']:,}"),
    ]
    return _table(rows + _machine(result))


def memory(result: Result) -> str:
    rows = [
        ("minutes", f"{result['minutes']:.0f}"),
        ("whole journeys served", f"{result['journeys']:,}"),
        *(
            (f"web worker after {each['minutes']:.0f} minutes", f"{each['web_mib']:.0f} MiB")
            for each in result["samples"]
        ),
        ("last quarter of the samples over the second", f"{result['last_over_second_quarter']:.3f}"),
    ]
    return _table(rows + _ending(result))


def _ending(result: Result) -> Rows:
    audit = result["audit"] if isinstance(result["audit"], str) else "**broken**"
    return [("audit afterwards", audit), ("seed", str(result["seed"])), *_machine(result)]


def _machine(result: Result) -> Rows:
    return [(key, str(value)) for key, value in result["machine"].items()]


def _table(rows: Rows) -> str:
    return "| figure | value |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)
