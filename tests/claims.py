"""What many tests claim in the same words."""

import pytest

from app.errors import AppError


def refused(code, work, *args, **options):
    """`work` is refused with this code; gives the error back."""
    with pytest.raises(AppError) as caught:
        work(*args, **options)
    assert caught.value.code == code, caught.value.code
    return caught.value
