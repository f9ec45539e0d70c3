"""Fetches the pictures, voices and videos that a message only names."""

from __future__ import annotations

import json

from channels.base import Refused, TryAgain
from channels.weixin.calls import SPENT, Api, Download, Never, got

GET = "/cgi-bin/media/get"  # "获取临时素材"; the platform keeps what citizens send for three days


async def fetched(api: Api, reference: str) -> bytes:
    """By media id, or by the address of a picture. Raises TryAgain, Refused."""
    if reference.startswith(("http://", "https://")):
        return (await got(api.http, reference)).content
    try:
        found = await api.fetch(GET, media_id=reference)
    except Never as error:
        if error.errcode == SPENT:
            raise TryAgain(str(error)) from error  # the platform keeps it, and counts anew
        raise
    address = _elsewhere(found)
    return (await got(api.http, address)).content if address else found.content


def _elsewhere(found: Download) -> str:
    """Videos come as an address: {"video_url": …}. Raises Refused for other JSON."""
    if not found.content.lstrip().startswith(b"{"):
        return ""
    try:
        address = str(json.loads(found.content)["video_url"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(f"{GET}: neither a file nor where it is") from error
    if not address.startswith(("http://", "https://")):
        raise Refused(f"{GET}: an address of an unknown kind")
    return address
