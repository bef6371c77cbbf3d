"""The acts that must be there whole or not at all: how each is prepared, started and done."""

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import db.migrations
from app import session as sessions
from app.domain.access import Kind
from app.errors import AppError
from app.services import (
    accounts,
    backups,
    batches,
    inbox,
    merging,
    months,
    people_import,
    register,
    review,
    setup,
    sync,
)
from db.connection import connect
from db.keyslots import TESTING, make_slot, open_slot, read_slots, write_slots
from db.migrations import migrations, statements
from tests.exchange import introduce, issue, register_people, sealed
from tests.invented import COMMUNE, MONTH, NOW, PASSWORD, PROVINCE, USER, person_data
from tests.mergers import old_office
from tests.monthly import ANSWER

NEW_PASSWORD = "một mật khẩu khác hẳn"
VINTAGE_USER = "Nông Thị Lan"
OLD_KEYS = "old-keys.json"
"""The key slots as they were: whether they still lie beside the store tells if it was re-keyed."""
VINTAGE = Path(__file__).parents[1] / "vintage" / "0.1"
STEP = """
CREATE TABLE anomaly (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
INSERT INTO anomaly SELECT id, data FROM people;
ALTER TABLE people ADD COLUMN anomaly TEXT NOT NULL DEFAULT 'x';
UPDATE people SET anomaly = id;
"""


def opened(root, name="commune", user=USER, password=PASSWORD):
    return sessions.sign_in(root / name, user, password, now=lambda: NOW)


@dataclass(frozen=True)
class Act:
    """`prepare` makes what lies there before, in an empty folder; `start` is done unharmed; `do` suffers."""

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[Path, Any], Any]
    start: Callable[[Path], Any] = lambda _root: None
    store: str = "commune"
    """The folder of the store in which the act shows."""
    passwords: tuple[str, ...] = (PASSWORD,)
    user: str = USER
    opens: Callable[..., Any] = opened
    again: int = 1
    """After each how many points it is done once more, when it was absent."""


def _make(folder, kind=Kind.COMMUNE):
    unit, name = (COMMUNE, "Công an xã Thử") if kind is Kind.COMMUNE else (PROVINCE, "Công an tỉnh Thử")
    new = setup.NewOffice(kind, unit, name, USER, PASSWORD)
    made, key = setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)
    (folder.parent / f"{folder.name}.key").write_text(key, "utf-8")
    made.now = lambda: NOW
    return made


def _with_people(root):
    with contextlib.closing(_make(root / "commune")) as commune:
        register_people(commune, 3)


def _with_old_keys(root):
    _with_people(root)
    shutil.copy(root / "commune" / "keys.json", root / OLD_KEYS)


def _with_list(rows):
    def prepare(root):
        _with_people(root)
        lines = [f"Người Thứ {n},1/2/1990,020090{n:06},Thôn Một,1/6/2025" for n in range(rows)]
        heads = "Họ và tên,Ngày sinh,CCCD,Thôn,Ngày chấp hành xong án phạt tù"
        (root / "list.csv").write_text("\n".join([heads, *lines]), "utf-8")

    return prepare


def _reviewed(root):
    _with_people(root)
    with contextlib.closing(opened(root)) as commune:
        review.all_still_good(commune, MONTH, basis="Họp thôn")


def _drafted(root):
    _reviewed(root)
    with contextlib.closing(opened(root)) as commune:
        months.draft(commune, MONTH)


def _two_offices(root):
    commune, receiving = _make(root / "commune"), _make(root / "receiving", Kind.RECEIVING)
    introduce(commune, receiving)
    register_people(commune, 3)
    return contextlib.closing(commune), contextlib.closing(receiving)


def _issued(root):
    below, above = _two_offices(root)
    with below as commune, above:
        issue(commune)


def _sealed(root):
    below, above = _two_offices(root)
    with below as commune, above:
        batch = sealed(commune)
        (root / "came").mkdir()
        (root / "came" / batch.file).write_bytes(batch.content)
        (root / "stick").mkdir()


def _taken_in(root):
    _sealed(root)
    with contextlib.closing(opened(root, "receiving")) as above:
        inbox.import_files(above, [root / "came"])


def _backed_up(root):
    _with_people(root)
    with contextlib.closing(opened(root)) as commune:
        backups.create(commune, root / "x.hnbackup")


