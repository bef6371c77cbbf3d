from io import BytesIO

import pytest
import segno
from PIL import Image

from app.errors import AppError
from app.lists import photo
from app.lists.photo import card_in_photo

CODE = "020095000017||Bế Văn Ản|11011995|Nam|Thôn Nà Lầm, Xã Đồng Đăng, Tỉnh Lạng Sơn|20042021"


def picture(code=CODE, *, turned=0, width=1200):
    """A photo of a card: the code small on a grey ground, turned."""
    drawn = BytesIO()
    segno.make(code, error="m").save(drawn, kind="png", scale=4, border=4)
    ground = Image.new("RGB", (width, 800), (180, 190, 170))
    ground.paste(Image.open(drawn).convert("RGB").rotate(turned, expand=True, fillcolor="white"), (500, 150))
    made = BytesIO()
    ground.save(made, "JPEG", quality=60)
    return made.getvalue()


@pytest.mark.parametrize("turned", [0, 90, 12])
def test_the_card_in_a_photo_is_read(turned):
    card = card_in_photo(picture(turned=turned))
    assert (card.personal_number, card.name) == ("020095000017", "Bế Văn Ản")


def refusal(content):
    with pytest.raises(AppError) as refused:
        card_in_photo(content)
    return refused.value.code


def test_a_photo_without_a_card_is_refused():
    assert refusal(picture("https://example.invalid")) == "photo.no_code"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", picture()[:200], b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_what_is_no_picture_is_refused(content):
    assert refusal(content) == "photo.unreadable"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(photo, "_MOST_PIXELS", 1000)
    assert refusal(picture()) == "photo.unreadable"
