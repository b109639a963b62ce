"""How the gate refuses: plain words, before any page is made."""

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send


async def refuse(status: int, why: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a status and a sentence, and close the connection."""
    await PlainTextResponse(f"{why}\n", status, {"Connection": "close"})(scope, receive, send)
