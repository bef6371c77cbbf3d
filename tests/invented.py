"""Invented offices and people for tests: nobody of this name, number and village exists."""

from datetime import datetime, timedelta, timezone
from typing import Any

NOW = datetime(2026, 12, 5, 8, 0, tzinfo=timezone(timedelta(hours=7)))
USER, PASSWORD = "Lan", "mật khẩu chỉ để thử"
MONTH = "2026-12"
COMMUNE, PROVINCE = "06184", "20"

_NAMES = (
    "Nông Thị Ánh Tuyết",
    "Hoàng Văn Đoàn",
    "Lương Đình Quý",
    "Vi Thị Thúy Hằng",
    "Lò Quốc Khánh",
    "Đàm Văn Ích",
    "Chu Thị Ương",
)
_VILLAGES = ("Thôn Nà Pài", "Thôn Kéo Kham", "Khu Dây Thép")


def person_data(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What `register.add` takes for an invented person who is on the list of 12/2026 and still a year later."""
    name = _NAMES[(number - 1) % len(_NAMES)]
    woman = " Thị " in name
    year = 1970 + number % 30
    judged = {"on": "2026-12-01", "by": USER, "basis": "Biên bản họp thôn"}
    return {
        "name": name,
        "birth": f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "sex": "female" if woman else "male",
        "personal_number": f"020{int(woman)}{year % 100:02}{number:06}",
        "village": _VILLAGES[number % len(_VILLAGES)],
        "stay": "permanent",
        "residence": "living_here",
        "terms": [
            {
                "kind": "completion",
                "number": f"{100 + number}/GCN",
                "issuer": "Trại giam Phú Sơn 4",
                "date": "2025-03-10",
                "finished_on": "2025-03-10",
            }
        ],
        "conduct": {"value": "yes", **judged},
        "evils": {"value": "no", **judged},
        "need": {"value": "yes", "stated_on": "2026-11-20", "agreed": "yes", "purpose": "business",
                 "amount": 50_000_000},
        **changes,
    }  # fmt: skip
