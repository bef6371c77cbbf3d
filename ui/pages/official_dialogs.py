"""Dialogs in which an official key is used once: sign Form 01, seal a month, make the card of a token."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.month import shown_month, typed_month
from app.files import write_whole
from app.i18n import text
from app.services import batches, official, signed_papers
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.widgets.dialogs import FormDialog, Given, choose_target
from ui.widgets.fields import Chooser, Field, TextField
from ui.widgets.official_key import OfficialKey

Done = Callable[[str], Any]
"""Called with the words to say."""


def sign_form01(desk: Desk, parent: QWidget, month: str, done: Done) -> FormDialog:
    """Sign a presented list for the police or, behind them, for the Committee; the signed copy is then saved."""
    sides = [(side, text(f"paper.signature.{side}")) for side in ("police", "committee")]
    side = Chooser("side", text("ui.official.side"), sides)

    def work(session: Session, given: Given) -> bytes:
        return signed_papers.sign_form01(session, month, given["key"](), side=given["side"])

    def signed(paper: bytes) -> None:
        save_signed(desk, parent, month, paper, done)

    return _ask("sign", desk, parent, [side], work=work, done=signed)


def save_signed(desk: Desk, parent: QWidget, month: str, paper: bytes, done: Done) -> None:
    """Put the signed copy where the user wants it; it stays in the store all the same."""
    proposed = text("ui.official.file_name", month=month)
    target = choose_target(parent, text("ui.official.save"), proposed, text("ui.files.pdf"))
    if target is None:
        done(text("ui.official.signed"))
    else:
        desk.run(lambda _: write_whole(target, paper), lambda _: done(text("ui.official.saved", file=target.name)))


def seal_month(desk: Desk, parent: QWidget, done: Done, month: str = "") -> FormDialog:
    """Seal a confirmed month with the token's key instead of the office's own."""
    named = TextField("month", text("ui.official.month"), required=True, placeholder="12/2026")
    named.set_value(shown_month(month) if month else "")

    def work(session: Session, given: Given) -> Any:
        with official.for_batches(session, given["key"]()) as key:
            return batches.seal_month(session, typed_month(given["month"]), key=key)

    return _ask("seal", desk, parent, [named], work=work, done=lambda _: done(text("ui.official.sealed")))


def token_card(desk: Desk, parent: QWidget, target: Path, done: Done) -> FormDialog:
    """Make the card of a token's key and save it, for the office above to trust."""

    def work(session: Session, given: Given) -> None:
        with official.for_batches(session, given["key"]()) as key:
            card = official.own_card(session, key)
        write_whole(target, card.card)

    return _ask("card", desk, parent, [], work=work, done=lambda _: done(text("ui.settings.card_saved")))


def _ask(
    kind: str, desk: Desk, parent: QWidget, fields: list[Field], *,
    work: Callable[[Session, Given], Any], done: Callable[[Any], Any],
) -> FormDialog:  # fmt: skip
    words = text(f"ui.official.{kind}").rstrip("…")
    dialog = FormDialog(words, words, fields, parent.window(), lead=text(f"ui.official.{kind}_lead"))
    dialog.setMinimumWidth(560)
    key = OfficialKey(desk)
    dialog.body.addWidget(key)
    # The key file is read and the token asked off the UI thread; the PIN lives as long as the dialog.
    dialog.also["key"] = key.place
    return dialog.ask(lambda: problems.carry_out(dialog, desk.run, work, done))
