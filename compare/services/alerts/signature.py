"""Signed messages as in Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 with a shared secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A new secret of 256 random bits."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode("ascii")


def signed_headers(secret: str, message_id: str, sent: datetime, body: bytes) -> dict[str, str]:
    """The headers that prove who sent a message, which one, and when."""
    timestamp = str(int(sent.timestamp()))
    return {
        "Content-Type": "application/json",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": signature(secret, message_id, timestamp, body),
    }


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """ "v1," and the HMAC-SHA256 of id, timestamp and body in base64; the receiver computes the same."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    content = b".".join([message_id.encode(), timestamp.encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii")
