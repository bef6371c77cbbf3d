"""First run: which office, its name, the first user, the recovery key that must be kept, safety and who approves."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QStackedWidget, QWidget

from app.documents import recovery_sheet
from app.domain.access import Kind
from app.domain.units import Unit
from app.errors import AppError
from app.files import write_whole
from app.i18n import text
from app.services import accounts, backups, catalogue, kit, setup
from app.session import OFFICE, Cost, Session
from ui import problems
from ui.pages.sign_in import Door, language_box
from ui.pages.wizard_kit import KitPanel
from ui.tasks import Tasks
from ui.widgets.basics import Notice, Snug, button, card, column, holder, label, row, selectable
from ui.widgets.dialogs import choose_folder, choose_target
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.flow import Flow
from ui.widgets.unit_picker import UnitPicker

_STEPS = 5


class Wizard(Door):
    """Five short steps; nothing is made before the third is done, and the key is proven in the fourth."""

    made = Signal(object)
    existing = Signal(object)
    """A folder with a store of this office, to be used instead of a new one."""

    def __init__(self, folder: Path, tasks: Tasks, *, cost: Cost | None = None) -> None:
        super().__init__()
        self.setObjectName("page")
        self._folder, self._tasks, self._cost = folder, tasks, cost
        self._session: Session | None = None
        self.recovery_key = ""
        self._warned = False
        self._fields()
        self.steps = QStackedWidget()
        for step in (self._kind_step(), self._office_step(), self._user_step(), self._key_step(), self._last_step()):
            self.steps.addWidget(step)
        self.notice = Notice()
        self.back = button(text("ui.back"), self._back)
        self.next = button(text("ui.next"), self.forward, kind="primary")
        self._progress = label("", "muted")
        panel = card(column(
            row(label(text("ui.wizard.title"), "title"), None, self._progress), 6, self.steps, self.notice,
            row(self.back, None, self.next), spacing=10), margin=24)  # fmt: skip
        panel.setFixedWidth(620)
        secret = label(text("ui.secret"), "small", wrap=True)
        self._languages = language_box(self.language_changed)
        foot = row(secret, self._languages, spacing=14)
        foot.setStretch(0, 1)
        below = holder(foot)
        below.setFixedWidth(620)
        self.setLayout(column(None, row(None, panel, None), row(None, below, None), None, spacing=10))
        self._show(0)

    def _fields(self) -> None:
        self.commune = QRadioButton(text("ui.wizard.kind.commune"))
        self.commune.setChecked(True)
        self.receiving = QRadioButton(text("ui.wizard.kind.receiving"))
        self.second = QRadioButton(text("ui.wizard.kind.second"))
        self.unit = UnitPicker("unit", text("ui.wizard.office.unit"), self._tasks, required=True)
        self.unit.picked.connect(self._propose)
        self.name = TextField("name", text("ui.wizard.office.name"), required=True)
        self.kit = KitPanel(self._tasks, self._refused)
        self.kit.chosen.connect(self._with_kit)
        self.user = TextField("user", text("ui.user_name"), required=True, placeholder=text("ui.wizard.user.hint"))
        self.password = PasswordField("password", text("ui.password"))
        self.password.hint(text("ui.wizard.user.password_hint"))
        self.again = PasswordField("again", text("ui.password_again"))
        self.proof = TextField("proof", text("ui.wizard.key.prove"), required=True)
        self.two = QCheckBox(text("ui.wizard.last.two"))
        self.chief = TextField("chief", text("ui.wizard.last.chief"), required=True)
        self.chief_password = PasswordField("chief_password", text("ui.wizard.last.chief_password"))
        self.place = TextField("place", text("ui.wizard.last.place"), placeholder=text("ui.wizard.last.place_hint"))
        for field in (self.name, self.again, self.proof, self.chief_password, self.place):
            field.line.returnPressed.connect(self.forward)

    def _kind_step(self) -> QWidget:
        return _step(
            "kind", self.commune, label(text("ui.wizard.kind.commune_note"), "small", wrap=True), 2,
            self.receiving, label(text("ui.wizard.kind.receiving_note"), "small", wrap=True), 2,
            self.second, label(text("ui.wizard.kind.second_note"), "small", wrap=True), 4,
            *self._stores(),
            label(text("ui.wizard.place", folder=str(self._folder)), "small", wrap=True),
        )  # fmt: skip

    def _stores(self) -> list[QWidget]:
        """Stores that lie on this machine already come first; another can be chosen by hand."""
        found = [button(text("ui.wizard.kind.open", folder=one.name), self._opener(one), icon="folder", kind="link")
                 for one in stores_beside(self._folder)]  # fmt: skip
        choose = button(text("ui.wizard.kind.choose"), self._choose_store, kind="link")
        practise = button(text("ui.practice.open"), self.practise.emit, kind="link")
        by_kit = button(text("ui.wizard.kit.choose"), self.kit.choose, kind="link")
        return [*found, *self.kit.at_hand(self._folder), Flow(choose, practise, by_kit)]

    def _opener(self, folder: Path) -> Callable[[], None]:
        return lambda: self.existing.emit(folder)

    def _choose_store(self) -> None:
        folder = choose_folder(self, text("ui.wizard.kind.choose"))
        if folder is None:
            return
        if (folder / "keys.json").is_file():
            self.existing.emit(folder)
        else:
            self.notice.say(text("ui.wizard.kind.no_store"), "warn")

    def _last_step(self) -> QWidget:
        pick = button(text("ui.wizard.last.pick"), self._pick_place, icon="folder")
        chief = column(self.chief, self.chief_password, spacing=8)
        self._chief = holder(chief)
        self._chief.hide()
        self.two.toggled.connect(self._chief.setVisible)
        return _step("last", self.place, row(pick, None), 6, self.two, self._chief)

    def _pick_place(self) -> None:
        folder = choose_folder(self, text("ui.wizard.last.place"))
        if folder is not None:
            self.place.set_value(str(folder))

    def _office_step(self) -> QWidget:
        return _step("office", self.unit, self.name, self.kit)

    def _with_kit(self) -> None:
        """The kit is for communes, and names the office by its unit."""
        self.commune.setChecked(True)
        self._show(1)

    def _user_step(self) -> QWidget:
        return _step("user", self.user, self.password, self.again)

    def _key_step(self) -> QWidget:
        self._shown_key = selectable("", "code")
        return _step(
            "key", card(column(self._shown_key), margin=12),
            row(button(text("ui.wizard.key.copy"), self._copy, icon="copy"),
                button(text("ui.wizard.key.save"), self._save, icon="document"), None),
            self.proof,
        )  # fmt: skip

    def forward(self) -> None:
        """Go on when this step is complete."""
        if not self.next.isEnabled():
            return
        at = self.steps.currentIndex()
        if self._complete(at):
            if at in (0, 1, 3):
                self._show(at + 1)
            else:
                (self._make if at == 2 else self._arrange)()

    def _complete(self, at: int) -> bool:
        if at == 0 and self.second.isChecked():
            self.notice.say(text("ui.wizard.kind.second_said"), "warn")
            return False
        if at == 1:
            return _filled(self.unit, text("ui.wizard.office.pick")) and (bool(self.kit.folder) or _filled(self.name))
        if at == 2:
            same = self.password.value() == self.again.value()
            if not same:
                self.again.error(text("ui.password_differs"))
            return _filled(self.user) and same
        if at == 3:
            right: bool = self.proof.value().upper().replace(" ", "").endswith(self.recovery_key[-4:])
            if not right:
                self.proof.error(text("ui.wizard.key.wrong"))
            return right
        if at == 4 and self.two.isChecked():
            return _filled(self.chief) and _filled(self.chief_password)
        return True

    def _show(self, at: int) -> None:
        self.steps.setCurrentIndex(at)
        self.notice.say("")
        self.back.setVisible(at in (1, 2))
        self.next.setText(text(("ui.next", "ui.next", "ui.wizard.make", "ui.next", "ui.wizard.finish")[at]))
        self._languages.setVisible(at == 0)
        self._progress.setText(text("ui.wizard.step", n=at + 1, of=_STEPS))
        first = (self.commune, self.unit, self.user, self.proof, self.place)[at]
        if at == 0:
            self.kit.forget()
        self.name.setHidden(self.kit.folder is not None)
        self.two.setVisible(self.commune.isChecked())
        self.unit.set_kind(communes_only=self.commune.isChecked())
        first.setFocus()

    def _back(self) -> None:
        self._show(self.steps.currentIndex() - 1)

    def _propose(self, code: str) -> None:
        self._tasks.run(lambda: catalogue.load().unit(code), self._propose_name)

    def _propose_name(self, unit: Unit | None) -> None:
        if unit is not None:
            self.name.set_value(text("ui.wizard.office.proposed", unit=f"{unit.kind.value} {unit.name}"))

    def _make(self) -> None:
        kind = Kind.COMMUNE if self.commune.isChecked() else Kind.RECEIVING
        new = setup.NewOffice(kind, self.unit.value(), self.name.value(), self.user.value(), self.password.value())
        self.next.setEnabled(False)
        self.notice.say(text("ui.wizard.making"), "quiet")
        folder, secret, cost = self.kit.folder, self.kit.secret.value(), self._cost or OFFICE
        make = (lambda: _by_kit(self._folder, folder, new, secret, cost)) if folder else (
            lambda: setup.init(self._folder, new, now=_now(), cost=cost, channel="window"))  # fmt: skip
        self._tasks.run(make, self._show_key, failed=self._refused)

    def _show_key(self, answer: tuple[Session, str]) -> None:
        self._session, self.recovery_key = answer
        self.next.setEnabled(True)
        groups = self.recovery_key.split("-")
        self._shown_key.setText(" - ".join(groups[:4]) + " -\n" + " - ".join(groups[4:]))
        self._show(3)

    def _refused(self, error: Exception) -> None:
        self.next.setEnabled(True)
        self.notice.say("")
        if isinstance(error, AppError):
            self.notice.say(problems.sentence(error), "bad")
        else:
            problems.show(error, self)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.recovery_key)
        self.notice.say(text("ui.copied"), "good")

    def _save(self) -> None:
        target = choose_target(self, text("ui.wizard.key.title"), text("ui.wizard.key.proposed"), text("ui.files.pdf"))
        if target is not None:
            self.save_sheet(target)

    def save_sheet(self, target: Path) -> None:
        """Write the recovery sheet as a PDF."""
        assert self._session is not None  # noqa: S101 - there is a key only when there is a store
        office = self._session.office
        today = datetime.now().astimezone().date()
        try:
            sheet = recovery_sheet.render(office=office.name, unit=office.unit, key=self.recovery_key, made_on=today)
            write_whole(target, sheet, mode=0o600)
        except AppError as error:
            self._refused(error)
            return
        self.notice.say(text("ui.wizard.key.saved"), "good")

    def may_close(self) -> bool:
        """Whether the wizard may be left: with an unproven recovery key only when told so twice."""
        if self._session is None:
            return True
        if self._warned:
            session, self._session = self._session, None
            self._tasks.run(session.close, lambda _: None)
            return True
        self._warned = True
        self.notice.say(text("ui.wizard.key.not_yet"), "warn")
        return False

    def _arrange(self) -> None:
        """The second backup place and who approves, as far as they were named; then the pages."""
        session, place = self._session, self.place.value()
        chief = (self.chief.value(), self.chief_password.value()) if self.two.isChecked() else None
        if session is None:
            return
        self.next.setEnabled(False)
        cost = self._cost or OFFICE
        self._tasks.run(lambda: _arranged(session, place, chief, cost), lambda _: self._finish(), failed=self._refused)

    def _finish(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self.made.emit(session)


def stores_beside(folder: Path) -> list[Path]:
    """Stores that lie beside the folder where one would be made: of another account, or under an older name."""
    try:
        found = sorted(one.parent for one in folder.parent.glob("*/keys.json"))
    except OSError:
        return []
    return [one for one in found if one != folder]


def _by_kit(store: Path, folder: Path, new: setup.NewOffice, secret: str, cost: Cost) -> tuple[Session, str]:
    session, recovery, _above = kit.begin(
        store, folder, unit=new.unit, user=new.user, password=new.password, now=_now(), place_secret=secret,
        cost=cost, channel="window",
    )  # fmt: skip
    return session, recovery


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _arranged(session: Session, place: str, chief: tuple[str, str] | None, cost: Cost) -> None:
    if place:
        backups.choose_second(session, place)
    if chief is not None:
        accounts.officer_and_chief(session, *chief, cost=cost)


def _step(name: str, *parts: Any) -> QWidget:
    page = Snug()
    lead = label(text(f"ui.wizard.{name}.lead"), "muted", wrap=True)
    page.setLayout(column(label(text(f"ui.wizard.{name}.title"), "lead"), lead, 4, *parts, None, spacing=8))
    return page


def _filled(field: TextField, words: str = "") -> bool:
    if not field.value():
        field.error(words or text("ui.field.required"))
        return False
    return True