def _two_communes(root):
    _with_people(root)
    old_office(root / "old")


def _vintage(root):
    """The store of release 0.1 as it is, but quickly opened: a cheap slot in place of an office's costly one."""
    folder = root / "commune"
    shutil.copytree(VINTAGE / "commune", folder)
    for name in ("backups", "log"):
        (folder / name).mkdir()
    password = (VINTAGE / "commune-password.txt").read_text("utf-8").strip()
    old, *others = read_slots(folder / "keys.json")
    cheap = make_slot("user", VINTAGE_USER, PASSWORD, key := open_slot(old, password), cost=TESTING)
    with contextlib.closing(connect(folder / "store.db", key)) as store:
        store.conn.execute("UPDATE slots SET id = ?, public = ? WHERE id = ?", (cheap.id, cheap.public, old.id))
    write_slots(folder / "keys.json", [cheap, *others])


@contextlib.contextmanager
def next_release():
    """This program with one more step than it has."""

    @migrations(name="m9999_anomaly")
    def step(store):
        for statement in statements(STEP):
            store.conn.execute(statement)

    known, db.migrations.STEPS = db.migrations.STEPS, db.migrations.STEPS | {"m9999_anomaly"}
    try:
        yield
    finally:
        db.migrations.STEPS = known
        migrations._migrations.pop()


def opened_by_either(root, *who):
    """A store as this release opens it, or else as the next one does: each must find it whole."""
    try:
        return opened(root, *who)
    except AppError as error:
        if error.code != "store.newer":
            raise
    with next_release():
        return opened(root, *who)


def _migrate(root, _):
    with next_release():
        return opened(root, user=VINTAGE_USER)


def _import(root, commune):
    return people_import.run(commune, root / "list.csv")


def _seal(root, commune):
    return batches.write_out(batches.seal_month(commune, MONTH), root / "out")


def _decide(_root, above):
    (digest,) = [view.batch.digest for view in inbox.listing(above)]
    return inbox.decide(above, digest[:12], {2: "Thiếu giấy"})


def _merge(root, commune):
    # A try to sign in that a fault cut short stays counted over there, and would come along with its trail.
    (root / "old" / "log" / "sign-in.json").unlink(missing_ok=True)
    return merging.merge(commune, root / "old", backups.Opener(USER, PASSWORD))


def _restore(root, _):
    backups.restore(root / "x.hnbackup", root / "new", backups.Opener(USER, PASSWORD), anywhere=True)


def _take(root, above):
    for taken in inbox.import_files(above, [root / "came"]):
        if taken.error is not None:
            raise taken.error


def _write_stick(root, commune):
    done = sync.write_stick(commune, root / "stick")
    for failed in done.failed:
        raise failed.error
    return done


def _sign_in(root, _):
    return sessions.sign_in(root / "commune", USER, PASSWORD, channel="window", now=lambda: NOW)


def acts(rows=1000):
    """Every act; the import brings so many rows."""
    return (
        Act("save person", _with_people, lambda _, session: register.add(session, person_data(9)), opened),
        Act("import 1,000 rows", _with_list(rows), _import, opened, again=10),
        Act("draft", _reviewed, lambda _, session: months.draft(session, MONTH), opened),
        Act("confirm", _drafted, lambda _, session: months.confirm(session, MONTH, ANSWER), opened),
        Act("seal", _issued, _seal, opened),
        Act("stick write", _sealed, _write_stick, opened),
        Act("inbox import", _sealed, _take, lambda root: opened(root, "receiving"), store="receiving"),
        Act("decide", _taken_in, _decide, lambda root: opened(root, "receiving"), store="receiving"),
        Act("backup", _with_people, lambda _, session: backups.create(session), opened),
        Act("restore", _backed_up, _restore, store="new"),
        Act("merge stores", _two_communes, _merge, opened),
        Act("migrate", _vintage, _migrate, user=VINTAGE_USER, opens=opened_by_either),
        Act("change password", _with_people,
            lambda _, session: accounts.set_password(session, USER, NEW_PASSWORD, cost=TESTING), opened,
            passwords=(PASSWORD, NEW_PASSWORD)),
        Act("sign in", _with_people, _sign_in),
        Act("re-key", _with_old_keys, lambda _, session: accounts.rekey(session), opened),
    )  # fmt: skip
