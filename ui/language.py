"""Qt's own buttons and menus in the program's language: Qt ships no Vietnamese."""

from typing import Final

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QTranslator

from app import i18n

# What Qt asks for (its own English) → our key.
_BUTTONS: Final = {
    "OK": "ok", "&OK": "ok", "Save": "save", "&Save": "save", "Save All": "save_all", "Cancel": "cancel",
    "&Cancel": "cancel", "Close": "close", "&Close": "close", "&Yes": "yes", "Yes": "yes", "&No": "no", "No": "no",
    "Yes to &All": "yes_all", "N&o to All": "no_all", "Open": "open", "&Open": "open", "Apply": "apply",
    "Reset": "reset", "Help": "help", "Discard": "discard", "Don't Save": "discard", "Abort": "abort",
    "Retry": "retry", "Ignore": "ignore", "Restore Defaults": "defaults", "Show Details...": "details_show",
    "Hide Details...": "details_hide", "&Undo": "undo", "&Redo": "redo", "Cu&t": "cut", "&Copy": "copy",
    "&Paste": "paste", "Delete": "delete", "&Delete": "delete", "Select All": "select_all", "&Choose": "choose",
    "Look in:": "look_in", "File &name:": "file_name", "Files of type:": "files_of_type", "Directory:": "folder",
    "&New Folder": "new_folder", "&Rename": "rename", "Name": "name", "Size": "size", "Date Modified": "modified",
    "Type": "type", "Kind": "type", "Computer": "computer", "All Files (*)": "all_files", "Print": "print",
    "&Print": "print", "Finish": "finish", "&Finish": "finish", "&Next": "next", "< &Back": "back", "Find": "find",
    "Clear": "clear", "Step &up": "step_up", "Step &down": "step_down", "Search": "search",
    "&Insert Unicode control character": "unicode_control", "Insert Unicode control character": "unicode_control",
}  # fmt: skip


class QtWords(QTranslator):
    """Answers Qt's requests for words from our catalogues; what we do not know stays as Qt has it."""

    def isEmpty(self) -> bool:
        """Qt asks only translators that say they hold something."""
        return False

    def translate(
        self, context: str, source: str | bytes | bytearray | memoryview | QByteArray, *args: object, **more: object
    ) -> str:
        """Our word for Qt's own one; None, and not an empty text, leaves Qt's."""
        del context, args, more
        word = source if isinstance(source, str) else bytes(source).decode()  # type: ignore[arg-type, unused-ignore]
        name = _BUTTONS.get(word)
        return None if name is None else i18n.text(f"ui.qt.{name}")  # type: ignore[return-value]


def install(parent: QObject) -> QtWords:
    """Put our words before Qt's; they follow `i18n.use` without a restart."""
    words = QtWords(parent)
    QCoreApplication.installTranslator(words)
    return words
