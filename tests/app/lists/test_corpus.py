"""Every file of the corpus comes out as agreed: nothing wrong that was not asked for."""

import pytest

from tests.corpus import files, judged


def test_the_corpus_is_large_enough():
    assert len(files()) >= 80


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name)
def test_nothing_comes_out_wrong_without_being_asked(file):
    counts, wrong = judged(file)
    assert not wrong
    assert counts["right"] + counts["repaired"] + counts["asked"] > 20
