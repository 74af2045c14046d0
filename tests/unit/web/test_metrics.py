"""What Prometheus reads when several workers serve one port."""

import os
import subprocess
import sys
from pathlib import Path

TWO_WORKERS = """
import os
import signal
from random import Random

from qianbei.gate.answers import GateShape
from qianbei.gate.board import board_of
from qianbei.gate.classes import TrafficClass
from qianbei.gate.counts import Fate
from qianbei.gate.gate import Gate
from qianbei.web.gate_metrics import GateNumbers
from qianbei.web.metrics import Metrics, forget_dead_workers

def worker():
    gate = Gate(GateShape(orders_per_s=10.0), Random(1), 0.0)
    metrics = Metrics()
    numbers = GateNumbers(lambda: board_of(gate, str(os.getpid()), 0.0, 1.0), metrics.registry)
    metrics.observe("POST", "/api/v1/turn", 200, 0.01)
    metrics.count()
    for _ in range(3):
        gate.counts.add(TrafficClass.COMMIT, Fate.DONE)
        numbers.note()
    return metrics

says, hears = os.pipe()
other = os.fork()
if other == 0:
    worker()
    os.write(hears, b"x")
    signal.pause()
os.read(says, 1)
metrics = worker()
wanted = ("qianbei_http_requests_total", 'qianbei_gate_requests_total{fate="done",kind="commit"}',
    "qianbei_gate_capacity_orders_per_second", 'qianbei_gate_limit{limit="cpu"}')
def shown():
    lines = metrics.exposition().decode().splitlines()
    return [float(line.rpartition(" ")[2]) for name in wanted for line in lines if line.startswith(name)]
print(shown())
os.kill(other, 9)
os.waitpid(other, 0)
forget_dead_workers()
print(shown())
"""


def test_one_worker_answers_for_all_and_a_dead_one_keeps_its_counts_but_not_its_state(tmp_path: Path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", TWO_WORKERS], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["[2.0, 6.0, 20.0, 1.0]", "[2.0, 6.0, 10.0, 1.0]"], done.stderr
