"""The lines of a template in one list and back."""

from dataclasses import replace

import pytest

from app.domain.template_lines import lines_of, with_lines
from app.services import templates

EVERY = [one for kind in templates.SHIPPED for one in templates.shipped_templates(kind)]


@pytest.mark.parametrize("template", EVERY, ids=lambda one: one.id)
def test_lines_put_back_unchanged_give_the_same_template(template):
    assert with_lines(template, lines_of(template)) == template


def test_an_emptied_line_goes_and_a_moved_one_keeps_its_part():
    template = EVERY[0]
    first, *others = lines_of(template)
    emptied = with_lines(template, [replace(first, line=replace(first.line, text=" ")), *others])
    assert len(lines_of(emptied)) == len(others)
    moved = with_lines(template, [*others, replace(first, part="closing")])
    assert moved.corner == ()
    assert moved.closing[-1] == first.line
