"""What went wrong and waits for a person: deliveries, notices, work set aside, files."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.app import Gateway
from gateway.store import deliveries, journal, notices, tickets
from gateway.store.deliveries import Delivery
from gateway.store.notices import Notice
from gateway.tickets import Ticket, TicketStatus
from tests.house import walk_on
from tests.values import NOON, a_message, a_photo, a_picture
from tests.web.browsing import Reader
from tests.web.desk_scenes import filed, now_of, reports_of, said_of, sent


async def undelivered(gateway: Gateway) -> Ticket:
    """Confirmed, but its delivery has been given up."""
    ticket = await filed(gateway)
    confirmed = replace(ticket, status=TicketStatus.CONFIRMED)
    wish = Delivery(f"{ticket.number}-1", ticket.id, "embedded", NOON, NOON)

    def spoil(connection: Connection) -> None:
        tickets.save(connection, confirmed)
        turn = deliveries.claim(connection, wish, NOON)
        assert turn is not None
        deliveries.put_off(connection, replace(turn, state="dead", error="连接超时"))

    await gateway.parts.database.write(spoil)
    return confirmed


async def test_sends_a_dead_delivery_again_when_staff_say_so(
    operator: Reader, still: Gateway
) -> None:
    ticket = await undelivered(still)
    queue = await operator.get("/desk?tab=undelivered")
    page = await operator.get(f"/desk/tickets/{ticket.number}")

    await operator.send(page, "/resend")
    await walk_on(still)

    assert ticket.number in queue.text
    assert "连接超时" in page.words
    assert (await now_of(still, ticket)).status is TicketStatus.DISPATCHED
    assert "noted user:xiaoma 重新派送" in await said_of(still, ticket)


async def test_asks_for_a_call_when_a_citizen_cannot_be_told(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    page = await operator.get(f"/desk/tickets/{ticket.number}")
    await operator.send(page, "/answer", words="路灯今晚修好。")
    await walk_on(still)
    (report,) = await reports_of(still, ticket)
    (known, *_) = await still.parts.database.read(notices.of_reports, [report.id])
    failed: Notice = replace(known, round=known.round + 1, state="failed", error="对方拒收")
    assert await still.parts.database.write(notices.add, failed)

    listed = await operator.get("/desk?tab=untold")
    asking = await operator.get(f"/desk/tickets/{ticket.number}")
    done = await operator.send(asking, "/called")

    assert ticket.number in listed.text
    assert "请打电话告知市民" in asking.words
    assert "对方拒收" in asking.words
    assert "请打电话告知市民" not in done.words
    assert "noted user:xiaoma 已电话告知市民" in await said_of(still, ticket)


async def test_lists_what_was_set_aside_and_tries_again(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    stream = still.parts.stream
    await stream.append(f"ticket:{ticket.id}", "nonsense")
    for entry in await stream.take(10):
        await stream.shunt(entry, "<b>分类表读不出来</b>")

    page = await operator.get("/desk/aside")
    after = await operator.send(page, "/aside")

    assert page.text.count('name="entry"') == 2
    assert ticket.number in page.text
    assert "&lt;b&gt;分类表读不出来" in page.text
    assert after.text.count('name="entry"') == 1
    assert await stream.waiting() == 1


async def test_shows_photos_small_and_whole_to_staff_only(
    operator: Reader, stranger: Reader, still: Gateway
) -> None:
    photo = a_photo(a_picture(size=(800, 600)))
    message = a_message("五四大街路灯坏了，见照片。", attachments=(photo,))
    ticket = await sent(still, message)
    (digest,) = await digests_of(still, ticket)

    page = await operator.get(f"/desk/tickets/{ticket.number}")
    whole = await operator.get(f"/desk/files/{digest}")
    small = await operator.get(f"/desk/files/{digest}/small")
    outside = await stranger.get(f"/desk/files/{digest}", follow=False)

    assert f'src="/desk/files/{digest}/small"' in page.text
    assert whole.headers["Content-Type"] == "image/png"
    assert small.headers["Content-Type"] == "image/jpeg"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    assert outside.status == 303


async def test_gives_anything_but_a_picture_as_a_download(operator: Reader, still: Gateway) -> None:
    page = b"<html><script>alert(1)</script></html>"
    stored = still.parts.files.keep(page, "x.html", "text/html")

    whole = await operator.get(f"/desk/files/{stored.digest}")
    small = await operator.get(f"/desk/files/{stored.digest}/small")

    assert whole.headers["Content-Type"] == "application/octet-stream"
    assert whole.headers["Content-Disposition"].startswith("attachment")
    assert small.status == 404


async def test_finds_no_file_outside_its_folder(operator: Reader, still: Gateway) -> None:
    still.parts.files.keep(b"a file", "a", "text/plain")
    (still.parts.settings.folder.parent / "secret.txt").write_text("not yours")

    for path in ("0" * 64, "..%2Fsecret.txt", "ab", "A" * 64):
        answer = await operator.get(f"/desk/files/{path}")

        assert answer.status == 404
        assert "not yours" not in answer.text


async def digests_of(gateway: Gateway, ticket: Ticket) -> list[str]:
    ids = [report.id for report in await reports_of(gateway, ticket)]
    messages = await gateway.parts.database.read(journal.of_reports, ids)
    return [file.digest for kept in messages for file in kept.files]
