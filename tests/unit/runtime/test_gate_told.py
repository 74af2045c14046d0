"""What `qianbei gate nowcast` says to a person."""

from qianbei.gate.nowcast import Knob
from qianbei.runtime.cli.gate import NAMES, TO_DO, told

SAID = {
    "arrivals_per_s": 12.5,
    "expected_per_s": 10.0,
    "ratio": {"value": 1.25, "low": 1.1, "high": 1.4},
    "seen_s": 120.0,
    "runs_out": [
        {
            "name": "budget",
            "left": 1_234_500.0,
            "per_hour": 600_000.0,
            "out_at": "2031-05-20T06:03:27Z",
            "low_at": "2031-05-20T05:50:00Z",
            "high_at": None,
            "is_short": True,
        },
        {"name": "cups", "left": 800.0, "per_hour": 0.0, "out_at": None, "is_short": False},
    ],
    "knobs": ["pace", "ladder"],
}


def test_it_tells_the_interval_when_what_runs_out_and_what_to_do():
    assert told(SAID) == [
        "people a second 12.50, seen 120 s",
        "actual / forecast 1.25 (1.10 to 1.40), 10.00 a second forecast",
        "budget, yuan: 12,345 left, 6,000 an hour, gone at 2031-05-20 06:03 UTC (2031-05-20 05:50 UTC to not in "
        "sight), TOO SOON",
        "cups until closing: 800 left, 0 an hour, gone: not in sight",
        f"to do now: {TO_DO['pace']}",
        f"to do now: {TO_DO['ladder']}",
    ]


def test_without_a_forecast_or_before_a_minute_no_ratio_is_made_up():
    assert "no forecast" in told({**SAID, "expected_per_s": None, "ratio": None})[1]
    assert "one minute" in told({**SAID, "ratio": None})[1]


def test_every_knob_has_its_words():
    assert set(TO_DO) == set(Knob)
    assert set(NAMES) == {"budget", "cups", "slots"}
