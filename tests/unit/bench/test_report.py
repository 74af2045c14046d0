import json
from pathlib import Path
from typing import Any

import pytest

from bench.report import PAGE, SECTIONS, page

INTAKE: dict[str, Any] = {
    "orders_per_s": 2345.6,
    "offered_per_s": 2400.0,
    "p50_ms": 31.4,
    "p99_ms": 120.5,
    "orders": 36000,
    "generator_lag_ms_max": 3.2,
    "cpu_us_per_order": {"web": 301.0, "postgres": 402.0, "generator": 50.0},
    "rows_per_order": 7.2,
    "rows_per_order_by_table": {"orders.orders": 1.0},
    "wal_bytes_per_order": 4096.0,
    "ratio_to_one_by_one": 3.14,
    "runs_orders_per_s": [2300.0, 2345.6, 2400.0],
    "runs_p99_ms": [118.0, 120.5, 130.0],
    "tried": [{"offered_per_s": 2400.0, "orders_per_s": 2345.6, "p99_ms": 120.5}],
    "workers": 2,
    "audit": "clean",
    "seed": 1,
    "machine": {"commit": "abcdef1", "cores": 2},
}


def test_the_page_is_what_the_measured_files_say() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_a_page_that_somebody_edited_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "intake.json").write_text(json.dumps(INTAKE))
    before = page(tmp_path)
    (tmp_path / "intake.json").write_text(json.dumps(INTAKE | {"orders_per_s": 9999.0}))
    assert page(tmp_path) != before


def test_a_bench_that_was_not_run_says_so_and_shows_no_figure(tmp_path: Path) -> None:
    text = page(tmp_path / "absent")
    assert text.count("Not measured yet.") == len(SECTIONS)
    assert "| figure |" not in text


def test_every_figure_stands_with_its_command_and_its_machine(tmp_path: Path) -> None:
    (tmp_path / "intake.json").write_text(json.dumps(INTAKE))
    text = page(tmp_path)
    assert SECTIONS["intake"].command in text
    for shown in (
        "2,346",
        "120 ms",
        "3.1 times",
        "301 µs",
        "7.2",
        "4,096 B",
        "| audit afterwards | clean |",
        "abcdef1",
    ):
        assert shown in text


def test_a_broken_audit_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "intake.json").write_text(json.dumps(INTAKE | {"audit": {"balances_sum_to_zero": ["x"]}}))
    assert "| audit afterwards | **broken** |" in page(tmp_path)


def test_a_measurement_that_no_section_shows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "guesses.json").write_text("{}")
    with pytest.raises(ValueError, match="guesses"):
        page(tmp_path)
