"""Real IMAP servers: a small one from a wheel, always; and Dovecot, where it is installed."""

from __future__ import annotations

import atexit
import functools
import grp
import imaplib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.places import NoServer, ordinary_user, packaged, short_folder
from tests.servers.ports import free_port

USER, PASSWORD = "mayor", "nobodys-password-but-the-tests"
PATIENCE = 20.0  # seconds for a start; it takes one

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
ssl = {ssl}
listen = 127.0.0.1
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_location = maildir:{folder}/mail
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail
}}
"""


@dataclass(slots=True)
class Imap:
    """A server on this machine; every test takes folders of its own."""

    port: int
    tls_port: int = 0
    certificate: Path | None = None
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextmanager
    def line(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as line:
            line.login(USER, PASSWORD)
            yield line

    def new_folder(self) -> str:
        folder = f"T{next(self.numbers)}"
        with self.line() as line:
            line.create(folder)
        return folder

    def place(self, folder: str, *mails: bytes, flags: str = "") -> None:
        """Mails appear in the folder, in this order."""
        with self.line() as line:
            for mail in mails:
                done, _ = line.append(folder, flags, "", mail)
                assert done == "OK"

    def renumber(self, folder: str, *mails: bytes) -> None:
        """The folder is made anew, with other numbers for what is in it."""
        with self.line() as line:
            line.delete(folder)
            line.create(folder)
        self.place(folder, *mails)

    def marked(self, folder: str, sign: str) -> int:
        """How many mails a search for this sign finds, such as SEEN."""
        with self.line() as line:
            if line.select(folder, readonly=True)[0] != "OK":
                return 0
            _, found = line.search(None, sign)
            return len(found[0].split())


@functools.cache
def shared_imap() -> Imap:
    """The small server, started once; it forgets everything when the tests end."""
    port = free_port()
    packaged("pymap")
    found = Path(sys.executable).with_name("pymap")
    where = ("--host", "127.0.0.1", "--port", str(port), "--no-tls")
    who = ("dict", "--demo-user", USER, "--demo-password", PASSWORD)
    server = subprocess.Popen([str(found), *where, *who], stderr=subprocess.DEVNULL)
    atexit.register(_end, server)
    _until_it_answers(port, server)
    return Imap(port)


def dovecot() -> str | None:
    """Its program; Debian keeps it where ordinary users do not look."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def running_dovecot(certificate: Path | None = None, key: Path | None = None) -> Iterator[Imap]:
    """Raises NoServer."""
    program = dovecot()
    if program is None:
        raise NoServer("Dovecot is not installed")
    with short_folder() as folder:
        user, group = _owner(folder)
        imap = Imap(free_port(), free_port() if certificate else 0, certificate)
        names = {"folder": folder, "user": user, "group": group, "password": PASSWORD}
        settings = _DOVECOT.format(
            port=imap.port, tls_port=imap.tls_port, ssl="yes" if certificate else "no", **names
        )
        if certificate:
            settings += f"ssl_cert = <{certificate}\nssl_key = <{key}\n"
        (folder / "conf").write_text(settings)
        server = subprocess.Popen([program, "-F", "-c", str(folder / "conf")])
        try:
            _until_it_answers(imap.port, server)
            yield imap
        finally:
            _end(server)


def _owner(folder: Path) -> tuple[str, str]:
    """Whose the mail is: ours, or an ordinary user's when we are root."""
    (folder / "mail").mkdir()
    (folder / "run").mkdir()
    user = ordinary_user() or pwd.getpwuid(os.geteuid()).pw_name
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", user, group)
    return user, group


def _until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                if line.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        if server.poll() is not None or time.monotonic() > deadline:
            raise NoServer("the IMAP server does not answer")
        time.sleep(0.02)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(PATIENCE)
