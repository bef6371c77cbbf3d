"""Real servers on loopback: Apache, nginx, wsgidav, SeaweedFS; each on free ports, in a folder of its own."""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.office import Place
from app.places import Access, connect
from app.places.signing import signed
from tests import sheets
from tests.certificates import named, pem
from tests.invented import COMMUNE, NOW, PROVINCE

MODULES = "/usr/lib/apache2/modules"
SECRET = "mat-khau-cua-noi-gui"
NEIGHBOUR = "06187"
LOGINS = (PROVINCE, COMMUNE, NEIGHBOUR)
SECRET_HASHED = "$apr1$hoanhap$8v/.21eiyor/Mu8nU5CDi0"  # of SECRET, by `openssl passwd -apr1 -salt hoanhap`
_WAIT = 30


@dataclass
class Server:
    """A place that runs. `data` is the folder behind it, where there is one."""

    name: str
    port: int
    path: str = "/hoanhap"
    tls: bool = False
    ca: str = ""
    data: Path | None = None
    processes: list = field(default_factory=list)
    folder: Path | None = None
    stale: bool = False
    host: str = "127.0.0.1"

    def place(self, login=PROVINCE, *, port=None, **more):
        """As an office enters it; `port` of a proxy in front."""
        if self.stale:  # read the offices anew, as `systemctl reload` does
            self.stale = False
            self.processes[0].send_signal(signal.SIGUSR1)
            time.sleep(1)
        at = f"{self.host}:{port or self.port}"
        if self.name in ("ceph", "seaweedfs"):
            scheme = "https" if self.tls else "http"
            url = f"s3://hoanhap{self.path}?endpoint={scheme}://{at}"
        else:
            url = f"webdav{'s' if self.tls else ''}://{at}{self.path}"
        return Place("kho", url, login, **{"secret": SECRET, "ca": self.ca, **more})

    def prepare(self, unit, *, filled=False):
        """What the IT officer does for one more commune; `filled`: something lies in its folder."""
        if self.name == "seaweedfs":
            if filled:
                found = self.place()
                put = connect(found.url, Access(found.login, found.secret, found.ca))
                put.put_new(f"{unit}/up/x.txt", b"x")
            return
        for name in ("up", "down"):
            (self.data / unit / name).mkdir(parents=True)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "www-data:", str(self.data / unit)], check=True)
        with (self.folder / "users").open("a") as out:
            out.write(f"{unit}:{SECRET_HASHED}\n")
        with (self.folder / "offices.conf").open("a") as out:
            out.write(f"Use Office {unit}\n")
        self.stale = True

    def login(self, unit):
        """Where every login may do everything, one is enough."""
        return PROVINCE if self.name == "seaweedfs" else unit

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGKILL if self.name in ("ceph", "seaweedfs") else signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_ports(count):
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def make_folder():
    """A folder that a server without our rights may enter."""
    folder = Path(tempfile.mkdtemp(prefix="hoanhap-server-"))
    folder.chmod(0o755)
    return folder


def _issue(subject, key, issuer, issuer_key, *, authority, valid_for=timedelta(days=3650)):
    made = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + valid_for)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        import ipaddress

        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def key_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def certificates(folder, *, valid_for=timedelta(days=3650)):
    """An authority of the sector's own, a server's certificate and a client's: the authority and the client as PEM."""
    root, server, client = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    ca = _issue("CA", root, "CA", root, authority=True)
    (folder / "server.pem").write_bytes(
        pem(_issue("localhost", server, "CA", root, authority=False, valid_for=valid_for))
    )
    (folder / "server.key").write_bytes(key_pem(server))
    (folder / "ca.pem").write_bytes(pem(ca))
    (folder / "client.pem").write_bytes(key_pem(client) + pem(_issue("06184", client, "CA", root, authority=False)))
    return pem(ca).decode()


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


def wait_for(ready, server):
    end = time.monotonic() + _WAIT
    while not ready():
        dead = [one.args for one in server.processes if one.poll() is not None]
        assert not dead, f"{server.name} does not start: {dead}"
        assert time.monotonic() < end, f"{server.name} does not answer"
        time.sleep(0.05)


def start(server, *commands, **options):
    log = open((server.folder or Path(os.devnull)) / "out.log" if server.folder else os.devnull, "ab")  # noqa: PTH123, SIM115
    with log:
        for command in commands:
            server.processes.append(
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
            )


def apache(*, tls=False, language="vi", more="", valid_for=timedelta(days=3650)):
    """Apache by the configuration of the sheet, exactly as printed but for its `Define` lines."""
    folder = make_folder()
    server = Server("apache", free_port(), tls=tls, data=folder / "data", folder=folder)
    server.ca = certificates(folder, valid_for=valid_for) if tls else ""
    for unit in LOGINS[1:]:
        for name in ("up", "down"):
            (server.data / unit / name).mkdir(parents=True)
    (folder / "lock").mkdir()
    (folder / "users").write_text("".join(f"{login}:{SECRET_HASHED}\n" for login in LOGINS))
    (folder / "offices.conf").write_text("".join(f"Use Office {unit}\n" for unit in LOGINS[1:]))
    (site,) = sheets.blocks("place-apache", language, "apache")
    site = sheets.defined(site, HN_PORT=server.port, HN_ABOVE=PROVINCE, HN_DATA=server.data, HN_USERS=folder / "users",
                          HN_OFFICES=folder / "offices.conf",
                          HN_CERT=folder / "server.pem", HN_KEY=folder / "server.key")  # fmt: skip
    if not tls:  # what the fault server in front must be able to read
        site = "\n".join(line for line in site.splitlines() if "SSL" not in line)
    (folder / "site.conf").write_text(site + more)
    # What Debian's own apache2.conf and the printed `a2enmod` do.
    modules = ("mpm_event dav dav_fs dav_lock ssl auth_basic authn_core authn_file authz_core authz_user macro alias "
               "socache_shmcb").split()  # fmt: skip
    lines = [f"LoadModule {one}_module {MODULES}/mod_{one}.so" for one in modules]
    lines += [f"ServerRoot {folder}", f"PidFile {folder}/pid", f"ErrorLog {folder}/error.log", f"Mutex file:{folder}"]
    lines += ["ServerName localhost", "KeepAlive On", "MaxKeepAliveRequests 0"]
    if os.geteuid() == 0:
        lines += ["User www-data", "Group www-data"]
        subprocess.run(["chown", "-R", "www-data:", str(server.data), str(folder)], check=True)
    (folder / "apache2.conf").write_text("\n".join([*lines, f"Include {folder}/site.conf", ""]))
    binary = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin")
    start(server, [binary, "-f", str(folder / "apache2.conf"), "-DFOREGROUND"])
    wait_for(lambda: answers(server.port), server)
    return server


