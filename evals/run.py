"""The evaluation: `.venv/bin/python -m evals.run dev|test… [--json] [--show wrong|asked|all] [--menu ID] [--language zh|en]`.

Menus without a development file are *unseen*: nobody who worked on the reader knew them. The test split is reported
only while every file has the SHA-256 of `evals/test.sha256`, which was committed before it. `--store` keeps the
figures of both splits in docs/measurements. Deliberately absent: time; `bench/reader.py` measures that.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import FOLDER, PAGE, page
from evals.cases import ROOT, SPLITS
from evals.drive import score_files
from evals.score import Outcome, Scored, calibration, summary

SUMS = ROOT / "test.sha256"
_SHOWN = {
    "wrong": {Outcome.WRONG},
    "asked": {Outcome.ASKED, Outcome.NOT_ASKED},
    "all": set(Outcome),
    "missed": set(Outcome) - {Outcome.EXACT},
}
_COLUMNS = ("exact", "asked", "not_asked", "wrong", "intent", "conversations_exact")


def broken_sums(sums: Path) -> list[str]:
    """Why the test split must not be reported: files that are unknown, gone or not the committed ones."""
    root = sums.parents[1]
    known = {}
    for line in sums.read_text("utf-8").splitlines() if sums.exists() else ():
        digest, _, name = line.partition(" ")
        known[name.strip().lstrip("*")] = digest
    found = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((sums.parent / "test").glob("*.yaml"))
    }
    reasons = [f"{name} is not in {sums.name}" for name in found.keys() - known.keys()]
    reasons += [f"{name} is missing" for name in known.keys() - found.keys()]
    reasons += [f"{name} was changed" for name in found.keys() & known.keys() if found[name] != known[name]]
    return sorted(reasons)


def files_of(split: str) -> list[Path]:
    return sorted((ROOT / split).glob("*.yaml"))


def seen_menus() -> set[str]:
    return {path.name.split(".")[0] for path in files_of("dev")}


def report_of(scored: Sequence[Scored], seen: set[str]) -> dict[str, Any]:
    """Figures by group of menus and language, and the calibration of all."""
    groups = {"all": scored}
    groups["seen menus"] = [turn for turn in scored if turn.menu in seen]
    groups["unseen menus"] = [turn for turn in scored if turn.menu not in seen]
    tables = {}
    for name, turns in groups.items():
        if not turns:
            continue
        tables[name] = {"both": summary(turns)}
        for language in ("zh", "en"):
            said = [turn for turn in turns if turn.language == language]
            if said:
                tables[name][language] = summary(said)
    by_menu = {
        menu: summary([turn for turn in scored if turn.menu == menu])
        for menu in sorted({turn.menu for turn in scored})
    }
    return {"groups": tables, "menus": by_menu, "calibration": calibration(scored)}


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as lines for people."""
    yield f"{'':26}{'turns':>6}  " + "".join(f"{name:>22}" for name in _COLUMNS) + f"{'slot F1':>10}"
    for name, languages in report["groups"].items():
        for language, figures in languages.items():
            yield _row(f"{name}, {language}", figures)
    for menu, figures in report["menus"].items():
        yield _row(f"  {menu}"[:26], figures)
    calls = report["groups"]["all"]["both"]["model_calls_per_order"]
    if calls is not None:
        yield f"a model would be asked {calls} times an order (aim 0.05 or less)"
    yield "confidence      turns  exact  wrong"
    for each in report["calibration"]:
        exact, wrong = each["exact"], each["wrong"]
        yield f"from {each['from']:<9}{exact['of']:>7}  {exact['share']:>5.1%}  {wrong['share']:>5.1%}"


def _row(name: str, figures: Mapping[str, Any]) -> str:
    shares = "".join(f"{_share(figures[column]):>22}" for column in _COLUMNS)
    return f"{name:<26}{figures['turns']:>6}  {shares}{figures['slot_f1']:>10.3f}"


def _share(figure: Mapping[str, Any]) -> str:
    if not figure["of"]:
        return "–"
    return f"{figure['share']:.1%} [{figure['low']:.1%}–{figure['high']:.1%}]"


def cases_shown(scored: Sequence[Scored], outcomes: set[Outcome]) -> Iterator[str]:
    """Turns with what was read and what should have been."""
    for turn in scored:
        if turn.outcome in outcomes:
            flags = f"{turn.outcome} {turn.confidence:.2f} {turn.intent}"
            flags += f" (not {turn.intent_gold or 'order'})" if not turn.intent_is_right else ""
            flags += f" unread {' | '.join(turn.unread)}" if turn.unread else ""
            asked = " ask" if turn.should_ask else ""
            yield f"{turn.id}  {turn.say}\n    gold{asked}: {turn.gold}\n    read: {turn.cart}   [{flags}]"


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    reports = {}
    for split in options.splits:
        if split == "test":
            if reasons := broken_sums(SUMS):
                sys.stderr.write("".join(f"refused: {reason}\n" for reason in reasons))
                return 1
            if options.show:
                sys.stderr.write("refused: nobody looks into the test split\n")
                return 2
        scored = [
            turn
            for turn in score_files(files_of(split))
            if options.menu in (None, turn.menu) and options.language in (None, turn.language)
        ]
        reports[split] = report_of(scored, seen_menus())
        if options.show:
            sys.stdout.write("".join(f"{line}\n" for line in cases_shown(scored, _SHOWN[options.show])))
        if not options.json:
            sys.stdout.write(f"== {split}\n" + "".join(f"{line}\n" for line in table(reports[split])))
    if options.json:
        sys.stdout.write(json.dumps(reports, ensure_ascii=False, indent=1) + "\n")
    if options.store:
        FOLDER.joinpath("eval.json").write_text(json.dumps(reports, ensure_ascii=False, indent=1) + "\n")
        PAGE.write_text(page(), "utf-8")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="evals.run", description="How well the reader reads.")
    parser.add_argument("splits", nargs="+", choices=SPLITS)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--show", choices=sorted(_SHOWN), help="print turns of the development split")
    parser.add_argument("--menu", help="only this menu")
    parser.add_argument("--language", choices=("zh", "en"))
    parser.add_argument("--store", action="store_true", help="keep the figures in docs/measurements")
    options = parser.parse_args(arguments)
    if options.store and (options.menu or options.language or set(options.splits) != set(SPLITS)):
        parser.error("--store keeps the figures of both splits, whole")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
