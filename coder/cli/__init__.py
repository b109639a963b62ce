"""The command line: the only place that may see every room.

The modules that are imported here hold the commands' options and load what a command needs when it runs,
so that ``intercoder --help`` answers at once.
"""

import os

import click

from coder.cli.agreement.commands import agree, disagreements
from coder.cli.agreement.triage_command import triage
from coder.cli.coding.audit_command import audit
from coder.cli.coding.commands import code, demo, doctor
from coder.cli.keeping_commands import backup, verify
from coder.cli.review_command import review
from coder.cli.runs.commands import runs_command
from coder.cli.sampling.commands import prevalence, sample
from coder.cli.settings import settings_as_defaults
from coder.cli.study_commands import export, import_command, init
from coder.cli.telling import Group

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""numpy multiplies long narrow matrices with several threads, which wait for each other when other work is done."""


@click.group(cls=Group)
@click.version_option(package_name="intercoder")
@click.option("--traceback", is_flag=True, help="Where something goes wrong, show where in the program.")
@click.pass_context
def main(context: click.Context, traceback: bool) -> None:
    """Code interview transcripts with a language model and measure how far its codes agree with people's.

    Settings are taken from options, then from INTERCODER_STUDY, INTERCODER_MODEL and so on, then from
    intercoder.toml in the current folder. Keys are taken from the environment only.
    """
    context.default_map = settings_as_defaults(main.commands.values())


COMMANDS = (
    init,
    import_command,
    code,
    runs_command,
    agree,
    disagreements,
    review,
    triage,
    sample,
    prevalence,
    export,
    audit,
    verify,
    backup,
    demo,
    doctor,
)

for command in COMMANDS:
    main.add_command(command)
