"""A share by the sheet's Samba part: its blocks run as printed, with accounts and folders of ours before /etc and /srv.

The accounts are in no user list of this machine: `nss_wrapper` (Samba's own test tool) shows them to whoever runs here.
The kernel refuses as it does on a real server, so the tests need a user who may act as others (root).
"""

import contextlib
import os
import re
import subprocess
from pathlib import Path

from tests import servers, sheets

_HOST = "127.0.0.1"


class Samba:
    """The server and its logins."""

    def __init__(self, machine, language="vi", port=None):
        self._machine, self._port = machine, port or servers.free_port()
        self._etc = machine.folder / "etc"
        install, self._tried, self.office = sheets.blocks("place-share", language, "sh")
        (conf,) = sheets.blocks("place-share", language, "ini")
        machine.save("/etc/samba/smb.conf", conf)
        self._stand_ins()
        for name in ("passwd", "group"):
            known = Path("/etc", name).read_text().splitlines(keepends=True)
            (self._etc / name).write_text("".join(one for one in known if re.match(r"root:|nobody:|nogroup:", one)))
        self._wrapped = {
            "LD_PRELOAD": "libnss_wrapper.so", "NSS_WRAPPER_PASSWD": str(self._etc / "passwd"),
            "NSS_WRAPPER_GROUP": str(self._etc / "group"),
        }  # fmt: skip
        machine.run(install, secret=servers.SECRET, **self._wrapped)
        servers.wait_for(lambda: servers.answers(self._port), servers.Server("samba", self._port))

    def _stand_ins(self):
        """What keeps this machine as it is: where the tools write and where the server listens."""
        run = self._machine.folder / "run"
        inside = ("private dir", "lock directory", "state directory", "cache directory", "pid directory")
        ours = "".join(f"{name} = {run}\n" for name in inside)
        (self._etc / "ours.conf").write_text(
            f"[global]\n{ours}ncalrpc dir = {run}/rpc\nlog file = {run}/smbd.log\nsmb ports = {self._port}\n"
            f"interfaces = {_HOST}\nbind interfaces only = yes\ninclude = {self._etc}/samba/smb.conf\n"
        )
        prefix = f'-P "{self._machine.folder}"'
        acts = {
            "groupadd": f'/usr/sbin/groupadd {prefix} "$@"', "usermod": f'/usr/sbin/usermod {prefix} "$@"',
            "useradd": f'/usr/sbin/useradd --no-log-init {prefix} "$@"',
            "smbpasswd": f'/usr/bin/smbpasswd -c {self._etc}/ours.conf "$@"',
            "systemctl": f"/usr/sbin/smbd -D -s {self._etc}/ours.conf; until [ -s {run}/smbd.pid ]; do sleep 0.1; done",
        }  # fmt: skip
        for name, act in acts.items():
            self._machine.put(name, act)

    def said(self, login, *commands, secret=servers.SECRET, protocol="SMB3"):
        """What `smbclient` says to commands as one of the logins."""
        asked = ["smbclient", f"//{_HOST}/hoanhap", "-p", str(self._port), "-U", f"hoanhap-{login}%{secret}"]
        wrapped = {**os.environ, **self._wrapped}
        return subprocess.run(
            [*asked, "-m", protocol, "-c", "; ".join(commands)], check=False, env=wrapped, cwd=self._machine.folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30,
        ).stdout  # fmt: skip

    def tried(self):
        """What the two lines say by which the sheet lets one try."""
        block = self._tried.replace("//SERVER", f"-p {self._port} //{_HOST}")
        return [
            self._machine.run(f"{line} || true", secret=servers.SECRET, prompt=b"]:") for line in block.splitlines()
        ]

    def stop(self):
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            os.killpg(int((self._machine.folder / "run/smbd.pid").read_text()), 15)
