"""Texts that fill in one template are so many events and no reprints; reprints stay what they are."""

from __future__ import annotations

import pytest

from compare.duplicates.near_duplicates import find_copy, prepare_reuse
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax

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
WARNING = (
    "The weather service has issued a {colour} warning of {what} for {region}, in force from {start} on {day} until {end}. Up to "
    "{depth} centimeters may fall within {hours} hours, and gusts of {gust} kilometers an hour are possible near {town}. Drivers "
    "are asked to stay at home. The warning is renewed every six hours and can be read on the pages of the service."
)
VOTE = (
    "With {share} percent of the vote, {winner} won the seat of {town} on Sunday. {loser} came second with {second} percent. Turnout "
    "was {turnout} percent, against {before} percent four years ago, the electoral office said. {votes} ballots were counted, "
    "of which {spoilt} were spoilt. The result was compiled automatically from data of the electoral office."
)
MATCH = (
    "{home} beat {away} {score} in front of {crowd} people on {day}. {scorer} scored in the {minute} minute. {home} had {shots} "
    "shots and {corners} corners, and won {duels} percent of the duels. The team now has {points} points. This match report was "
    "written by a program from the data of the league."
)
FILLED = {
    WARNING: [
        {"colour": "yellow", "what": "snow", "region": "Norlund", "start": "18:00", "day": "Monday", "end": "06:00", "depth": "12", "hours": "9", "gust": "64", "town": "Lund"},
        {"colour": "orange", "what": "rain", "region": "Westmark", "start": "04:30", "day": "Tuesday", "end": "22:00", "depth": "7", "hours": "15", "gust": "88", "town": "Ostra"},
        {"colour": "red", "what": "hail", "region": "Pirnland", "start": "13:15", "day": "Friday", "end": "17:45", "depth": "3", "hours": "4", "gust": "101", "town": "Pirn"},
    ],
    VOTE: [
        {"share": "41.3", "winner": "Ada Holm", "town": "Lund", "loser": "Ben Sare", "second": "36.7", "turnout": "61.2", "before": "58.9", "votes": "31,204", "spoilt": "412"},
        {"share": "52.8", "winner": "Cora Vint", "town": "Ostra", "loser": "Dan Quist", "second": "29.5", "turnout": "70.4", "before": "66.1", "votes": "18,977", "spoilt": "203"},
        {"share": "38.0", "winner": "Emil Rask", "town": "Pirn", "loser": "Fay Told", "second": "37.9", "turnout": "49.8", "before": "55.5", "votes": "44,610", "spoilt": "875"},
    ],
    MATCH: [
        {"home": "Lund", "away": "Halm", "score": "3-1", "crowd": "4,310", "day": "Monday", "scorer": "Holm", "minute": "17th", "shots": "14", "corners": "9", "duels": "56", "points": "31"},
        {"home": "Ostra", "away": "Velm", "score": "2-0", "crowd": "12,745", "day": "Tuesday", "scorer": "Quist", "minute": "63rd", "shots": "8", "corners": "4", "duels": "48", "points": "22"},
        {"home": "Pirn", "away": "Tolm", "score": "5-4", "crowd": "860", "day": "Friday", "scorer": "Rask", "minute": "88th", "shots": "21", "corners": "11", "duels": "61", "points": "40"},
    ],
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
    WARNING: "{what} warning for {region}",
    VOTE: "{winner} wins in {town}",
    MATCH: "{home} beat {away} {score}",
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
