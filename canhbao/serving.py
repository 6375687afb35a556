"""Serves the dashboards over the configured engine until it is stopped."""

import socket
from collections.abc import Callable

import uvicorn

from canhbao.config import Config
from canhbao.vocabulary import vocabulary_of
from canhbao.workspace import engine_of, reading_engine
from crawler.model import ConfigurationError
from dashboards.app import create_app
from dashboards.preparing import prepare
from index.engines import EMBEDDED


def serve_dashboards(config: Config, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Listen and serve; `tell` gets the address once it is known.

    Raises ConfigurationError if the address cannot be listened on, if a team's own tactics are unsound or if nothing was ever
    put in the data folder; EngineUnavailable if the index is damaged or lost.
    """
    vocabulary = vocabulary_of(config)
    listener = _listen(host, port)
    actual = listener.getsockname()[1]
    # A cluster may be shared, and empty before its first crawl; a folder without an index is a mistake in its name.
    opened = reading_engine(config) if config.index == EMBEDDED else engine_of(config, readonly=True)
    with opened as engine:
        app = create_app(engine, vocabulary)
        prepare(vocabulary)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        tell(f"http://{'127.0.0.1' if host in ('0.0.0.0', '') else host}:{actual}/")  # noqa: S104 - for the eye only
        server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"Không nghe được ở {host}:{port} ({error.strerror}). Cannot listen on {host}:{port}: choose another with "
            "--port, or --port 0 for any free one."
        ) from error
    listener.listen(128)
    return listener
