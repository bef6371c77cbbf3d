"""The command line as a person or a script uses it, on real stores."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.cli import main
from tests.invented import PASSWORD, USER


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def data(self):
        assert self.status == 0, self.out + self.err
        assert set(self.json) == {"ok", "data"}
        assert self.json["ok"] is True
        return self.json["data"]

    @property
    def code(self):
        assert self.json["ok"] is False
        assert set(self.json["error"]) == {"code", "message", "remedy"}
        assert all(self.json["error"].values())
        return self.json["error"]["code"]


class Desk:
    """One store and who works at it: `desk("people", "find", "lan")` answers in JSON, `desk.plain(…)` for people."""

    def __init__(self, folder, capsys, user=USER, password=PASSWORD):
        self.folder = folder
        self.secret = folder.parent / f"{len(list(folder.parent.glob('*.password')))}.password"
        self.secret.write_text(f"{password}\n", "utf-8")
        self._words = ["--anywhere", "--store", str(folder), "--user", user, "--password-file", str(self.secret)]
        self._capsys = capsys

    def __call__(self, *words):
        return self.plain("--json", *words)

    def do(self, *words):
        """A command that must work; what it answers."""
        return self(*words).data

    def plain(self, *words):
        self._capsys.readouterr()
        status = main([*self._words, *(str(word) for word in words)])
        captured = self._capsys.readouterr()
        return Said(status, captured.out, captured.err)

    def file(self, name, content):
        """A file beside the store, JSON unless it is text."""
        file = Path(self.folder.parent / name)
        file.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
        return file


def introduce(below, above, folder):
    """Each trusts the other's card, and the one below names its receiver, all by commands."""
    cards = {desk: desk("office", "card", "--out", folder / f"{desk.folder.name}.card.json").data
             for desk in (below, above)}  # fmt: skip
    below.do("office", "trust", cards[above]["file"], "--fingerprint", cards[above]["check_code"])
    above.do("office", "trust", cards[below]["file"], "--fingerprint", cards[below]["fingerprint"])
    below.do("office", "receiver", cards[above]["fingerprint"])


def issue(desk, month, *words):
    """Review, draft and confirm a month."""
    desk.do("month", "review", month, "--all-still-good", "--basis", "Họp thôn")
    desk.do("month", "draft", month)
    return desk("month", "confirm", month, "--on", "06/12/2026", "--by", "Hoàng Thị Thử", "--title", "Chủ tịch",
                *words).data  # fmt: skip
