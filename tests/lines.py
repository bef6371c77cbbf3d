"""Bad lines: a TCP proxy that TLS passes through, and an HTTP proxy that knows what it spoils.

Each spoils one thing, the n-th; `fired` tells whether it came to that.
"""

import http.client
import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_BLOCK = 4096


class Line:
    """A TCP proxy on a free port. Counts bytes towards the server and connections; counts go on while it breaks.

    `refuse`: this connection (1, 2, …) is shut at once. `drop_at`, `stall_at`: after so many bytes in all, either way.
    `drop_every`: each connection dies after so many bytes up. `rate`: bytes a second each way. `lives`, `dark`: each
    connection dies so many seconds after the line woke, and for `dark` seconds no other is let in.
    """

    def __init__(self, port, *, refuse=0, drop_at=0, stall_at=0, drop_every=0, rate=0, lives=0.0, dark=0.0):
        self._to = port
        self._refuse, self._drop_at, self._stall_at, self._every = refuse, drop_at, stall_at, drop_every
        self._rate, self._lives, self._dark = rate, lives, dark
        self.sent = self.passed = self.connections = self.breaks = 0
        self.fired = False
        self._woke = time.monotonic()
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._closed = threading.Event()
        self._open = []
        threading.Thread(target=self._serve, daemon=True).start()

    def heal(self):
        """From now on everything passes."""
        self._refuse = self._drop_at = self._stall_at = self._every = self._rate = 0
        self._lives = 0.0

    def close(self):
        self._closed.set()
        self._socket.close()
        for one in self._open:
            with suppress(OSError):
                one.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def _serve(self):
        while not self._closed.is_set():
            try:
                client, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self.connections += 1
            if self.connections == self._refuse or not self._is_awake():
                self.fired = True
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._to))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._rate:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
            self._open += [client, server]
            up = [0]
            for source, target, counts in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(source, target, counts, up), daemon=True).start()

    def _is_awake(self):
        """A line that died stays dark for a while, then lives anew."""
        if not self._lives:
            return True
        now = time.monotonic()
        if now < self._woke:
            return False
        if now - self._woke > self._lives:
            self._woke = now + self._dark
            self.breaks += 1
            return not self._dark
        return True

    def _pump(self, source, target, upwards, up):
        with suppress(OSError):
            while data := source.recv(_BLOCK):
                with self._lock:
                    self.passed += len(data)
                    if upwards:
                        self.sent += len(data)
                        up[0] += len(data)
                if self._spoil(up[0]):
                    break
                if self._rate:
                    time.sleep(len(data) / self._rate)
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _spoil(self, up):
        """Whether the connection dies now."""
        if self._stall_at and self.passed >= self._stall_at:
            self.fired, self._stall_at = True, 0
            self._closed.wait(30)
            return True
        if self._drop_at and self.passed >= self._drop_at:
            self.fired, self._drop_at = True, 0
            return True
        if self._every and up >= self._every:
            self.breaks += 1
            return True
        return bool(self._lives) and not self._is_awake()


@dataclass
class Reply:
    status: int
    headers: list
    body: bytes


LISTING = re.compile(r"PROPFIND .*|GET .*list-type=2.*")
DOWNLOAD = re.compile(r"GET .*\.age(?:\?.*)?")
UPLOAD = re.compile(r"PUT .*\.(?:age|part)(?:\?.*)?")


class Front:
    """An HTTP proxy in front of a server that speaks clear text; spoils the n-th request of the kind that suits.

    `fault`: a status to answer instead of asking (`500`, `401` …), `lost` (done, but no answer), `truncated` (half a
    download), `old_listing` (as it was first), `other_office`, `swapped` (another file's bytes under this name),
    `lied` (an upload that was never stored), `half_stored`, `killed`, `killed_late` (whoever asks dies before or
    after it is done: `strike` does that).
    """

    def __init__(self, port, fault="", n=0):
        self._to, self.fault, self.n = port, fault, n
        self.seen = 0
        self.requests = 0
        self.fired = False
        self.strike = lambda: None
        self._first = {}
        self._files = {}
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            disable_nagle_algorithm = True

            def log_message(self, *_args):
                pass

            def handle_any(self):
                front._handle(self)

            def __getattr__(self, name):
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_args):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def arm(self, fault, n):
        self.fault, self.n, self.seen, self.fired = fault, n, 0, False

    def heal(self):
        self.fault, self.n = "", 0

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def _handle(self, handler):
        self.requests += 1
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        line = f"{handler.command} {handler.path}"
        spoil = self.fault and self._suits(line) and self._is_nth()
        if spoil and self.fault.isdecimal():
            return self._answer(handler, Reply(int(self.fault), [], b""))
        if spoil and self.fault == "lied":
            return self._answer(handler, Reply(201, [("ETag", '"0"')], b""))
        if spoil and self.fault == "half_stored":
            body = body[: len(body) // 2]
        if spoil and self.fault == "killed":
            self.strike()
        reply = self._asked(handler, body)
        if spoil and self.fault == "killed_late":
            self.strike()
        first = self._first.setdefault(line, reply) if LISTING.fullmatch(line) else reply
        before = next((one for name, one in self._files.items() if name != handler.path), None)
        if DOWNLOAD.fullmatch(line) and reply.status == 200:
            self._files[handler.path] = reply.body
        if spoil and self.fault == "lost":
            handler.close_connection = True
            return handler.connection.shutdown(socket.SHUT_RDWR)
        if spoil and self.fault == "old_listing":
            reply = first
        if spoil and self.fault == "other_office":
            reply = Reply(200, reply.headers, b"age-encryption.org/v1\n" + b"x" * 2000)
        if spoil and self.fault == "swapped" and before:
            reply = Reply(200, reply.headers, before)
        return self._answer(handler, reply, half=spoil and self.fault == "truncated")

    def _suits(self, line):
        match self.fault:
            case "truncated" | "other_office" | "swapped":
                return DOWNLOAD.fullmatch(line)
            case "old_listing":
                return LISTING.fullmatch(line)
            case "lied" | "half_stored":
                return UPLOAD.fullmatch(line)
            case _:
                return True

    def _is_nth(self):
        self.seen += 1
        self.fired = self.fired or self.seen == self.n
        return self.seen == self.n

    def _asked(self, handler, body):
        upstream = http.client.HTTPConnection("127.0.0.1", self._to, timeout=20)
        try:
            upstream.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                if name.lower() not in ("connection", "content-length", "expect", "transfer-encoding"):
                    upstream.putheader(name, value)
            upstream.putheader("Content-Length", str(len(body)))
            upstream.putheader("Connection", "close")
            upstream.endheaders(body)
            answer = upstream.getresponse()
            dropped = ("connection", "transfer-encoding", "keep-alive")
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in dropped]
            return Reply(answer.status, headers, answer.read())
        finally:
            upstream.close()

    def _answer(self, handler, reply, *, half=False):
        handler.send_response_only(reply.status)
        sized = handler.command == "HEAD"
        for name, value in reply.headers:
            if name.lower() != "content-length" or sized:
                handler.send_header(name, value)
        if not sized and reply.status != 204:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(reply.body[: len(reply.body) // 2] if half else reply.body)
        if half:
            handler.wfile.flush()
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
