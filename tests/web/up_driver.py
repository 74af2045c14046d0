"""Runs `run_up` in a process of its own, with stand-ins for the roles: `python up_driver.py DATA PORT`.

The database, the supervision and the order of things are real. As `up_driver.py ROLE` it is one of the stand-ins:
`serve` answers /healthz, every other role just lives.
"""

import asyncio
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

from qianbei.runtime import processes, up
from qianbei.runtime.cli.failures import Stop, faults_of_an_installation
from qianbei.runtime.parent import end_with_supervisor
from qianbei.runtime.settings import Settings, load_settings


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def stand_in(role: str) -> None:
    end_with_supervisor(os.environ)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(f"{role} stopped"))
    settings = load_settings(os.environ)
    assert isinstance(settings, Settings)
    if os.environ.get("BROKEN_ROLE") == role:
        sys.exit(f"{role} has no cup")
    if role == "sandbox":
        up.sandbox_tokens(settings).write_text("{}")
    if role == "serve":
        HTTPServer((settings.host, settings.port), Healthy).serve_forever()
    time.sleep(600)


def main() -> None:
    settings = load_settings(os.environ, data=sys.argv[1], port=int(sys.argv[2]))
    assert isinstance(settings, Settings)
    up.ROLE_COMMAND = (sys.executable, __file__)
    processes.CRASHES_MAX = 2

    def say(text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    try:
        with faults_of_an_installation(settings.dsn):
            asyncio.run(up.run_up(settings, say, lambda ready, _: say(f"ready {ready.payer_url}")))
    except Stop as stop:
        sys.exit(str(stop))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        stand_in(sys.argv[1])
    else:
        main()
