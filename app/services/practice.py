"""Practice mode: a store of its own with invented people, where nothing counts and nothing leaves.

Its papers carry a watermark, and `Session` refuses there what touches real offices: cards, places, sticks.
"""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from app.domain.access import Kind
from app.domain.month import Signer
from app.errors import AppError
from app.files import write_whole
from app.paths import default_store
from app.services import demo, months, offices, people_import, setup
from app.session import OFFICE, Cost, Session, sign_in

USER: Final = "Cán bộ tập dùng"
PASSWORD: Final = "tập dùng thôi mà"  # noqa: S105 - no secret: behind it are only invented people
_MARK: Final = "tap-dung.txt"
_SAID: Final = "Kho tập dùng của Hòa Nhập: người và giấy tờ ở đây đều không có thật. Có thể xóa cả thư mục.\n"


@dataclass(frozen=True, slots=True)
class Practice:
    """Where a practice store lies and how it is opened."""

    store: Path
    user: str = USER
    password: str = PASSWORD


def folder_of() -> Path:
    """Where the window keeps this machine's practice store: beside the real one, never in it."""
    return default_store().parent / "practice"


def ready(folder: Path, *, cost: Cost = OFFICE) -> Practice:
    """The practice store in a folder, made when there is none.

    Raises `practice.not_empty` when something else lies there.
    """
    if _made(folder):
        return Practice(folder / "store")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AppError("practice.not_empty")
    write_whole(folder / _MARK, _SAID.encode())
    commune = _office(folder / "store", Kind.COMMUNE, "06184", "Công an xã Đồng Đăng (tập dùng)", cost)
    above = _office(folder / "above", Kind.RECEIVING, "20", "Công an tỉnh Lạng Sơn (tập dùng)", cost)
    try:
        _fill(folder, commune, above)
    finally:
        commune.close()
        above.close()
    return Practice(folder / "store")


def reset(folder: Path, *, cost: Cost = OFFICE) -> Practice:
    """Begin anew: everything done in practice goes. Only a folder that is a practice store is touched."""
    if folder.exists() and not _made(folder):
        raise AppError("practice.not_empty")
    shutil.rmtree(folder, ignore_errors=True)
    return ready(folder, cost=cost)


def enter(folder: Path, *, cost: Cost = OFFICE) -> Session:
    """Sign in to the practice store of a folder, made when there is none; nobody types a password."""
    made = ready(folder, cost=cost)
    return sign_in(made.store, made.user, made.password, channel="window")


def _made(folder: Path) -> bool:
    return (folder / _MARK).is_file() and (folder / "store" / "keys.json").is_file()


def _office(folder: Path, kind: Kind, unit: str, name: str, cost: Cost) -> Session:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    session, _ = setup.init(
        folder, setup.NewOffice(kind, unit, name, USER, PASSWORD), now=now, anywhere=True, cost=cost
    )
    return session


def _fill(folder: Path, commune: Session, above: Session) -> None:
    """Invented people and signers; the office above is invented too, so that a batch can be sealed."""
    offices.trust(commune, offices.own_card(above).card, above.office.fingerprint)
    offices.set_receiver(commune, above.office.fingerprint)
    people = folder / "danh-sach.xlsx"
    write_whole(people, demo.invented_list(commune.office.name))
    people_import.run(commune, people)
    since = date(2026, 1, 1)
    months.add_signer(commune, Signer("police", "", "Trưởng Công an xã", "Lương Văn Thắng", "Thiếu tá"), since)
    months.add_signer(commune, Signer("committee", "TM", "Chủ tịch", "Hà Thị Thu"), since)
    for session in (commune, above):
        with session.store.transaction():
            session.store.accounts.set_meta("practice", True)  # noqa: FBT003 - a fact, by its name
