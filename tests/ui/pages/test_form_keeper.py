"""A form that was being typed when the program was killed is offered at the next sign-in."""

import os
import signal
import subprocess
import sys
import textwrap

from app.session import sign_in
from tests.ui.conftest import PASSWORD
from ui.desk import Desk
from ui.pages.register import RegisterPage

TYPED = """
    import sys, time
    from pathlib import Path
    from PySide6.QtWidgets import QApplication
    from app.session import sign_in
    from ui.desk import Desk
    from ui.main import application
    from ui.pages.register import RegisterPage
    from ui.tasks import Tasks

    application()
    session = sign_in(Path(sys.argv[1]), "Nông Văn Sơn", sys.argv[2])
    tasks = Tasks(print)
    page = RegisterPage(Desk(session, tasks))
    page.show()
    page.begin()
    field = page.pane.form.fields["name"]
    field.line.setText("Bế Văn Dở")
    field.changed.emit()
    while not page.pane.keeper._kept or tasks.waiting:
        QApplication.processEvents()
        time.sleep(0.01)
    print("kept", flush=True)
    time.sleep(600)
"""


def test_what_was_typed_before_a_kill_is_offered_and_taken_up(commune, tasks, qtbot, settle):
    folder = commune.store.folder
    commune.close()
    command = [sys.executable, "-c", textwrap.dedent(TYPED), str(folder), PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as child:
        assert child.stdout.readline().strip() == b"kept"
        child.kill()
        assert child.wait() == -signal.SIGKILL
    session = sign_in(folder, "Nông Văn Sơn", PASSWORD)
    page = RegisterPage(Desk(session, tasks))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    settle()
    assert page.kept.isVisible()
    page.kept.go_on.click()
    settle()
    assert page.pane.form.fields["name"].value() == "Bế Văn Dở"
    assert page.pane.keeper.offer.isHidden()
    session.close()
