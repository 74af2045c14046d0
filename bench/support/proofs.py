"""What a spike must show, each by its name: whether it is true, the figure, and what the figure had to be."""

from collections.abc import Mapping
from typing import Any

import msgspec

GOODPUT_MIN, RECOVERY_S_MAX, REFUSED_MS_MAX = 0.95, 30.0, 300.0
JOINED_S_MAX, OVERRUN_MAX = 10.0, 1.05
"""A pinned limit lets a twentieth more through in five seconds: the pacer's burst, and where the looks fall."""


class Proof(msgspec.Struct, frozen=True):
    """`must`: `at_least` or `at_most` the bound."""

    is_true: bool
    figure: float
    must: str
    bound: float


def proved(result: Mapping[str, Any]) -> dict[str, Proof]:
    """Of those spikes that were run."""
    proofs: dict[str, Proof] = {}
    for name in ("x3", "x10", "two_servers"):
        if name in result:
            proofs |= {f"{name}_{what}": proof for what, proof in _spike(result[name]).items()}
            if name != "two_servers":  # A killed server's part is nobody's until it is taken over.
                proofs[f"{name}_goodput_stays"] = _at_least(result[name]["goodput"], GOODPUT_MIN)
    if "two_servers" in result:
        proofs |= _second(result["two_servers"])
    broken = 0 if result["audit"] == "clean" else len(result["audit"])
    return proofs | {"audit_is_clean": _at_most(broken, 0)}


def _spike(run: Mapping[str, Any]) -> dict[str, Proof]:
    return {
        "generator_kept_up": _at_most(run["lag_ms_max"], run["lag_ms_bound"]),
        "every_tap_became_an_order": _at_least(run["commits"], 1.0),
        "every_refusal_is_quick": _at_most(run["refused_ms_max"], REFUSED_MS_MAX),
        "recovers": _at_most(run["recovery_s"], RECOVERY_S_MAX),
    }


def _second(run: Mapping[str, Any]) -> dict[str, Proof]:
    return {
        "second_server_carries_load": _at_most(run["joined_after_s"], JOINED_S_MAX),
        "both_servers_fill_the_limit": _at_least(run["goodput_both"], GOODPUT_MIN),
        "both_servers_keep_the_limit": _at_most(run["most_in_five_seconds"], OVERRUN_MAX),
        "who_is_left_takes_over": _at_least(run["goodput_taken_over"], GOODPUT_MIN),
        "who_is_left_keeps_the_limit": _at_most(run["most_after_the_kill"], OVERRUN_MAX),
    }


def _at_least(figure: float, bound: float) -> Proof:
    return Proof(figure >= bound, figure, "at_least", bound)


def _at_most(figure: float, bound: float) -> Proof:
    return Proof(figure <= bound, figure, "at_most", bound)
