"""A message to a channel: a POST of JSON, or a mail. What goes wrong is said without address or password."""

from __future__ import annotations

import http.client
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from email.message import EmailMessage
from urllib.parse import urlsplit

from cdc_assets.alerts.model import Message
from cdc_assets.alerts.text import SHAPES, identity, subject, text
from cdc_assets.config.model import Channel, MailServer
from resources.watchdog import GaveUpError, within

SECONDS = 10
"""For a connection, and for each answer."""
_IN_ALL = 15
"""For a message, also where a server says a byte now and then."""


def send(channel: Channel, message: Message, env: str) -> str | None:
    """Deliver the message; what went wrong, None where it arrived."""
    try:
        return within(_IN_ALL, lambda: _send(channel, message, env), _host(channel))
    except GaveUpError as error:
        return str(error)


def _host(channel: Channel) -> str:
    """Whom the channel talks to, without the secret that an address holds."""
    if channel.webhook is None:
        return channel.server.host if channel.server else "nowhere"
    try:
        return urlsplit(channel.webhook.get_secret_value()).hostname or "the webhook"
    except ValueError:
        return "the webhook"


def _send(channel: Channel, message: Message, env: str) -> str | None:
    if channel.webhook is not None:
        return _post(channel.webhook.get_secret_value(), SHAPES[channel.format](message, env))
    if channel.server is None or channel.from_ is None:
        return "has neither `webhook` nor `mail`"
    mail = EmailMessage()
    mail["Subject"] = subject(message, env)
    mail["From"] = channel.from_
    mail["To"] = ", ".join(channel.mail)
    mail["Message-ID"] = f"<{identity(message)}@cdc-assets>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text(message, env))
    try:
        _mail(channel.server, mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return _reason(error)
    return None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected POST would arrive as a GET, without what it says."""

    def redirect_request(self, *_: object) -> None:
        """None: the answer stands as it is."""


_opener = urllib.request.build_opener(_NoRedirects)


def _post(address: str, content: object) -> str | None:
    if not address.startswith(("https://", "http://")):
        return "not an http address"
    body = json.dumps(content, ensure_ascii=False).encode()
    try:
        asked = urllib.request.Request(  # noqa: S310 - checked above
            address, data=body, headers={"Content-Type": "application/json"}, method="POST"
        )
        with _opener.open(asked, timeout=SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return f"HTTP status {error.code}"
    except ValueError:
        return "not an http address"
    except (OSError, http.client.HTTPException) as error:  # the last quotes the address where it is none
        return ": ".join(filter(None, [type(error).__name__, _cause(error)]))


def _cause(error: Exception) -> str:
    """What the system, or the check of a certificate, says."""
    cause = getattr(error, "reason", None)
    if isinstance(cause, ssl.SSLError):
        return cause.verify_message if isinstance(cause, ssl.SSLCertVerificationError) else "TLS failed"
    return cause.strerror or "" if isinstance(cause, OSError) else ""


def _mail(server: MailServer, mail: EmailMessage) -> None:
    context = ssl.create_default_context()
    opened: smtplib.SMTP = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
        if server.security == "tls"
        else smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    )
    with opened as session:
        if server.security == "starttls":
            session.starttls(context=context)
        if server.user is not None:
            session.login(server.user, server.password.get_secret_value() if server.password else "")
        session.send_message(mail)  # raises where nobody takes it


def _reason(error: Exception) -> str:
    """Without what a server quotes: it may be the password."""
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__}: SMTP status {code}"
