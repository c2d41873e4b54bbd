"""The command `caire`: each group of commands has its file."""

import click

from caire.cli import (
    attendance,
    certificates,
    cmi5,
    content,
    demo,
    doctor,
    enrolments,
    lrs,
    operations,
    organisations,
    privacy,
    progress,
    start,
    users,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="caire")
def main() -> None:
    """Run the e-learning platform CAIRE."""


for _command in (
    start.start,
    operations.init,
    demo.demo,
    operations.serve,
    operations.worker,
    operations.backup,
    operations.restore,
    operations.config,
    doctor.doctor,
    users.users,
    organisations.organisations,
    content.content,
    enrolments.enrol,
    cmi5.cmi5,
    certificates.certificates,
    attendance.attendance,
    progress.progress,
    privacy.privacy,
    *lrs.GROUPS,
):
    main.add_command(_command)
