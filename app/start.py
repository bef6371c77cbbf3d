"""The program's door: with a command it is the command line and never imports Qt, without one it is the window."""

import sys


def unhurried() -> None:
    """Let nobody look for rubbish while the window comes up: a fifth of its start. From then on `ui.breathing` does."""
    import gc

    gc.disable()


def main() -> int:
    """Exit status of the command or of the window."""
    if len(sys.argv) > 1:
        from app.cli import main as command_line

        return command_line(sys.argv[1:])
    unhurried()
    from ui.main import main as window

    return window([])


if __name__ == "__main__":
    sys.exit(main())
