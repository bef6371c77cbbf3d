"""The desktop window, the only part that knows Qt.

PySide6 6.12 gives back a reference that it never took with every call that returns nothing, and some that carry a
boolean. Python 3.12 does not count these objects any more; before it, the interpreter ends when the count of `None` or
`True` comes to zero, which a busy afternoon of painting tables reaches. So the count starts where nothing reaches it.
"""

import ctypes
import sys

if sys.version_info < (3, 12):
    for _counted in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_counted)).value += 1 << 40
