"""Pictures of what the office above sees when batches are missing, doubled or numbered anew, and of a paper's check."""

import shutil

from app.services import backups, batches, checking, months, review
from app.session import sign_in as open_store
from tests.exchange import ANSWER, hand_over
from tests.ui.conftest import NOW, PASSWORD, pump
from tests.ui.screenshots import filled, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.receiving)
    sign_in(window, "Hoàng Thị Lan")
    page = window.frame.pages["inbox"]
    window.frame.go("inbox")
    page.tabs.setCurrentIndex(2)
    camera.take(window, "none")
    paper = trouble(stores, window._desk._session, folder)
    page.refresh()
    camera.take(window, "alarms")
    page.alarms.decide()
    camera.dialog(window, "dialog-chain")
    page.tabs.setCurrentIndex(3)
    camera.take(window, "paper-choose")
    page.open(page.batches.record(page.batches.rowCount() - 1))
    pump()
    page.paper_check.qr.set_value(paper)
    page.paper_check.check()
    camera.take(window, "paper-agrees")
    page.paper_check.qr.set_value(paper.replace("|1|", "|2|"))
    page.paper_check.check()
    camera.take(window, "paper-differs")
    window.close()


def trouble(stores, receiving, folder):
    """Batch 2 is lost, a copied store sends another 3, a restored one begins anew; the QR text of batch 1's paper."""
    commune = opened(stores.commune)
    sent = [seal(commune, month) for month in ("2026-12", "2027-01")]
    commune.close()
    shutil.copytree(stores.commune, folder / "copied")
    commune, copied = opened(stores.commune), opened(folder / "copied")
    sent += [seal(commune, "2027-02"), seal(copied, "2027-03")]
    backups.new_epoch(commune, "Máy bị sao chép")
    sent.append(seal(commune, "2027-03"))
    for batch in (sent[0], *sent[2:]):
        hand_over(batch, receiving)
    found = checking.check(receiving, sent[0].content)
    commune.close()
    copied.close()
    return "|".join(("HN1", found["unit"], found["month"], "1", found["rows_digest"], "-"))


def opened(folder):
    return open_store(folder, "Nông Văn Sơn", PASSWORD, channel="window", now=lambda: NOW)


def seal(session, month):
    review.all_still_good(session, month, basis="Họp rà soát")
    months.draft(session, month)
    months.confirm(session, month, ANSWER)
    (batch,) = batches.seal_month(session, month)
    return batch
