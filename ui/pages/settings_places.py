"""Settings: the places where batches are put and fetched."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox

from app.domain.access import Permission
from app.domain.office import Place
from app.errors import AppError
from app.files import read_file
from app.i18n import text
from app.services import accounts, places
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import column
from ui.widgets.dialogs import FormDialog, Given
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_PEM_LIMIT: Final = 1024 * 1024


class PlacesTab(SettingsTab):
    """Add, try and remove places."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.places: RecordModel[Place] = RecordModel(_columns())
        table = RecordTable(self.places, text("ui.settings.tab.places"), stretch=1)
        add = self.act("add_place", self.add_place, Permission.MANAGE_PLACES, "plus")
        drop = self.act("remove_place", lambda: self.with_chosen(table, self.remove), Permission.MANAGE_PLACES, "close")
        test = self.act("test_place", lambda: self.with_chosen(table, self.test), Permission.READ_OFFICES, "refresh")
        edit = self.act("edit_place", lambda: self.with_chosen(table, self.edit), Permission.MANAGE_PLACES, "settings")
        self.alone = QCheckBox(text("setting.no_network"))
        self.alone.setEnabled(desk.may(Permission.MANAGE_SETTINGS))
        self.alone.clicked.connect(self._choose)
        self.setLayout(column(self.alone, panel("places", table, add, edit, test, drop)))

    def refresh(self) -> None:
        """Ask for the places."""
        self.desk.run(lambda session: tuple(places.listing(session)), self.places.show)
        self.desk.run(lambda session: session.settings.no_network, self.alone.setChecked)

    def _choose(self, on: bool) -> None:  # noqa: FBT001 - a slot of a check box
        typed = "on" if on else "off"
        self.run(lambda session: accounts.set_setting(session, "no_network", typed), text("ui.settings.saved"))

    def add_place(self) -> FormDialog:
        """A folder or an address where batches are put and fetched."""
        name = TextField("name", text("ui.settings.place_name"), required=True)
        url = TextField("url", text("ui.settings.place_url"), required=True)
        login, secret = (
            TextField("login", text("ui.settings.place_login")),
            PasswordField("password", text("ui.password")),
        )
        ca, proxy = TextField("ca", text("ui.settings.place_ca")), TextField("proxy", text("ui.settings.place_proxy"))

        def work(session: Session, given: Given) -> None:
            pem = _pem(given["ca"]) if given["ca"] else ""
            place = Place(given["name"], given["url"], given["login"], given["password"], pem, given["proxy"])
            places.add(session, place)

        return self.ask("add_place", [name, url, login, secret, ca, proxy], work)

    def edit(self, chosen: Place) -> FormDialog:
        """The address, the login and its password, the authority's certificate, ours where the server asks for one."""
        url = TextField("url", text("ui.settings.place_url"), required=True)
        login = TextField("login", text("ui.settings.place_login"))
        secret = PasswordField("password", text("ui.password"))
        ca, proxy = TextField("ca", text("ui.settings.place_ca")), TextField("proxy", text("ui.settings.place_proxy"))
        own = TextField("certificate", text("ui.settings.place_certificate"))
        for field, value in ((url, chosen.url), (login, chosen.login), (proxy, chosen.proxy)):
            field.set_value(value)

        def work(session: Session, given: Given) -> None:
            places.change(
                session, chosen.name, url=given["url"], login=given["login"], proxy=given["proxy"],
                secret=given["password"] or None, ca=_pem(given["ca"]) if given["ca"] else None,
                certificate=_pem(given["certificate"]) if given["certificate"] else None,
            )  # fmt: skip

        return self.ask("edit_place", [url, login, secret, ca, own, proxy], work)

    def remove(self, chosen: Place) -> None:
        """Take a place off the list; nothing lying there is touched."""
        self.run(lambda session: places.remove(session, chosen.name), text("ui.settings.place_removed"))

    def test(self, chosen: Place) -> None:
        """Whether it can be reached and written to."""
        self.said.emit(text("ui.settings.place_testing"), "quiet")
        works = text("ui.settings.place_works")
        self.desk.line.aside(lambda ask: places.test_with(ask, chosen.name), lambda _: self.done(works), self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.said.emit(problems.sentence(error), "warn")
        else:
            problems.show(error, self)


def _pem(file: str) -> str:
    return read_file(Path(file), limit=_PEM_LIMIT).decode("utf-8", "replace")


def _columns() -> tuple[Column[Place], ...]:
    return (
        Column(heading("place"), lambda place: place.name, 220, strong=True),
        Column(heading("url"), lambda place: place.url, 400),
    )