def nginx():
    folder = make_folder()
    server = Server("nginx", free_port(), data=folder / "data" / "hoanhap", folder=folder)
    server.data.mkdir(parents=True)
    (folder / "users").write_text("".join(f"{login}:{SECRET_HASHED}\n" for login in LOGINS))
    user = "user www-data;" if os.geteuid() == 0 else ""
    if user:
        subprocess.run(["chown", "-R", "www-data:", str(folder)], check=True)
    temp = " ".join(f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"""
        load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
        {user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 256; }}
        http {{ access_log off; {temp}
          server {{ listen 127.0.0.1:{server.port}; root {folder}/data; client_max_body_size 8m;
            location / {{ auth_basic "x"; auth_basic_user_file {folder}/users; dav_methods PUT DELETE MKCOL COPY MOVE;
              dav_ext_methods PROPFIND OPTIONS; create_full_put_path on; }} }} }}""")
    binary = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    start(server, [binary, "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log"), "-p", str(folder)])
    wait_for(lambda: answers(server.port), server)
    return server


def wsgidav():
    folder = make_folder()
    server = Server("wsgidav", free_port(), data=folder / "data" / "hoanhap", folder=folder)
    server.data.mkdir(parents=True)
    users = {login: {"password": SECRET} for login in LOGINS}
    config = {
        "host": "127.0.0.1", "port": server.port, "provider_mapping": {"/": str(folder / "data")},
        "simple_dc": {"user_mapping": {"*": users}}, "verbose": 1, "logging": {"enable": False},
    }  # fmt: skip
    (folder / "wsgidav.json").write_text(json.dumps(config))
    command = [str(Path(sys.executable).with_name("wsgidav")), "--config", str(folder / "wsgidav.json"), "--no-config"]
    start(server, command[:3])
    wait_for(lambda: answers(server.port), server)
    return server


def seaweedfs(*, tls=False, identities=None, admin=(PROVINCE, SECRET), path=""):
    """One process with master, volume, filer and S3 gateway; `identities` as the sheet prints them."""
    folder = make_folder()
    master, volume, filer, s3, *grpc = free_ports(8)
    server = Server("seaweedfs", s3, path=path, tls=tls, folder=folder)
    more = []
    if tls:
        server.ca = certificates(folder)
        server.port = free_port()
        more = [
            f"-s3.port.https={server.port}",
            f"-s3.cert.file={folder}/server.pem",
            f"-s3.key.file={folder}/server.key",
        ]
    users = identities or {
        "identities": [
            {"name": login, "credentials": [{"accessKey": login, "secretKey": SECRET}], "actions": ["Admin"]}
            for login in LOGINS
        ]
    }
    (folder / "s3.json").write_text(json.dumps(users))
    weed = str(Path(sys.executable).with_name("weed"))
    command = [
        weed, "-logtostderr", "-v=0", "server", f"-dir={folder}", "-ip=127.0.0.1", "-filer", "-s3",
        f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-s3.port={s3}",
        f"-master.port.grpc={grpc[0]}", f"-volume.port.grpc={grpc[1]}", f"-filer.port.grpc={grpc[2]}",
        f"-s3.port.grpc={grpc[3]}", f"-s3.config={folder}/s3.json", "-master.volumeSizeLimitMB=64", "-volume.max=20",
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.electionTimeout=1s", "-master.telemetry=false", *more,
    ]  # fmt: skip
    start(server, command)
    wait_for(lambda: answers(s3), server)
    wait_for(lambda: _has_bucket(s3, *admin), server)
    return server


def _has_bucket(port, login, secret):
    """Whether the bucket is there, made now when the cluster is ready for it."""
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    with contextlib.suppress(OSError):
        _signed_put(port, "hoanhap", login, secret)
    store = S3Store(
        "hoanhap", endpoint=f"http://127.0.0.1:{port}", region="us-east-1", access_key_id=login,
        secret_access_key=secret, virtual_hosted_style_request=False, client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )  # fmt: skip
    try:
        store.put("ready", b"x")
        store.delete("ready")
    except BaseError:
        return False
    return True


def _signed_put(port, bucket, login, secret):
    """Create a bucket: a PUT of its name by signature version 4."""
    url = f"http://127.0.0.1:{port}/{bucket}"
    headers = signed("PUT", url, b"", access=Access(login, secret), region="us-east-1", more={})
    with urlopen(Request(url, method="PUT", headers=headers), timeout=5):
        pass


def basic(login):
    """The header of a login, for requests by hand."""
    return "Basic " + base64.b64encode(f"{login}:{SECRET}".encode()).decode()
