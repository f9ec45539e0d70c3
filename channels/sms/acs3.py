"""Signs a request to Aliyun's OpenAPI: ACS3-HMAC-SHA256.

Source: Aliyun, "V3版本请求体&签名机制" (help.aliyun.com/document_detail/2593177.html).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from yarl import URL

from channels.calling import Call

ALGORITHM = "ACS3-HMAC-SHA256"
NOTHING = hashlib.sha256(b"").hexdigest()  # the body is empty: parameters stand in the query


@dataclass(frozen=True, slots=True)
class Key:
    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """What is asked for, such as SendSms of 2017-05-25; both as the provider writes them."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What makes a request fresh: the time, and a word never used before."""

    at: datetime
    nonce: str


def signed(
    api: str, action: Action, parameters: Mapping[str, str], key: Key, moment: Moment
) -> Call:
    """A POST to `api` (scheme and host) with its parameters in the query."""
    query = canonical_query(parameters)
    headers = {
        "host": urlsplit(api).netloc,
        "x-acs-action": action.name,
        "x-acs-content-sha256": NOTHING,
        "x-acs-date": moment.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": moment.nonce,
        "x-acs-version": action.version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = f"POST\n/\n{query}\n{lines}\n{names}\n{NOTHING}"
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={key.id},SignedHeaders={names},Signature={signature}"
    url = URL(f"{api}/?{query}", encoded=True)  # as it was signed, to the letter
    return Call("POST", url, {**headers, "Authorization": f"{ALGORITHM} {credential}"})


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Sorted by name, everything but letters, digits and -_.~ percent-encoded (RFC 3986)."""
    return "&".join(
        f"{quote(name, safe='')}={quote(parameters[name], safe='')}" for name in sorted(parameters)
    )
