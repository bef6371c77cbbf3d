"""The smallest Ceph cluster there is, for the sheet that begins where one runs: a monitor, memory as disk, a gateway.

It needs Debian's `ceph-mon ceph-osd radosgw ceph-common awscli` (270 MB), which no other test uses: see README.
"""

import os
import subprocess
import uuid

from tests import servers, sheets

_CONF = """[global]
fsid = {fsid}
mon host = v1:127.0.0.1:{mon}
mon initial members = a
mon data = {folder}/mon
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd class update on start = false
osd crush update on start = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
auth cluster required = none
auth service required = none
auth client required = none
ms bind msgr2 = false
public addr = 127.0.0.1
run dir = {folder}
admin socket = {folder}/$name.asok
pid file = {folder}/$name.pid
log file = {folder}/$name.log
rgw data = {folder}/rgw
rgw frontends = beast ssl_endpoint=127.0.0.1:{port} {tls}
"""


def by_its_sheet(machine, language="vi"):
    """A cluster of our own, and in it what the sheet says: accounts, rights and the bucket."""
    server = _cluster()
    conf = {"CEPH_CONF": f"{server.folder}/ceph.conf"}
    accounts, rights, _office = sheets.blocks("place-ceph", language, "sh")
    above, own = sheets.blocks("place-ceph", language, "json")
    for name, text in (("20.json", above), ("06184.json", own), ("ca.pem", server.ca)):
        (machine.folder / name).write_text(text)
    machine.run(accounts, **conf)
    machine.run(rights.replace("SERVER", "localhost").replace("7480", str(server.port)), **conf)
    return server


def _cluster():
    folder = servers.make_folder()
    for name in ("mon", "osd", "rgw"):
        (folder / name).mkdir()
    mon, port = servers.free_ports(2)
    server = servers.Server("ceph", port, path="", tls=True, host="localhost", folder=folder)
    server.ca = servers.certificates(folder)
    fsid, osd = str(uuid.uuid4()), str(uuid.uuid4())
    tls = f"ssl_certificate={folder}/server.pem ssl_private_key={folder}/server.key"
    (folder / "ceph.conf").write_text(_CONF.format(fsid=fsid, mon=mon, port=port, folder=folder, tls=tls))
    _run(folder, "monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{mon}]", "--fsid", fsid, f"{folder}/monmap")
    _run(folder, "ceph-mon", "--mkfs", "-i", "a", "--monmap", f"{folder}/monmap")
    _start(server, "ceph-mon", "-i", "a")
    (folder / "osd/fsid").write_text(f"{osd}\n")  # a disk in memory takes no other way of being told
    _run(folder, "ceph", "--connect-timeout", "30", "osd", "new", osd)
    # Told beforehand: a disk that begins at once may tell it before it has learnt the cluster's name, and ends there.
    _run(folder, "ceph", "osd", "crush", "add", "osd.0", "1.0", "root=default")
    _run(folder, "ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd)
    _start(server, "ceph-osd", "-i", "0")
    _start(server, "radosgw", "-n", "client.rgw.a")
    servers.wait_for(lambda: servers.answers(port), server)
    return server


def _run(folder, *command):
    subprocess.run(command, check=True, capture_output=True, timeout=60, env=_env(folder))


def _start(server, *command):
    servers.start(server, [*command, "-f"], env=_env(server.folder))


def _env(folder):
    return {**os.environ, "CEPH_CONF": str(folder / "ceph.conf")}
