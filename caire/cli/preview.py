"""`caire content serve`: the authors' live preview, on this machine only."""

import logging
import signal
import threading
from pathlib import Path
from types import FrameType

import click
from werkzeug.serving import make_server

from caire.catalogue.errors import ModuleRefused
from caire.catalogue.registry import installed_modules
from caire.cli.output import refuse
from caire.cli.platform import load_config
from caire.preview.stage import open_stage, watch

HOST = "127.0.0.1"


@click.command("serve")
@click.argument(
    "path", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False
)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535))
def serve_command(path: Path | None, port: int) -> None:
    """Show the content (PATH, else the folder in the settings) and its drafts while you write.

    Pages reload by themselves when a file changes. No account and no database of the site is used;
    the preview answers on this machine only.
    """
    root = path or Path(load_config().content.path)
    url = f"http://{HOST}:{port}"
    try:
        modules = installed_modules()
    except ModuleRefused as refused:
        refuse(str(refused), code=refused.code)
    click.echo("Reading the content…", err=True)
    with open_stage(root, modules, url=url) as stage:
        try:
            server = make_server(HOST, port, stage.app, threaded=True)
        except (OSError, SystemExit):
            refuse(f"port {port} is taken: choose another with --port", code="port")
        # A line for each file that a page asks for would hide those that say what was found.
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        # Stopped either way, the preview takes its own database away.
        signal.signal(signal.SIGTERM, _stop)
        stop = threading.Event()
        watcher = threading.Thread(target=watch, args=(stage, stop), daemon=True)
        watcher.start()
        click.echo(f"\n  Authors' preview: {url}/authoring/     Stop: Ctrl+C\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            watcher.join()
            server.server_close()


def _stop(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
