"""What ``intercoder runs show`` shows of a run's requests: each in a line, or one whole."""

import json

import click

from coder.cli.telling import SCHEMA_VERSION, print_json
from coder.cli.visible import visible
from runs.ledger.requests import Exchange, RequestLine, exchange_of, request_lines
from runs.study import Study

_ROW = "{:>8} {:<8} {:>4} {:>8} {:>8} {:>7} {:>9}  {}"
_HEADINGS = ("id", "state", "http", "seconds", "prompt", "answer", "cost", "error")


def tell_requests(study: Study, run: int, *, as_json: bool) -> None:
    """Print the requests of a run, each as soon as it is read."""
    lines = request_lines(study, run)
    if not as_json:
        click.echo(_ROW.format(*_HEADINGS).rstrip())
        for line in lines:
            click.echo(_row(line))
        return
    click.echo(f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "requests": [', nl=False)
    for number, line in enumerate(lines):
        said = json.dumps(line.model_dump(mode="json"), ensure_ascii=False)
        click.echo(f"{',' if number else ''}\n    {said}", nl=False)
    click.echo("\n  ]\n}")


def _row(line: RequestLine) -> str:
    figures = (
        "-" if line.http_status is None else line.http_status,
        "-" if line.seconds is None else f"{line.seconds:.2f}",
        "-" if line.prompt_tokens is None else line.prompt_tokens,
        "-" if line.completion_tokens is None else line.completion_tokens,
        "-" if line.cost is None else f"{line.cost:.5f}",
    )
    return _ROW.format(line.exchange, line.state, *figures, visible(line.error or "")).rstrip()


def tell_request(study: Study, run: int, number: int, *, as_json: bool) -> None:
    """Print what one request sent and what came back; what would steer a terminal is written out."""
    exchange = exchange_of(study, run, number)
    if as_json:
        print_json({"request": exchange.model_dump(mode="json")})
        return
    for title, text in _parts(exchange):
        click.echo(click.style(f"--- {title}", bold=True))
        click.echo(visible(text, lines=True))
    click.echo(_row(exchange))


def _parts(exchange: Exchange) -> list[tuple[str, str]]:
    messages = [(str(message.get("role")), str(message.get("content"))) for message in exchange.messages]
    return [
        ("parameters", json.dumps(exchange.parameters, ensure_ascii=False)),
        *((visible(role), content) for role, content in messages),
        ("form of the answer", json.dumps(exchange.form, ensure_ascii=False)),
        ("raw reply", "none came" if exchange.reply is None else exchange.reply),
    ]
