"""``review``: the local web page on which people settle what raters differ on."""

from pathlib import Path

import click

from coder.cli.options import json_option, study_option


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where to listen.  [default: a free port]")
@click.option("--no-browser", is_flag=True, help="Print the link and leave the browser alone.")
@click.option("--reviewer", metavar="NAME", help="Who decides; can be changed on the page.  [default: your account]")
@click.option("--read-only", is_flag=True, help="Look only: nothing can be decided.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Let other machines in, with --host and --trusted-host.")
@click.option("--trusted-host", "trusted", multiple=True, metavar="NAME", help="A name by which they call this one.")
@study_option
@json_option
@click.pass_context
def review(
    context: click.Context,
    port: int,
    no_browser: bool,
    reviewer: str | None,
    read_only: bool,
    host: str,
    allow_remote: bool,
    trusted: tuple[str, ...],
    study: Path,
    as_json: bool,
) -> None:
    """Open the review in the browser: where raters differ, side by side, to be settled one by one.

    Runs on this machine until Ctrl-C. The link that is printed lets one browser in, once; then the next one is
    printed. Nothing leaves the machine.
    """
    from coder.cli.reviewing import Listening, open_review

    if trusted and not allow_remote:
        raise click.UsageError("--trusted-host needs --allow-remote.")
    open_review(
        study,
        Listening(host, port, allow_remote=allow_remote, trusted=trusted),
        reviewer=reviewer,
        read_only=read_only,
        browser=not no_browser,
        as_json=as_json,
        traceback=bool(context.parent and context.parent.params.get("traceback")),
    )
