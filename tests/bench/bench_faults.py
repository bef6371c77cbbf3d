"""The fault table: every fault at every n on every server; tried, lost, doubled, stuck, overstated.

python -m tests.bench.bench_faults [folder apache nginx wsgidav seaweedfs apache-tls seaweedfs-tls] [FAULT …]
    [--limit N]

Without a word it prints the whole table. Each n is one exchange of two offices with the fault, then clean rounds.
"""

import sys
import tempfile
import time
from pathlib import Path

from app.domain.access import Kind
from tests import servers
from tests.bench.offices import made
from tests.exchange import introduce
from tests.invented import COMMUNE, PROVINCE
from tests.shares import SharedFolder
from tests.spoiled import Exchange, faults_of

SERVERS = ("folder", "apache", "nginx", "wsgidav", "seaweedfs", "apache-tls", "seaweedfs-tls")


def rows(names, faults, limit):
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            pair = (made(Path(folder, "c"), Kind.COMMUNE, COMMUNE), made(Path(folder, "r"), Kind.RECEIVING, PROVINCE))
            introduce(*pair)
            server = _start(name)
            try:
                exchange = Exchange(pair, server)
                for fault in (one for one in faults_of(server) if not faults or one in faults):
                    began = time.monotonic()
                    exchange.empty()
                    yield name, fault, exchange.try_fault(fault, limit=limit), time.monotonic() - began
            finally:
                server.stop()
                for one in pair:
                    one.close()


def _start(name):
    if name == "folder":
        return SharedFolder()
    kind, _, tls = name.partition("-")
    return getattr(servers, kind)(tls=True) if tls else getattr(servers, kind)()


def main(words):
    limit = int(words[words.index("--limit") + 1]) if "--limit" in words else 200
    names = [name for name in SERVERS if name in words] or SERVERS
    faults = set(words) - {*SERVERS, "--limit", str(limit)}
    print(
        f"{'server':13} {'fault':13} {'n tried':>7} {'lost':>5} {'doubled':>7} {'stuck':>5} {'ahead':>5} {'seconds':>8}"
    )
    for name, fault, tried, seconds in rows(names, faults, limit):
        told = f"{tried.n:7} {tried.lost:5} {tried.doubled:7} {tried.stuck:5} {len(tried.overstated):5} {seconds:8.0f}"
        print(f"{name:13} {fault:13} {told}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
