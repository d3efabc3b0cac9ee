"""Alerts: matching items are reported once, signed, and sent until they are accepted; by several processes, and after
one was killed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from compare.errors import ConflictError, InputError, NotFoundError
from compare.ports import Failed, Posted
from compare.services.alerts import alerts as module
from compare.services.alerts.alerts import Alerts
from compare.services.alerts.signature import new_secret, signature
from compare.services.service import Parallax
from compare.services.stores.operations.alerts import Alert, AlertQuery, Pace
from indexes.fetching.posting import HttpPoster
from indexes.fetching.settings import FetchSettings
from tests.fetching import NOW, QUICK, Site, answer, in_turn, redirect, serving
from tests.test_activity import FIRST, OTHER, SECOND, article
from web.alerts.matching import AlertMatcher
from web.alerts.notifier import Notifier

EVERY = AlertQuery(("article", "event", "fact", "revision"))


class Receiver:
    """Accepts or rejects posts according to `outcomes`, in turn; implements `compare.ports.Poster`."""

    def __init__(self, *outcomes: Failed) -> None:
        self.outcomes = list(outcomes)
        self.taken: list[tuple[str, dict[str, str], bytes]] = []

    def post(self, url: str, headers: Any, body: bytes) -> Posted | Failed:
        self.taken.append((url, dict(headers), body))
        return self.outcomes.pop(0) if self.outcomes else Posted(url, 200)

    @property
    def items(self) -> list[dict[str, Any]]:
        return [each for _, _, body in self.taken for each in json.loads(body)["data"]["items"]]


class AlertHarness:
    """Alerts with a real catalogue and a clock that the test advances."""

    def __init__(self, service: Parallax) -> None:
        self.service = service
        self.time = NOW
        self.receiver = Receiver()
        self.alerts = Alerts(service._catalogue.alerts, service.activity, self.now)
        self.fitting = AlertMatcher(service, "https://news.example")

    def now(self) -> datetime:
        return self.time

    def add(self, query: AlertQuery = EVERY, pace: Pace = "at once", url: str = "https://hook.example/") -> Alert:
        return self.alerts.add("An alert", url, query, pace)

    def look(self) -> list[dict[str, Any]]:
        """Run one round; returns the posted messages."""
        told = len(self.receiver.items)
        self.service.activity.note()
        self.alerts.collect(self.fitting)
        while self.alerts.send_next(self.receiver):
            pass
        return self.receiver.items[told:]

    def passes(self, **time: float) -> None:
        self.time += timedelta(**time)


@pytest.fixture
def harness(service: Parallax) -> AlertHarness:
    return AlertHarness(service)


def failed(status: int | None = 500, retry: bool = True, not_before: datetime | None = None) -> Failed:
    return Failed("https://hook.example/", "it did not work", retry, not_before, status)


def test_new_items_are_reported_once_with_a_link_to_their_page(harness: AlertHarness) -> None:
    harness.service.add([article("a", FIRST)])
    harness.add()
    assert harness.look() == []  # it was there before, even if nobody had noted it
    harness.service.add([article("b", SECOND)])
    told = harness.look()
    assert sorted({each["kind"] for each in told}) == ["article", "event", "fact"]
    assert all(each["url"].startswith("https://news.example/") for each in told)
    (fact,) = [each for each in told if each["kind"] == "fact"][:1]
    assert "Four" in fact["title"]
    assert fact["differences"] == ["figures"]
    assert harness.look() == []


def test_alerts_report_revisions_or_only_silent_edits_as_requested(harness: AlertHarness) -> None:
    harness.service.add([article("a", FIRST), article("b", OTHER)])
    harness.look()
    harness.add(AlertQuery(("revision",), silent=True))
    changed = [article("a", f"{FIRST} No one was hurt."), article("b", f"{OTHER} It rained.", modified="2026-03-01")]
    harness.service.add(changed)
    (told,) = harness.look()
    assert told["id"] == changed[0].id
    assert told["title"].startswith("Silent edit")


@pytest.mark.parametrize(
    ("query", "outlets"),
    [
        (AlertQuery(("article",), q="tram line"), ["c"]),
        (AlertQuery(("article",), outlets=("a",)), ["a"]),
        (AlertQuery(("article",), q="tram line", outlets=("a",)), []),
        (AlertQuery(("article",), about=("country:Aldermark",)), []),
    ],
)
def test_alerts_report_only_what_matches_search_and_filter(
    harness: AlertHarness, query: AlertQuery, outlets: list[str]
) -> None:
    harness.add(query)
    harness.service.add([article("a", FIRST), article("b", SECOND), article("c", OTHER)])
    assert [each["outlets"] for each in harness.look()] == [[each] for each in outlets]


def test_alerts_match_events_and_facts_by_articles_and_divergences(harness: AlertHarness) -> None:
    wanted = harness.add(AlertQuery(("event", "fact"), q="dam gates", differences=("figures",)))
    harness.add(AlertQuery(("event", "fact"), q="tram line"))
    harness.add(AlertQuery(("event", "fact"), differences=("placement",)))
    harness.service.add([article("a", FIRST), article("b", SECOND), article("c", OTHER)])
    assert {each["kind"] for each in harness.look()} == {"event", "fact"}
    assert {json.loads(body)["data"]["alert"]["id"] for _, _, body in harness.receiver.taken} == {wanted.id}


def test_a_message_is_signed_and_verifiable_with_the_secret(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.service.add([article("a", FIRST)])
    harness.look()
    ((url, headers, body),) = harness.receiver.taken
    assert url == alert.url
    assert headers["Webhook-Timestamp"] == str(int(NOW.timestamp()))
    key = base64.b64decode(alert.secret.removeprefix("whsec_"))
    content = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert (told["type"], told["data"]["left_out"]) == ("parallax.news", 0)


def test_the_signature_follows_the_standard_webhooks_specification() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert new_secret() != new_secret()


def test_a_message_that_is_refused_is_sent_again_later_each_time_with_the_same_id(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.receiver.outcomes = [failed(), failed(None), failed()]
    harness.service.add([article("a", FIRST)])
    harness.look()
    waits = [timedelta(seconds=each) for each in (10, 60, 300)]
    for wait in waits:
        (delivery,) = harness.alerts.deliveries(alert.id)
        assert (delivery.state, delivery.due) == ("waiting", harness.time + wait)
        harness.time += wait - timedelta(seconds=1)
        harness.look()
        assert harness.alerts.deliveries(alert.id)[0].attempts == delivery.attempts
        harness.passes(seconds=1)
        harness.look()
    (delivery,) = harness.alerts.deliveries(alert.id)
    assert (delivery.state, delivery.attempts, delivery.status, delivery.problem) == ("delivered", 4, 200, "")
    assert len({headers["Webhook-Id"] for _, headers, _ in harness.receiver.taken}) == 1
    assert len({body for _, _, body in harness.receiver.taken}) == 1


def test_a_message_is_given_up_after_eight_failed_attempts(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.receiver.outcomes = [failed() for _ in range(20)]
    harness.service.add([article("a", FIRST)])
    for _ in range(12):
        harness.look()
        harness.passes(days=2)
    (delivery,) = harness.alerts.deliveries(alert.id)
    assert (delivery.state, delivery.attempts, delivery.due) == ("failed", 8, None)
    assert delivery.problem == "it did not work"
    assert len(harness.receiver.taken) == 8
    assert harness.alerts.get(alert.id).is_on  # the next news may be taken


def test_retry_after_is_respected(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.receiver.outcomes = [failed(503, not_before=NOW + timedelta(hours=5))]
    harness.service.add([article("a", FIRST)])
    harness.look()
    assert harness.alerts.deliveries(alert.id)[0].due == NOW + timedelta(hours=5)


def test_permanent_failures_are_not_retried(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.receiver.outcomes = [failed(None, retry=False)]
    harness.service.add([article("a", FIRST)])
    harness.look()
    assert harness.alerts.deliveries(alert.id)[0].state == "failed"


def test_a_webhook_that_returns_gone_disables_its_alert(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.receiver.outcomes = [failed(410, retry=False)]
    harness.service.add([article("a", FIRST)])
    harness.look()
    found = harness.alerts.get(alert.id)
    assert not found.is_on
    assert found.problem.startswith("Switched off")
    harness.service.add([article("b", SECOND)])
    assert harness.look() == []


def test_a_digest_collects_the_new_items_of_an_hour_in_one_message(harness: AlertHarness) -> None:
    harness.add(AlertQuery(("article",)), "hourly")
    harness.service.add([article("a", FIRST)])
    assert harness.look() == []
    harness.passes(minutes=59)
    harness.service.add([article("c", OTHER)])
    assert harness.look() == []
    harness.passes(minutes=1)
    assert len(harness.look()) == 2
    assert len(harness.receiver.taken) == 1
    harness.service.add([article("b", SECOND)])
    harness.passes(minutes=30)
    assert harness.look() == []
    harness.passes(minutes=30)
    assert len(harness.look()) == 1


def test_an_alert_message_is_truncated_with_a_count_of_the_rest(
    harness: AlertHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ITEMS", 2)
    harness.add(AlertQuery(("article",)))
    harness.service.add([article("a", FIRST), article("b", SECOND), article("c", OTHER)])
    assert len(harness.look()) == 2
    assert json.loads(harness.receiver.taken[0][2])["data"]["left_out"] == 1


def test_a_backlog_is_processed_in_batches_without_loss(harness: AlertHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS", 2)
    harness.add(AlertQuery(("article",)))
    harness.service.add([article(f"o{number}", f"{OTHER} It cost {number} crowns.") for number in range(3)])
    assert len({each["id"] for each in harness.look()}) == 3


def test_a_message_of_a_killed_process_is_sent_by_the_next_one(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.service.add([article("a", FIRST)])
    harness.service.activity.note()
    harness.alerts.collect(harness.fitting)
    claimed = harness.service._catalogue.alerts.claim_delivery(harness.time, 120.0)  # and killed while it posts
    assert claimed is not None
    assert harness.look() == []  # it still belongs to that process
    harness.passes(seconds=121)
    assert len(harness.look()) == 1
    assert harness.alerts.deliveries(alert.id)[0].id == claimed[0].id


def test_a_process_killed_while_collecting_alerts_loses_and_repeats_nothing(harness: AlertHarness) -> None:
    harness.add(AlertQuery(("article",)))
    harness.service.add([article("a", FIRST)])
    harness.service.activity.note()
    store = harness.service._catalogue
    claimed = store.alerts.claim(harness.time, 120.0, harness.service.activity.last())
    assert claimed is not None
    assert harness.look() == []
    harness.passes(seconds=121)
    assert len(harness.look()) == 1
    late = harness.alerts._message(claimed, [{"kind": "article"}], "news")
    assert not store.alerts.advance(
        claimed, harness.service.activity.last(), harness.time, late
    )  # it was not dead after all
    assert harness.look() == []


def test_a_removed_alert_sends_nothing_not_even_pending_messages(harness: AlertHarness) -> None:
    alert = harness.add()
    harness.service.add([article("a", FIRST)])
    harness.service.activity.note()
    harness.alerts.collect(harness.fitting)
    harness.alerts.remove(alert.id)
    assert harness.look() == []
    with pytest.raises(NotFoundError):
        harness.alerts.deliveries(alert.id)


def test_a_paused_alert_sends_nothing_and_resumes_with_new_items(harness: AlertHarness) -> None:
    alert = harness.add(AlertQuery(("article",)))
    harness.alerts.pause(alert.id)
    harness.service.add([article("a", FIRST)])
    assert harness.look() == []
    harness.alerts.resume(alert.id)
    assert harness.look() == []
    harness.service.add([article("b", OTHER)])
    assert [each["outlets"] for each in harness.look()] == [["b"]]


def test_a_test_message_is_sent_immediately_and_once_even_for_a_paused_alert(harness: AlertHarness) -> None:
    alert = harness.add(pace="daily")
    harness.alerts.pause(alert.id)
    harness.receiver.outcomes = [failed()]
    harness.alerts.test(alert.id)
    harness.look()
    (delivery,) = harness.alerts.deliveries(alert.id)
    assert (delivery.kind, delivery.state, delivery.attempts) == ("test", "failed", 1)
    assert json.loads(harness.receiver.taken[0][2])["type"] == "parallax.test"


def test_a_new_secret_signs_from_then_on(harness: AlertHarness) -> None:
    alert = harness.add()
    renewed = harness.alerts.renew(alert.id)
    assert renewed.secret != alert.secret
    harness.alerts.test(alert.id)
    harness.look()
    ((_, headers, body),) = harness.receiver.taken
    told = signature(renewed.secret, headers["Webhook-Id"], headers["Webhook-Timestamp"], body)
    assert headers["Webhook-Signature"] == told


def test_only_the_last_hundred_finished_messages_are_kept(harness: AlertHarness) -> None:
    alert, other = harness.add(), harness.add()
    harness.alerts.test(other.id)
    for _ in range(103):
        harness.alerts.test(alert.id)
    while harness.alerts.send_next(harness.receiver):
        pass
    harness.alerts.test(alert.id)
    assert len(harness.alerts.deliveries(alert.id, 200)) == 101  # and the one that waits
    assert len(harness.alerts.deliveries(other.id, 200)) == 1


@pytest.mark.parametrize(
    ("name", "url"),
    [("", "https://x.example/"), ("x" * 101, "https://x.example/"), ("\x1b\u200b", "https://x.example/"), ("x", "x.example"),
     ("x", "file:///etc/passwd"), ("x", "javascript:alert(1)"), ("x", "https://x.example/\n"), ("x", "https://" + "x" * 2000)],
)  # fmt: skip
def test_an_invalid_name_or_address_is_refused(harness: AlertHarness, name: str, url: str) -> None:
    with pytest.raises(InputError):
        harness.alerts.add(name, url, EVERY)


def test_the_number_of_alerts_is_limited(harness: AlertHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ALERTS", 1)
    harness.add()
    with pytest.raises(ConflictError):
        harness.add()


@pytest.mark.parametrize("what", ["remove", "pause", "resume", "renew", "test", "get", "deliveries"])
def test_an_unknown_alert_is_not_found(harness: AlertHarness, what: str) -> None:
    with pytest.raises(NotFoundError):
        getattr(harness.alerts, what)("0")


# -- over a real connection


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def test_a_message_arrives_over_http_and_is_verified(harness: AlertHarness, site: Site) -> None:
    site.pages["/hook"] = in_turn(answer(503), answer(204))
    alert = harness.add(url=site.url("/hook"))
    harness.service.add([article("a", FIRST)])
    notifier = Notifier(harness.service, harness.fitting, HttpPoster(QUICK))
    harness.service.alerts = harness.alerts
    notifier.look()
    harness.passes(seconds=10)
    notifier.look()
    assert len(site.bodies) == 2
    assert site.bodies[0] == site.bodies[1]
    headers = site.headers[1]
    told = signature(alert.secret, headers["webhook-id"], headers["webhook-timestamp"], site.bodies[1])
    assert headers["webhook-signature"] == told
    assert harness.alerts.deliveries(alert.id)[0].status == 204


def test_no_private_address_is_contacted_unless_the_setting_allows_it(harness: AlertHarness, site: Site) -> None:
    site.pages["/hook"] = answer(200)
    site.pages["/away"] = redirect(site.url("/hook"))
    for path, settings in (("/hook", FetchSettings()), ("/away", QUICK)):
        alert = harness.add(url=site.url(path))
        harness.alerts.test(alert.id)
        sent = harness.alerts.send_next(HttpPoster(settings))
        assert sent is not None
        assert sent.state == "failed"
    assert "/hook" not in site.asked
