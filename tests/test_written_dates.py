"""Dates as feeds, tables and pages write them: parsed as they are meant, or reported as unknown."""

import pytest

from compare.errors import InputError
from compare.model.moment import Moment
from indexes.ingest.decode.dates import moment_of


@pytest.mark.parametrize(
    ("written", "language", "meant"),
    [
        # zones by name behind every kind of date
        ("2026-06-01 19:58 CET", None, "2026-06-01T18:58:00Z"),
        ("2026-06-01T19:58:00 CEST", None, "2026-06-01T17:58:00Z"),
        ("2026-06-01 19:58:00 UTC", None, "2026-06-01T19:58:00Z"),
        ("2026-06-01 19:58:00 JST", None, "2026-06-01T10:58:00Z"),
        ("2026-06-01 19:58:00 IST", None, "2026-06-01"),
        ("Mon, 01 Jun 2026 19:58:00 ET", None, "2026-06-01T23:58:00Z"),
        ("Thu, 01 Jan 2026 19:58:00 ET", None, "2026-01-02T00:58:00Z"),
        ("Mon, 01 Jun 2026 19:58:00 PT", None, "2026-06-02T02:58:00Z"),
        ("3 April 2026, 10:15 GMT", None, "2026-04-03T10:15:00Z"),
        ("Mon, 01 Jun 2026 19:58:00 Europe/Berlin", None, "2026-06-01T17:58:00Z"),
        ("Mon, 01 Jun 2026 19:58:00 GMT+2", None, "2026-06-01T17:58:00Z"),
        ("Mon, 01 Jun 2026 19:58:00 UTC+05:30", None, "2026-06-01T14:28:00Z"),
        ("Mon, 01 Jun 2026 19:58:00 +05:45", None, "2026-06-01T14:13:00Z"),
        ("Mon Jun 01 2026 19:58:00 GMT+0900 (Japan Standard Time)", None, "2026-06-01T10:58:00Z"),
        ("Mon Jun  1 19:58:00 PDT 2026", None, "2026-06-02T02:58:00Z"),
        ("Mon, 01 Jun 2026 19:58:00 Q", None, "2026-06-01"),
        ("Mon, 01 Jun 2026 19:58:00 Nowhere/Land", None, "2026-06-01"),
        ("2026-06-01T19:58:00+02:00[Europe/Berlin]", None, "2026-06-01T17:58:00Z"),
        ("2026-06-01T19:58:00[Europe/Berlin]", None, "2026-06-01T17:58:00Z"),
        ("2026-06-01T19:58:00Z[UTC]", None, "2026-06-01T19:58:00Z"),
        # halves of the day
        ("Mon, 01 Jun 2026 7:58:00 PM GMT", None, "2026-06-01T19:58:00Z"),
        ("Jun 1, 2026 7:58 PM", None, "2026-06-01T19:58:00Z"),
        ("Jun 1, 2026 at 7:58 PM ET", None, "2026-06-01T23:58:00Z"),
        ("03/04/2026 10:15 PM", "en-US", "2026-03-04T22:15:00Z"),
        ("03/04/2026 12:05 a.m.", "en-GB", "2026-04-03T00:05:00Z"),
        # order of year, month and day
        ("2026/04/03", None, "2026-04-03"),
        ("2026.04.03", None, "2026-04-03"),
        ("2026-4-3", None, "2026-04-03"),
        ("03/04/2026 10:15:00 +0200", "de", "2026-04-03T08:15:00Z"),
        ("01/Jun/2026:10:00:00 +0200", None, "2026-06-01T08:00:00Z"),
        # months by name, in the language of the article or in English
        ("June 1, 2026", None, "2026-06-01"),
        ("1 June 2026", "fr", "2026-06-01"),
        ("1. Juni 2026", "de", "2026-06-01"),
        ("1er juin 2026", "fr-CA", "2026-06-01"),
        ("1 июня 2026", "ru", "2026-06-01"),
        ("2026年6月1日", "ja", "2026-06-01"),
        ("2026年6月1日(月) 19時58分", "en", "2026-06-01T19:58:00Z"),
        ("2026년 6월 1일", None, "2026-06-01"),
        ("1. 6. 2026", "cs", "2026-06-01"),
        ("Montag, 1. Juni 2026, 10:15 Uhr", "de", "2026-06-01T10:15:00Z"),
        # eras, and digits of other scripts
        ("令和8年6月1日", "ja", "2026-06-01"),
        ("令和元年6月1日 9時30分", "ja", "2019-06-01T09:30:00Z"),
        ("平成31年4月30日", "ja", "2019-04-30"),
        ("中華民國115年6月1日", "zh-TW", "2026-06-01"),
        ("١ يونيو ٢٠٢٦", "ar", "2026-06-01"),
        # halves of the day before the hour, and a point behind each number
        ("2026年6月1日 下午7:58", "zh", "2026-06-01T19:58:00Z"),
        ("2026年6月1日午後0時30分", "ja", "2026-06-01T12:30:00Z"),
        ("2026년 6월 1일 오전 7:58", "ko", "2026-06-01T07:58:00Z"),
        ("2026. 6. 1. 오후 7:58", "ko", "2026-06-01T19:58:00Z"),
        ("2026.06.01.", "hu", "2026-06-01"),
        # years of two digits
        ("1.6.26", "de", "2026-06-01"),
        ("03/04/26", "en-GB", "2026-04-03"),
        ("4/3/26 10:15 PM", "en-US", "2026-04-03T22:15:00Z"),
        ("1-Jun-26", "en", "2026-06-01"),
        ("1 Jun ’26", "en", "2026-06-01"),
        ("1.6.98", "de", "1998-06-01"),
        # weeks, and seconds and their parts since 1970
        ("2026-W23-1", None, "2026-06-01"),
        ("1780343880", None, "2026-06-01T19:58:00Z"),
        ("1780343880000", None, "2026-06-01T19:58:00Z"),
        ("/Date(1780343880000)/", None, "2026-06-01T19:58:00Z"),
        ("1780343880000000", None, "2026-06-01T19:58:00Z"),
    ],
)
def test_dates_are_parsed_correctly(written: str, language: str | None, meant: str) -> None:
    found = moment_of(written, language)
    assert found is not None
    assert found.isoformat() == meant


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("03/04/2026", None), ("03/04/2026 10:15 PM", "en"), ("03/04/26", None), ("26-04-03", None), ("26/04/03", "ja"), ("4.3.26", None), ("June 2026", None),
        ("03/04/2026", "en-CA"), ("2026-W23", None), ("3 hours ago", None), ("Updated 3 hours ago", "en"), ("yesterday", "en"),
        ("0000-00-00 00:00:00", None), ("2026-02-30", None), ("31/02/2026", "en-GB"), ("令和8年13月1日", "ja"), ("vor 3 Stunden", "de"),
        ("2026-06-01 29:58 CET", None), ("chapter 3 of May 2026", "en"), ("1 juni 2026", "xx-unknown"), ("x" * 500, None),
        ("Wed, 30 Nov -0001 00:00:00 +0000", None), ("Wed, 30 Nov -001 00:00:00 +0000", None),
    ],
)  # fmt: skip
def test_invalid_and_ambiguous_dates_are_not_guessed(written: str, language: str | None) -> None:
    assert moment_of(written, language) is None


def test_an_iso_week_date_is_a_day_and_a_whole_week_is_not() -> None:
    assert Moment.parse("2026-W23-1") == Moment.parse("20260601") == Moment.parse("2026-06-01")
    with pytest.raises(InputError):
        Moment.parse("2026-W23")
