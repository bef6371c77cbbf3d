"""Pictures of the settings about batches: cards, certificates, escrow, what is sent; and the dialogs of keys."""

from datetime import datetime, timedelta, timezone

from app import envelope
from app.envelope import new_identity
from app.services import authorities, escrow
from tests.certificates import TestAuthority
from tests.ui.screenshots import MONTH, filled, sign_in, window_over
from ui.pages import official_dialogs


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    session = window._desk._session
    furnish(session, folder)
    window.frame.go("settings")
    settings = window.frame.pages["settings"]
    for tab in ("cards", "official", "escrow", "sent"):
        settings.open(tab)
        camera.take(window, f"settings-{tab}")
    tab = settings.open("escrow")
    tab.make(folder / "new.age")
    camera.dialog(window, "dialog-escrow-make")
    tab.remove()
    camera.dialog(window, "dialog-escrow-remove")
    tab = settings.open("cards")
    tab.renew()
    camera.dialog(window, "dialog-renew")
    tab.decide_chain(tab.cards.record(1))
    camera.dialog(window, "dialog-chain")
    settings.open("backup").begin_chain()
    camera.dialog(window, "dialog-begin-chain")
    tab = settings.open("official")
    tab.trust(folder / "ca.pem")
    camera.dialog(window, "dialog-authority")
    official_dialogs.sign_form01(window._desk, settings, MONTH, print)
    camera.dialog(window, "dialog-sign")
    tab.seal()
    camera.dialog(window, "dialog-seal")
    window.close()


def furnish(session, folder):
    """An authority with its list, an escrow key in use and one that was."""
    ca = TestAuthority("Nơi cấp chứng thư thử nghiệm", datetime(2026, 12, 4, 8, tzinfo=timezone(timedelta(hours=7))))
    (folder / "ca.pem").write_bytes(ca.bundle)
    root = envelope.fingerprint(ca.root.pem)
    authorities.add(session, ca.bundle, [ca.crl(until=ca.now + timedelta(days=30))], typed_fingerprint=root)
    for _ in range(2):
        identity, recipient = new_identity()
        escrow.set_recipient(session, recipient, f"{identity}\n".encode(), None)
