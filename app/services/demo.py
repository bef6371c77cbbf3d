"""The main job, whole, with invented people: two offices, one month, from an Excel list to the receipt.

Runs through the same services as the window and the command line. People, dates and the month are fixed: the
demo says the same on every machine and on every day.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from app.documents.officers_list import officers_list
from app.domain.access import Kind
from app.domain.canonical import canonical
from app.domain.dates import from_iso
from app.domain.month import Confirmation, Delivery, Signer
from app.domain.office import Place
from app.errors import AppError
from app.files import write_whole
from app.services import batches, inbox, months, offices, papers, people_import, places, review, setup, sync
from app.session import Session

MONTH: Final = "2026-12"
_PASSWORDS: Final = {"commune": "giu-so-can-than", "receiving": "doi-chieu-tung-goi"}
_MALE, _FEMALE = "Nam", "Nữ"
_PRISON_A, _PRISON_B = "Trại giam Suối Đá", "Trại giam Rừng Thông"

# Nobody here exists. Cells as officers have them: real dates, text dates, bare years, numbers that lost their
# zero, a blank row, an old 9-digit number, and one row that cannot be taken.
_ROWS: Final[tuple[tuple[Any, ...], ...]] = (
    ("Hoàng Văn Ảnh", date(1988, 5, 17), "112/GCN", date(2025, 3, 30), _PRISON_A, date(2025, 3, 30),
     "Chăn nuôi trâu, bò", 80, _MALE, "020088000117", "Thôn Nà Lầu", None),
    ("Lý Thị Bưởi", "12.3.1991", "87/GCN", "15/8/2024", _PRISON_B, "15.8.2024",
     "Sản xuất, kinh doanh", 50, _FEMALE, 20191000234, "Thôn Pò Háng", None),
    (),
    ("Nông Đức Cảnh", 1979, "45/GCN", date(2026, 6, 2), _PRISON_A, "02/6/2026",
     "Trồng rừng", 100, _MALE, "020079000341", "Khu phố 3", None),
    ("Triệu Thị Dạ", "tháng 10/1995", "203/GCN", date(2025, 11, 20), _PRISON_B, date(2025, 11, 20),
     "Học nghề may", 24, _FEMALE, "020195000452", "Thôn Khơ Đa", None),
    ("Đặng Văn Đức", "5/3/86", "", None, "", "10/2024",
     "Sản xuất, kinh doanh", 60, _MALE, "020086000563", "Thôn Nà Lầu", "Chưa nộp bản sao giấy chứng nhận"),
    ("Vi Văn Giáp", date(1990, 9, 9), "310/GCN", date(2024, 1, 5), _PRISON_A, date(2024, 1, 5),
     "Buôn bán nhỏ", 40, _MALE, "020090000674", "Thôn Pò Háng", None),
    ("Chu Thị Hạnh", date(1984, 12, 1), "19/ĐX", date(2025, 9, 2), "Hội đồng đặc xá", date(2025, 9, 2),
     "Chăn nuôi lợn", 70, _FEMALE, "020184000785", "Khu phố 1", "Đặc xá"),
    ("Lành Văn Khôi", date(1975, 4, 30), "77/GCN", date(2022, 1, 20), _PRISON_B, date(2022, 1, 20),
     "Sản xuất, kinh doanh", 100, _MALE, "020075000896", "Thôn Khơ Đa", None),
    ("Mã Thị Liễu", 1968, "8/GCN", date(2020, 2, 29), _PRISON_A, date(2020, 2, 29),
     "Sản xuất, kinh doanh", 50, _FEMALE, "020168000907", "Khu phố 2", None),
    ("Bế Văn Mười", date(1993, 7, 7), "150/GCN", date(2026, 2, 14), _PRISON_B, date(2026, 2, 14),
     None, None, _MALE, 123456789, "Thôn Nà Lầu", "Chưa hỏi nhu cầu"),
    ("Phùng Văn Nhất", date(1982, 2, 3), "61/GCN", date(2025, 5, 5), _PRISON_A, date(2025, 5, 5),
     "Sản xuất, kinh doanh", 30, _MALE, "0200820011", "Thôn Pò Háng", "Số định danh ghi thiếu"),
    (),
    ("Sầm Thị Oanh", date(1998, 8, 18), "244/GCN", date(2026, 9, 30), _PRISON_B, date(2026, 9, 30),
     "Mở cửa hàng tạp hóa", 90, _FEMALE, "020198001129", "Khu phố 1", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Office:
    """One of the two offices of the demo."""

    session: Session
    folder: str
    user: str
    password_file: str

    def paths(self) -> dict[str, str]:
        return {"store": self.folder, "user": self.user, "password_file": self.password_file}


def demo(out: Path) -> dict[str, Any]:
    """Play the month in `out` and return what `demo.json` says (paths relative to `out`).

    Raises `demo.not_empty` when something lies there.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise AppError("demo.not_empty")
    commune = _office(out, "commune", kind=Kind.COMMUNE, unit="06184", name="Công an xã Đồng Đăng", user="Nông Thị Lan")
    receiving = _office(
        out, "receiving", kind=Kind.RECEIVING, unit="20", name="Công an tỉnh Lạng Sơn", user="Hoàng Minh Sơn"
    )
    try:
        return _play(out, commune, receiving)
    finally:
        commune.session.close()
        receiving.session.close()


