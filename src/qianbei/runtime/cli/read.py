"""`qianbei read`: what sentences mean on a menu, without a shop, a database or a network."""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter_ns
from typing import Annotated, BinaryIO

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.menu import read_menu

LINE_BYTES_MAX = 65_536


def read(
    menu: Annotated[Path, typer.Option("--menu", help="The menu, in YAML or JSON (docs/menu-format.md).")],
    lang: Annotated[
        str, typer.Option("--lang", help="Language of replies and labels: zh-Hans, zh-Hant or en.")
    ] = "zh-Hans",
) -> None:
    """Read conversations about a menu: a JSON object a line in, the cart after each turn out (docs/reader.md).

    Exit code 0: all was read; 1: a line was no such object (its answer says so, the rest goes on); 2: no such menu.
    """
    import msgspec

    from qianbei.menu import Menu, parse_menu
    from qianbei.reader.api import compile_menu
    from qianbei.reader.talk import Said, Talks

    language = options.language_named(lang)
    parsed = parse_menu(read_menu(menu))
    if not isinstance(parsed, Menu):
        raise Stop(f"{menu} is no menu: {len(parsed)} errors; try `qianbei menu check {menu}`", USAGE)
    talks = Talks(compile_menu(parsed), language)
    decoder, encoder = msgspec.json.Decoder(Said), msgspec.json.Encoder()
    broken = 0
    for number, line in enumerate(_lines(sys.stdin.buffer), 1):
        if not line.strip():
            continue
        started = perf_counter_ns()
        try:
            if len(line) > LINE_BYTES_MAX:
                raise msgspec.DecodeError(f"longer than {LINE_BYTES_MAX} bytes")
            heard = talks.hear(decoder.decode(line))
        except msgspec.DecodeError as fault:
            broken += 1
            answer = encoder.encode({"line": number, "error": str(fault)})
        else:
            micros = (perf_counter_ns() - started) // 1_000
            answer = encoder.encode(msgspec.structs.replace(heard, micros=micros))
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()
    if broken:
        lines = "1 line was no JSON object" if broken == 1 else f"{broken} lines were no JSON objects"
        raise Stop(f"{lines} with `session` and `say`", REFUSED)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines of any length, of which no more than LINE_BYTES_MAX and a byte are kept."""
    while line := stream.readline(LINE_BYTES_MAX + 1):
        whole = line
        while len(line) > LINE_BYTES_MAX and not line.endswith(b"\n"):
            line = stream.readline(LINE_BYTES_MAX + 1)
        yield whole
