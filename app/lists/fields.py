"""The fields of a list by the kind of their cells."""

from typing import Final

DATE_FIELDS: Final = (
    "birth",
    "personal_number_issued_on",
    "certificate_date",
    "finished_on",
    "came_home_on",
)
PAPERS: Final = {
    "personal_number": ("personal_number_issued_on", "personal_number_issued_by"),
    "certificate_number": ("certificate_date", "certificate_issuer"),
}
TEXTS: Final = (
    "personal_number_issued_by",
    "village",
    "certificate_number",
    "certificate_issuer",
    "household_rep_name",
    "household_rep_relation",
    "savings_group",
    "savings_union",
    "ethnicity",
    "notes",
)
SHARED: Final = {
    *("village", "personal_number_issued_by", "certificate_issuer", "savings_group", "savings_union", "ethnicity"),
    *("stay", "residence", "conduct", "evils", "need", "purpose", "amount", "certificate_kind", "measure", "sex"),
    *("finished_on", "certificate_date", "personal_number_issued_on", "came_home_on"),
}
ANSWERS: Final = frozenset({"sex", "need", "stay", "residence", "conduct", "evils", "purpose", "certificate_kind"})
"""Fields whose cells hold one of a few answers."""
