"""Texts that fill in one template are so many events and no reprints; reprints stay what they are."""

from __future__ import annotations

import pytest

from compare.article import Article, Outlet
from compare.moment import Moment
from compare.ports import Filter
from compare.reuse import find_copy, prepare_reuse
from compare.service import Parallax

RESULTS = (
    "{name} on {day} posted a third-quarter net loss of {loss} million crowns. The {trade} maker, which has its seat in {town}, said "
    "sales came to {sales} million crowns. It lost {share} crowns on each share. Analysts had expected a smaller loss. For the "
    "full year {name} expects sales of {year} million crowns. The shares have fallen {fall} percent since January. This report was "
    "written by a machine from data that {name} had sent."
)
QUAKE = (
    "A magnitude {size} earthquake was recorded {km} kilometers from {town} at {time} local time, the seismic service said. The "
    "quake struck at a depth of {depth} kilometers. No damage was reported. In the last ten days there have been {count} "
    "earthquakes of magnitude 3.0 or greater centered nearby. This post was created by an algorithm that the author wrote."
)
WEATHER = (
    "In {town} it will be mostly {sky} on {day}, with highs of {high} degrees and lows of {low}. Winds from the {wind} will reach "
    "{speed} kilometers an hour. The chance of rain is {rain} percent. The sun rises at {sun} and sets at {set}. The service "
    "gives the next outlook in the evening, and asks sailors to listen to its warnings."
)
FILLED = {
    RESULTS: [
        {"name": "Arvo", "day": "Monday", "loss": "3.4", "trade": "sail", "town": "Lund", "sales": "61.2", "share": "0.41", "year": "240", "fall": "8"},
        {"name": "Brenta", "day": "Tuesday", "loss": "17.9", "trade": "brick", "town": "Ostra", "sales": "402.7", "share": "1.85", "year": "1,610", "fall": "23"},
        {"name": "Celsa", "day": "Friday", "loss": "0.6", "trade": "bell", "town": "Pirn", "sales": "9.8", "share": "0.07", "year": "38", "fall": "4"},
    ],
    QUAKE: [
        {"size": "3.4", "km": "12", "town": "Lund", "time": "4:17", "depth": "9.3", "count": "2"},
        {"size": "4.1", "km": "31", "town": "Ostra", "time": "22:05", "depth": "14.8", "count": "7"},
        {"size": "5.2", "km": "56", "town": "Pirn", "time": "13:44", "depth": "6.1", "count": "11"},
    ],
    WEATHER: [
        {"town": "Lund", "sky": "sunny", "day": "Monday", "high": "23", "low": "11", "wind": "west", "speed": "18", "rain": "5", "sun": "4:51", "set": "21:40"},
        {"town": "Ostra", "sky": "cloudy", "day": "Tuesday", "high": "16", "low": "9", "wind": "north", "speed": "41", "rain": "60", "sun": "5:02", "set": "21:17"},
        {"town": "Pirn", "sky": "clear", "day": "Friday", "high": "29", "low": "17", "wind": "south", "speed": "7", "rain": "0", "sun": "5:20", "set": "20:58"},
    ],
}  # fmt: skip
TITLES = {
    RESULTS: "{name}: third-quarter results",
    QUAKE: "Magnitude {size} earthquake near {town}",
    WEATHER: "{town} weather",
}


def filled(template: str) -> list[Article]:
    return [
        Article(
            Outlet(f"Wire {number}"),
            TITLES[template].format(**values),
            template.format(**values),
            f"https://wire{number}.example/{number}",
            "en",
            Moment.parse(f"2026-10-0{number}T12:00:00Z"),
        )
        for number, values in enumerate(FILLED[template], 1)
    ]


@pytest.mark.parametrize("template", FILLED)
def test_one_template_filled_in_three_times_is_three_events(service: Parallax, template: str) -> None:
    service.add(filled(template))
    assert len(service.events(Filter(), 10)) == 3


@pytest.mark.parametrize("template", FILLED)
def test_one_template_filled_in_twice_is_no_reprint(template: str) -> None:
    first, second, third = map(prepare_reuse, filled(template))
    assert [find_copy(*pair) for pair in ((first, second), (first, third), (second, third))] == [None] * 3


@pytest.mark.parametrize("template", FILLED)
def test_a_reprint_of_a_filled_template_is_a_reprint_and_of_its_event(service: Parallax, template: str) -> None:
    first, *_ = filled(template)
    text = first.text.replace(" said", " announced").replace("The ", "Meanwhile the ", 1)
    again = Article(Outlet("Other"), first.title, text, "https://other.example/1", "en", first.published)
    assert find_copy(prepare_reuse(first), prepare_reuse(again))
    service.add([first, again])
    assert len(service.events(Filter(), 10)) == 1
