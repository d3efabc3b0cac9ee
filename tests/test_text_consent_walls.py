"""Consent walls are not news; news about cookies, browsers and robots is."""

from __future__ import annotations

import pytest

from compare.text.cleaning.consent_walls import is_consent_wall

CONSENT = """We and our 842 partners store and access information on your device, such as cookies, and process personal data.
With your consent, we and our partners may use precise location data. You may refuse to consent, or change your choices.
You can withdraw your consent at any time in the cookie settings of this website."""
ROBOT = """Please verify that you are not a robot to go on.
We have seen unusual traffic from your network. To read this page, enable JavaScript and cookies in your browser.
Reference 7f3a19."""
BLOCKER = """We see that you use an ad blocker. Please switch it off for our pages, or subscribe.
Our journalists live on what you see. Access to this page is free for you once your ad blocker is off."""
ON_COOKIES = """The regulator in Brea fined two publishers 4 million crowns on Monday because their cookie banners had no
button to refuse. “You must be able to say no as easily as yes,” said Una Brandt, who heads the office.
The publishers said that they would appeal. Their banners had asked 3 million readers for consent since 2019.
Shops in Orly were fined in May for the same reason, and have since removed all trackers from their sites."""
BAKERY = """Our bakers in Orly make the best cookies of the valley, and you can taste them on Sunday.
The mayor opens the fair at noon. Forty bakers have come from Halm and Brea, and two from across the sea.
The prize is a copper kettle, which last year went to a school."""


@pytest.mark.parametrize("text", [CONSENT, ROBOT, BLOCKER], ids=["consent", "robot", "blocker"])
def test_a_text_that_asks_the_reader_for_consent_or_login_is_a_consent_wall(text: str) -> None:
    assert is_consent_wall(text)


@pytest.mark.parametrize("text", [ON_COOKIES, BAKERY, "", "\n".join([CONSENT, *[ON_COOKIES] * 5])])
def test_news_about_consent_and_logins_is_not_a_consent_wall(text: str) -> None:
    assert not is_consent_wall(text)