def invented_list(office: str) -> bytes:
    """An officer's list with the demo's people, as a workbook."""
    return officers_list(office, _ROWS)


def _play(out: Path, commune: _Office, receiving: _Office) -> dict[str, Any]:
    _introduce(commune.session, receiving.session)
    place = _shared_place(out, commune.session, receiving.session)
    people_xlsx = out / "danh-sach-cua-can-bo.xlsx"
    write_whole(people_xlsx, invented_list(commune.session.office.name))
    people_import.run(commune.session, people_xlsx)
    _list_of_the_month(commune.session)
    files = _papers(out, commune.session)
    (sealed,) = batches.seal_month(commune.session, MONTH)
    (batch,) = batches.write_out([sealed], out / "goi-du-lieu")
    sync.run(commune.session)
    sync.run(receiving.session)
    inbox.decide(receiving.session, sealed.digest, {})
    sync.run(receiving.session)
    sync.run(commune.session)
    identity = out / "receiving-identity.txt"
    with receiving.session.store.reading():
        secrets = receiving.session.store.offices.identities()
    write_whole(identity, ("\n".join(secrets) + "\n").encode(), mode=0o600)
    write_whole(out / "commune-card.pem", _own_certificate(commune.session))
    made = {
        "month": MONTH, "commune": commune.paths(),
        "receiving": {**receiving.paths(), "identity_file": identity.name},
        "place": place.name, "batch": _within(out, batch), "papers": files, "people_xlsx": people_xlsx.name,
    }  # fmt: skip
    write_whole(out / "demo.json", json.dumps(json.loads(canonical(made)), ensure_ascii=False, indent=2).encode())
    return made


def _office(out: Path, folder: str, *, kind: Kind, unit: str, name: str, user: str) -> _Office:
    password_file = out / f"{folder}-password.txt"
    write_whole(password_file, (_PASSWORDS[folder] + "\n").encode(), mode=0o600)
    new = setup.NewOffice(kind, unit, name, user, _PASSWORDS[folder])
    session, recovery = setup.init(out / folder, new, now=_now(), anywhere=True)
    write_whole(out / f"{folder}-recovery.txt", (recovery + "\n").encode(), mode=0o600)
    return _Office(session, folder, user, password_file.name)


def _introduce(commune: Session, receiving: Session) -> None:
    """Each office hands the other its card; on the telephone they compared the check codes."""
    offices.trust(commune, offices.own_card(receiving).card, receiving.office.fingerprint)
    offices.set_receiver(commune, receiving.office.fingerprint)
    offices.trust(receiving, offices.own_card(commune).card, commune.office.fingerprint)


def _shared_place(out: Path, *sessions: Session) -> Path:
    place = out / "noi-gui-nhan"
    place.mkdir()
    for session in sessions:
        places.add(session, Place("thu-muc-chung", str(place.absolute())))
    return place


def _list_of_the_month(session: Session) -> None:
    since = date(2026, 1, 1)
    months.add_signer(session, Signer("police", "", "Trưởng Công an xã", "Lương Văn Thắng", "Thiếu tá"), since)
    months.add_signer(session, Signer("committee", "TM", "Chủ tịch", "Hà Thị Thu"), since)
    review.all_still_good(session, MONTH, basis="Họp rà soát ngày 04/12/2026")
    months.draft(session, MONTH)
    months.present(session, MONTH)
    months.confirm(session, MONTH, Confirmation(from_iso("2026-12-07"), "Hà Thị Thu", "Chủ tịch", "TM"))
    months.deliver(session, MONTH, Delivery(from_iso("2026-12-08"), "Phòng giao dịch NHCSXH Đồng Đăng", "12/CAX"))


def _papers(out: Path, session: Session) -> dict[str, str]:
    files = {}
    for key, kind in (("pdf", papers.PDF), ("xlsx", papers.XLSX)):
        file = out / "giay-to" / f"mau-so-01-{MONTH}.{key}"
        write_whole(file, papers.form01(session, MONTH, kind))
        files[key] = _within(out, file)
    return files


def _own_certificate(session: Session) -> bytes:
    return offices.own_card(session).certificate.encode()


def _within(out: Path, file: Path) -> str:
    return file.relative_to(out).as_posix()


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
