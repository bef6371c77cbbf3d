from ui.widgets.column_fit import LEAST, fitted


def test_with_room_for_all_every_column_keeps_what_was_foreseen():
    assert fitted({0: 200, 1: 100, 2: 150}, {0: 90, 1: 80, 2: 70}, 600, 0) == {1: 100, 2: 150}


def test_where_it_is_crowded_no_column_keeps_more_than_its_words_need():
    assert fitted({0: 300, 1: 120, 2: 250}, {0: 300, 1: 80, 2: 110}, 500, 0) == {1: 80, 2: 110}


def test_longer_words_get_what_the_taker_does_not_need():
    assert fitted({0: 400, 1: 100}, {0: 150, 1: 180}, 500, 0) == {1: 180}


def test_no_column_goes_below_the_least():
    assert fitted({0: 300, 1: 120}, {0: 400, 1: 10}, 200, 0) == {1: LEAST}


def test_the_last_goes_to_the_edge_when_the_taker_is_not_shown():
    assert fitted({0: 100, 1: 120}, {0: 80, 1: 90}, 300, 2) == {0: 100, 1: 200}


def test_the_others_give_way_to_longer_words_of_the_taker_even_where_the_foreseen_fits():
    assert fitted({0: 200, 1: 400, 2: 250}, {0: 215, 1: 370, 2: 140}, 852, 0) == {1: 370, 2: 140}
