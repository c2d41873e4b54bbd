"""How the platform is served."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from caire.cli.serving import PATIENCE_S, end_silence

MUCH = b"x" * 50_000_000  # more than both systems keep for a reader who comes later


class TestEndSilence:
    @pytest.fixture
    def listener(self) -> Iterator[socket.socket]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            end_silence([listener], after_s=0.05)
            yield listener

    @pytest.fixture
    def client(self, listener: socket.socket) -> Iterator[socket.socket]:
        with socket.create_connection(listener.getsockname()) as client:
            yield client

    @pytest.fixture
    def accepted(self, listener: socket.socket, client: socket.socket) -> Iterator[socket.socket]:
        accepted, _ = listener.accept()
        with accepted:
            accepted.setblocking(True)  # as gunicorn does with each request
            yield accepted

    def test_waits_no_longer_for_a_client_who_sends_no_more(self, client, accepted):
        client.sendall(b"POST /xapi/statements HTTP/1.1\r\nContent-Le")
        accepted.recv(1000)

        with pytest.raises(BlockingIOError):
            accepted.recv(1000)

    def test_waits_no_longer_for_a_client_who_takes_no_more(self, client, accepted):
        with pytest.raises(BlockingIOError):
            accepted.sendall(MUCH)

    def test_lets_a_client_take_what_is_large(self, client, accepted):
        end_silence([accepted], after_s=PATIENCE_S)
        sending = Thread(target=lambda: (accepted.sendall(MUCH), accepted.close()))
        sending.start()

        taken = 0
        while some := client.recv(1_000_000):
            taken += len(some)

        sending.join()
        assert taken == len(MUCH)
