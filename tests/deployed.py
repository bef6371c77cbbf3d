"""A machine set up by a sheet of the help: its blocks run as printed, with a folder of ours before /srv and /etc.

What a test may not do to the machine it runs on stands in `_STAND_INS`: packages are only asked for, and the service
manager starts the server itself, by the very configuration that the blocks made.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests import servers, sheets
from tests.invented import COMMUNE, PASSWORD, USER

_PROMPT = b"assword:"
_STAND_INS = {
    "apt-get": 'shift; for one in "$@"; do dpkg -s "$one" >/dev/null; done',
    "systemctl": '. "$APACHE_CONFDIR/envvars"; exec apache2 -d "$APACHE_CONFDIR" -k graceful',
}
_NOT_ROOT = {"chown": "exit 0"}
_FILES = re.compile(r"(?<![\w.}/-])/(?=(?:srv|etc)/)")


def on_a_terminal(command, prompt, secret, **options):
    """What a command said on a terminal of its own, where whoever asks for a secret is given it."""
    process = subprocess.Popen(
        ["script", "-qec", command, "/dev/null"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, **options,
    )  # fmt: skip
    said, answered = b"", 0
    while data := os.read(process.stdout.fileno(), 4096):
        said += data
        while answered < said.count(prompt):
            answered += 1
            process.stdin.write(f"{secret}\n".encode())
            process.stdin.flush()
    process.stdin.close()
    process.stdout.close()
    assert process.wait(30) == 0, said.decode()
    return said.decode()


class Machine:
    """A prefix under which the printed blocks run; whatever still runs at the end is stopped."""

    def __init__(self):
        self.folder = servers.make_folder()
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for name, act in {**_STAND_INS, **({} if os.geteuid() == 0 else _NOT_ROOT)}.items():
            self.put(name, act)
        for name in ("srv", "etc", "run"):
            (self.folder / name).mkdir()
        self._env = {
            **os.environ, "PATH": f"{self.bin}:{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin:/sbin",
            "APACHE_CONFDIR": str(self.folder / "etc/apache2"), "APACHE_STATE_DIRECTORY": str(self.folder / "run"),
        }  # fmt: skip
        self.background = []
        self.inside = []
        """Ports of servers that must not be reached from elsewhere."""

    def put(self, name, act):
        """A command of ours for the blocks, before the machine's own."""
        (self.bin / name).write_text(f"#!/bin/sh\nset -e\n{act}\n")
        (self.bin / name).chmod(0o755)

    def at(self, printed):
        """A block with the prefix before its paths."""
        return _FILES.sub(f"{self.folder}/", printed)

    def save(self, path, printed):
        """What a sheet says to save as a file."""
        file = Path(self.at(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.at(printed))
        return file

    def run(self, printed, *, secret="", prompt=_PROMPT, cwd=None, **env):
        """Run a block on a terminal; whoever asks for a password there is given `secret`. What it said."""
        command = f"bash -e {self.save('/etc/block.sh', printed)}"
        return on_a_terminal(command, prompt, secret, cwd=cwd or self.folder, env={**self._env, **env})

    def start(self, printed, name):
        """Run a block that stays."""
        with (self.folder / "run" / name).open("ab") as log:
            command = ["bash", "-ec", self.at(printed)]
            self.background.append(
                subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._env, start_new_session=True
                )
            )

    def stop(self):
        pid = self.folder / "run/apache2.pid"
        if pid.exists():
            os.kill(int(pid.read_text()), 15)
        for process in self.background:
            os.killpg(process.pid, 9)
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def apache(machine, language="vi"):
    """Apache by its sheet: every block of it, but for the last one, which is an office's."""
    install, certificate, users, _office = sheets.blocks("place-apache", language, "sh")
    (site,) = sheets.blocks("place-apache", language, "apache")
    port = servers.free_port()
    _debian_apache(machine)
    machine.run(install)
    machine.save("/etc/apache2/sites-available/hoanhap.conf", sheets.defined(site, HN_PORT=port))
    machine.run(certificate.replace("SERVER", "localhost"))
    machine.run(users, secret=servers.SECRET)
    server = servers.Server("apache", port, tls=True, host="localhost")
    server.ca = (machine.folder / "srv/hoanhap/ca.pem").read_text()
    servers.wait_for(lambda: servers.answers(port), server)
    return server


def _debian_apache(machine):
    """/etc/apache2 as Debian installs it, but for its site on port 80; logs and pid under our prefix."""
    confdir = Path(machine.at("/etc/apache2"))
    shutil.copytree("/etc/apache2", confdir, symlinks=True)
    (confdir / "ports.conf").write_text("")
    shutil.rmtree(confdir / "sites-enabled")
    (confdir / "sites-enabled").mkdir()
    envvars = (confdir / "envvars").read_text()
    (confdir / "envvars").write_text(re.sub(r"=/var/\w+/apache2\$SUFFIX", f"={machine.folder}/run", envvars))
    with (confdir / "apache2.conf").open("a") as out:
        out.write("ServerName localhost\n")


def s3(machine, language="vi"):
    """SeaweedFS by its sheet, on ports that are free here."""
    certificate, start, bucket, *_offices = sheets.blocks("place-s3", language, "sh")
    (users,) = sheets.blocks("place-s3", language, "json")
    master, volume, filer, port, *grpc = servers.free_ports(8)
    machine.save("/etc/seaweedfs/s3.json", users)
    machine.run(certificate.replace("SERVER", "localhost"))
    assert start.count("-s3.port=8334") == 1
    more = f" -master.port={master} -volume.port={volume} -filer.port={filer} -master.port.grpc={grpc[0]}"
    more += f" -volume.port.grpc={grpc[1]} -filer.port.grpc={grpc[2]} -s3.port.grpc={grpc[3]} -s3.port.iceberg=0"
    more += " -s3.port.lance=0 -master.telemetry=false -volume.max=8"
    machine.inside = [master, volume, filer, *grpc[:3]]
    machine.start(start.replace("-s3.port=8334", f"-s3.port={port}").rstrip() + more, "weed.log")
    server = servers.Server("seaweedfs", port, path="", tls=True, host="localhost")
    server.ca = (machine.folder / "etc/seaweedfs/ca.pem").read_text()
    servers.wait_for(lambda: servers.answers(port) and servers.answers(filer), server)
    said = machine.run(bucket.replace("127.0.0.1:9333", f"127.0.0.1:{master}.{grpc[0]}"))
    assert "hoanhap" in said, said
    return server


def secret_of(server, unit):
    """The password that the sheet gave an office."""
    return servers.SECRET if server.name == "apache" else f"change-me-{unit}"


def as_office(machine, sheet, server, session, unit, language="vi"):
    """The last block of a sheet, run in an office with its own login; what it said."""
    *_above, block = sheets.blocks(sheet, language, "sh")[:4]
    folder = session.store.folder.parent
    (folder / "matkhau.txt").write_text(f"{secret_of(server, unit)}\n")
    (folder / "ca.pem").write_text(server.ca)
    printed = re.sub(r"\b(8443|8334|7480)\b", str(server.port), block).replace(COMMUNE, unit)
    return machine.run(printed.replace("SERVER", "localhost"), cwd=folder, **surroundings(session))


def surroundings(session):
    """How the command line finds a store."""
    folder = session.store.folder
    password = folder.parent / "password.txt"
    password.write_text(f"{PASSWORD}\n")
    return {"HOANHAP_STORE": str(folder), "HOANHAP_USER": USER, "HOANHAP_PASSWORD_FILE": str(password)}
