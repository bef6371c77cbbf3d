"""The deployment sheets of the help, read as an IT officer reads them: blocks to save or to run as printed."""

import re
from pathlib import Path

HELP = Path(__file__).parent.parent / "resources/help"


def blocks(name, language, kind):
    """The fenced blocks of one kind in a sheet, in order."""
    text = (HELP / language / f"{name}.md").read_text("utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def defined(config, **values):
    """A printed configuration with the lines that the sheet says to change: those that begin with `Define`."""
    for name, value in values.items():
        config, count = re.subn(rf"^Define {name} .*$", f"Define {name} {value}", config, flags=re.MULTILINE)
        assert count == 1, name
    return config
