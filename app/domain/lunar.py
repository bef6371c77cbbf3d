"""The Vietnamese lunar calendar: which day of the sun's year a day of the moon's year is.

New moons and the sun's longitude by the formulas of J. Meeus ("Astronomical Algorithms", 1998), at Hanoi's meridian
(UTC+7), as Hồ Ngọc Đức's well-known description of the calendar has them. Good for 1900 to 2199.
"""

import math
from datetime import date
from typing import Final

_ZONE: Final = 7  # hours east of Greenwich: the calendar of Vietnam, which now and then differs from China's
_MONTH: Final = 29.530588853
_EPOCH: Final = 2415021.076998695  # Julian day of the new moon k = 0, in January 1900
_BEFORE_DAY_ONE: Final = 1721425  # Julian day number of the day before 0001-01-01
_RAD: Final = math.pi / 180


def day_of(year: int, month: int, day: int) -> date:
    """The day on which the ordinary (not the leap) lunar month of this number has this day."""
    before, after = (_eleventh(year - 1), _eleventh(year)) if month < 11 else (_eleventh(year), _eleventh(year + 1))
    offset = (month - 11) % 12
    if after - before > 365 and offset >= _leap_offset(before):
        offset += 1
    number = int(0.5 + (before - _EPOCH) / _MONTH)
    return _date(_new_moon(number + offset) + day - 1)


def new_year(year: int) -> date:
    """The first day of Tết."""
    return day_of(year, 1, 1)


def _date(julian: int) -> date:
    return date.fromordinal(julian - _BEFORE_DAY_ONE)


def _julian(day: date) -> int:
    return day.toordinal() + _BEFORE_DAY_ONE


def _new_moon(number: int) -> int:
    """Julian day number, at Hanoi, of the day with the new moon of this number."""
    t = number / 1236.85
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t**2) * _RAD)
    sun = (359.2242 + 29.10535608 * number - 0.0000333 * t**2 - 0.00000347 * t**3) * _RAD
    moon = (306.0253 + 385.81691806 * number + 0.0107306 * t**2 + 0.00001236 * t**3) * _RAD
    node = (21.2964 + 390.67050646 * number - 0.0016528 * t**2 - 0.00000239 * t**3) * _RAD
    shift = (0.1734 - 0.000393 * t) * math.sin(sun) + 0.0021 * math.sin(2 * sun) - 0.4068 * math.sin(moon)
    shift += 0.0161 * math.sin(2 * moon) - 0.0004 * math.sin(3 * moon) + 0.0104 * math.sin(2 * node)
    shift += -0.0051 * math.sin(sun + moon) - 0.0074 * math.sin(sun - moon) + 0.0004 * math.sin(2 * node + sun)
    shift += -0.0004 * math.sin(2 * node - sun) - 0.0006 * math.sin(2 * node + moon)
    shift += 0.0010 * math.sin(2 * node - moon) + 0.0005 * math.sin(2 * moon + sun)
    late = -0.000278 + 0.000265 * t + 0.000262 * t**2  # the clock of the sky against the clock on the wall
    return math.floor(mean + shift - late + 0.5 + _ZONE / 24)


def _sun_part(julian: int) -> int:
    """In which twelfth of its year the sun stands at the midnight that begins this day."""
    t = (julian - 0.5 - _ZONE / 24 - 2451545.0) / 36525
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * _RAD
    length = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    length += (1.914600 - 0.004817 * t - 0.000014 * t**2) * math.sin(anomaly)
    length += (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000290 * math.sin(3 * anomaly)
    return math.floor((length % 360) / 30)


def _eleventh(year: int) -> int:
    """Julian day number of the first day of the eleventh lunar month, the one with the winter solstice."""
    number = math.floor((_julian(date(year, 12, 31)) - 2415021) / _MONTH)
    start = _new_moon(number)
    return _new_moon(number - 1) if _sun_part(start) >= 9 else start


def _leap_offset(eleventh: int) -> int:
    """Which month after this eleventh one is the leap month: the first in which the sun stays in its twelfth."""
    number = math.floor((eleventh - _EPOCH) / _MONTH + 0.5)
    part = _sun_part(_new_moon(number + 1))
    for offset in range(2, 15):
        before, part = part, _sun_part(_new_moon(number + offset))
        if part == before:
            return offset - 1
    raise AssertionError
