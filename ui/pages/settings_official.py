"""Settings: official certificates – the authorities we trust with their lists, and the keys on tokens."""

from pathlib import Path
from typing import Final

from app.domain.access import Permission
from app.envelope import check_code
from app.files import read_file
from app.i18n import text
from app.services import authorities
from app.services.authorities import Known
from ui import problems
from ui.desk import Desk
from ui.pages import official_dialogs
from ui.pages.settings_tab import SettingsTab, heading, told
from ui.widgets.basics import card, column, label, reveal, row
from ui.widgets.dialogs import FormDialog, choose_file, choose_target
from ui.widgets.fields import TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_CERTIFICATE_LIMIT: Final = 1024 * 1024
_LIST_LIMIT: Final = 32 * 1024 * 1024


class OfficialTab(SettingsTab):
    """An authority is trusted after its code was compared, as a card is; a list is believed when it signed it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.known: RecordModel[Known] = RecordModel(_columns())
        table = RecordTable(self.known, text("ui.settings.authorities"), stretch=0)
        may = Permission.TRUST_OFFICE
        trust = self.act("trust_authority", self._choose_authority, may, "plus")
        lists = self.act("crl", self._choose_list, may, "document")
        token_card = self.act("token_card", self._token_card, may, "seal")
        seal = self.act("token_seal", self.seal, Permission.SEAL_BATCH, "seal")
        reveal(seal, shown=desk.is_commune)
        tokens = column(
            label(text("ui.settings.tokens"), "lead"), label(text("ui.settings.lead.tokens"), "muted", wrap=True),
            row(token_card, seal, None),
        )  # fmt: skip
        trusted = column(
            label(text("ui.settings.authorities"), "lead"),
            label(text("ui.settings.lead.authorities"), "muted", wrap=True), row(trust, lists, None),
            told("authorities", table),
        )  # fmt: skip
        self.setLayout(column(card(tokens, margin=14), card(trusted, margin=14)))

    def refresh(self) -> None:
        """Ask for the authorities."""
        self.desk.run(authorities.listing, self.known.show)

    def trust(self, file: Path) -> FormDialog:
        """Trust what is in a file, once the code that the authority publishes was typed."""
        typed = TextField("code", text("ui.settings.authority_code"))
        return self.ask(
            "trust_authority",
            [typed],
            lambda session, given: authorities.add(
                session, read_file(file, limit=_CERTIFICATE_LIMIT), typed_fingerprint=given["code"] or None
            ),
            name=file.name,
        )

    def take_list(self, file: Path) -> None:
        """Take in a list of revoked certificates; cards that it names are revoked, and said."""
        self.desk.run(
            lambda session: authorities.add(session, crls=[read_file(file, limit=_LIST_LIMIT)]),
            lambda revoked: self.done(
                text("ui.settings.crl_revoked", names=", ".join(one.name for one in revoked))
                if revoked
                else text("ui.settings.crl_done")
            ),
            failed=lambda error: problems.show(error, self),
        )

    def seal(self) -> FormDialog:
        """Seal a month with a token."""
        return official_dialogs.seal_month(self.desk, self, self.done)

    def _token_card(self) -> None:
        target = choose_target(
            self, text("ui.settings.save_card"), f"{self.desk.office.unit}-token.card.json", text("ui.files.cards")
        )
        if target is not None:
            official_dialogs.token_card(self.desk, self, target, self.done)

    def _choose_authority(self) -> None:
        file = choose_file(self, text("ui.settings.trust_authority"), text("ui.files.certificates"))
        if file is not None:
            self.trust(file)

    def _choose_list(self) -> None:
        file = choose_file(self, text("ui.settings.crl"), text("ui.files.revoked"))
        if file is not None:
            self.take_list(file)


def _columns() -> tuple[Column[Known], ...]:
    return (
        Column(heading("issuer"), lambda one: one.name, 230, strong=True),
        Column(heading("kind"), lambda one: text(f"ui.settings.{'root' if one.root else 'between'}"), 120, spare=2),
        Column(heading("code"), lambda one: check_code(one.fingerprint), 380, spare=1),
        Column(heading("until"), lambda one: _day(one.until), 110),
        Column(heading("crl_until"), lambda one: _day(one.crl_until) or text("ui.settings.no_list"), 150,
               tone=lambda one: "quiet" if one.crl_until is None else "good"),
    )  # fmt: skip


def _day(iso: str | None) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else ""
