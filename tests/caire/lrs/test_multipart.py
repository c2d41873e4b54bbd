"""Files come with statements as multipart/mixed, each what its hash says, and go so too."""

import hashlib
import time
from email import message_from_bytes
from email.policy import HTTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.lrs.attachments import parts_with, received, refuse_strangers
from caire.lrs.errors import StatementInvalid
from caire.lrs.multipart import (
    MAX_HEADER_BYTES,
    Part,
    boundary_of,
    content_type_with,
    new_boundary,
    parts_of,
    written,
)
from caire.lrs.requests import BadRequest
from caire.lrs.validation import check
from tests.caire.lrs.statements import ATTACHMENT, LEAST, SUB, encoded

EXAMPLE = "abcABC0123'()+_,-./:=?"  # of the specification: every kind of sign that may be in it
DATA = b"\x00\r\n--not the boundary\r\n\xff"
SHA2 = hashlib.sha256(DATA).hexdigest()
FILE = {
    "Content-Type": "text/plain",
    "Content-Transfer-Encoding": "binary",
    "X-Experience-API-Hash": SHA2,
}
some_part = st.builds(Part, st.just({}) | st.just({"a": "b"}), st.binary(max_size=40))
JSON = Part({"Content-Type": "application/json"}, b"{}")


def body_of(*parts: Part, boundary: str = "b") -> bytes:
    return b"".join(written(parts, boundary))


def file_with(data: bytes = DATA, **headers: str | None) -> Part:
    given = FILE | {name.replace("_", "-"): value for name, value in headers.items()}
    return Part({name: value for name, value in given.items() if value is not None}, data)


def received_of(*parts: Part):
    return received(body_of(*parts), content_type_with("b"), max_parts=10)


def checked_with(**members):
    attachment = ATTACHMENT | {"sha2": SHA2, "length": len(DATA)} | members
    del attachment["fileUrl"]
    return check(encoded(LEAST | {"attachments": [attachment]}), files={SHA2})


class TestBoundaryOf:
    @pytest.mark.parametrize("boundary", ["b", "-------314159265358979323846", "a" * 70])
    def test_reads_it(self, boundary):
        assert boundary_of(f"multipart/mixed; boundary={boundary}") == boundary
        assert boundary_of(f'Multipart/Mixed; charset=x; boundary="{boundary}"') == boundary

    def test_reads_that_of_the_specification(self):
        assert boundary_of(f'multipart/mixed; boundary="{EXAMPLE}"') == EXAMPLE

    @pytest.mark.parametrize(
        "content_type",
        ["", "multipart/mixed", "multipart/mixed;", "multipart/mixed; boundary=",
         f"multipart/mixed; boundary={'a' * 71}", 'multipart/mixed; boundary="a "',
         'multipart/mixed; boundary="a@b"', "multipart/form-data; boundary=b",
         "application/json; boundary=b"],
    )  # fmt: skip
    def test_refuses(self, content_type):
        with pytest.raises(BadRequest):
            boundary_of(content_type)


class TestPartsOf:
    @given(st.lists(some_part, min_size=1), st.binary(max_size=20))
    def test_reads_back_what_was_written(self, parts, beside):
        boundary = new_boundary()
        body = body_of(*parts, boundary=boundary)

        assert parts_of(body, boundary, max_parts=99) == parts
        around = beside + b"\r\n" + body + beside
        assert parts_of(around, boundary, max_parts=99) == parts

    def test_reads_as_the_library_of_mails_does(self):
        body = body_of(JSON, Part({"A": "b"}, b"text"), boundary=EXAMPLE)
        head = f'Content-Type: multipart/mixed; boundary="{EXAMPLE}"\r\n\r\n'.encode()
        mail = message_from_bytes(head + body, policy=HTTP)

        found = parts_of(body, EXAMPLE, max_parts=9)
        assert [part.data for part in found] == [
            part.get_payload(decode=True) for part in mail.iter_parts()
        ]

    def test_reads_folded_headers_and_space_behind_the_boundary(self):
        body = b"--b \t\r\nA: 1;\r\n 2\r\nB:3 \r\n\r\nx\r\n--b--"

        assert parts_of(body, "b", max_parts=9) == [Part({"a": "1; 2", "b": "3"}, b"x")]

    @pytest.mark.parametrize(
        "body",
        [b"", b"x", b"--b", b"--b\r\n", b"--b\r\n\r\nx", b"--b\r\n\r\nx\r\n--b", b"--b\n\nx\n--b--",
         b"--bc\r\n\r\nx\r\n--b--", b"--b\r\n\r\nx\r\n--bc\r\n\r\ny\r\n--b--", b"--b\r\n--b--",
         b"--b\r\nA 1\r\n\r\nx\r\n--b--", b"--b\r\n: 1\r\n\r\nx\r\n--b--",
         b"--b\r\nA: 1\r\na: 2\r\n\r\nx\r\n--b--", b"--b\r\nA: 1\r\nx\r\n--b--",
         b"--b\r\nA: " + b"x" * MAX_HEADER_BYTES + b"\r\n\r\nx\r\n--b--"],
    )  # fmt: skip
    def test_refuses(self, body):
        with pytest.raises(BadRequest):
            parts_of(body, "b", max_parts=9)

    @pytest.mark.parametrize(
        "unit", [b"\r\n--b\r\n\r\n", b"\r\n--b", b"\r\n--bb", b"\r\n-", b"--b"]
    )
    def test_refuses_a_flood_at_once(self, unit):
        begun = time.process_time()
        with pytest.raises(BadRequest):
            parts_of(b"--b\r\n\r\n" + unit * (5_000_000 // len(unit)), "b", max_parts=100)

        assert time.process_time() - begun < 2


class TestReceived:
    def test_tells_statements_and_files_apart(self):
        found = received_of(JSON, file_with())

        assert found.statements == b"{}"
        assert found.files[SHA2].data == DATA

    def test_takes_statements_without_files(self):
        assert received_of(JSON).files == {}

    @pytest.mark.parametrize("make", [hashlib.sha256, hashlib.sha384, hashlib.sha512])
    def test_knows_the_hashes_of_sha_2_in_any_case(self, make):
        sha2 = make(DATA).hexdigest()

        assert list(received_of(JSON, file_with(X_Experience_API_Hash=sha2.upper())).files) == [
            sha2
        ]

    def test_takes_a_file_that_does_not_say_that_it_is_binary(self):
        assert received_of(JSON, file_with(Content_Transfer_Encoding=None)).files

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ([], "first part"),
            ([Part({}, b"{}")], "application/json"),
            ([Part({"Content-Type": "text/plain"}, b"{}")], "application/json"),
            ([file_with(), JSON], "application/json"),
            ([JSON, JSON], "X-Experience-API-Hash"),
            ([JSON, file_with(X_Experience_API_Hash=None)], "X-Experience-API-Hash"),
            ([JSON, file_with(X_Experience_API_Hash="a" * 64)], "is not the SHA-2"),
            ([JSON, file_with(X_Experience_API_Hash=SHA2[:-2])], "is not the SHA-2"),
            ([JSON, file_with(DATA + b"x")], "is not the SHA-2"),
            ([JSON, file_with(Content_Transfer_Encoding="base64")], "binary"),
            ([JSON, file_with(Content_Length="3")], "Content-Length"),
            ([JSON, file_with(Content_Length="x")], "Content-Length"),
        ],
    )
    def test_refuses(self, parts, said):
        with pytest.raises(BadRequest, match=said):
            received_of(*parts)


class TestRefuseStrangers:
    def test_admits_each_file_that_a_statement_speaks_of(self):
        files = received_of(JSON, file_with(Content_Length=str(len(DATA)))).files

        refuse_strangers([check(encoded(LEAST)), checked_with()], files)
        refuse_strangers([checked_with(contentType="text/plain; charset=ascii")], files)

    def test_admits_a_file_of_a_substatement(self):
        inner = ATTACHMENT | {"sha2": SHA2.upper(), "length": len(DATA)}
        found = check(encoded(LEAST | {"object": SUB | {"attachments": [inner]}}))

        refuse_strangers([found], received_of(JSON, file_with()).files)

    def test_refuses_a_file_that_no_statement_speaks_of(self):
        with pytest.raises(BadRequest, match=SHA2):
            refuse_strangers([check(encoded(LEAST))], received_of(JSON, file_with()).files)

    def test_refuses_a_file_of_another_type_with_the_path(self):
        files = received_of(JSON, file_with(Content_Type="image/png")).files

        with pytest.raises(StatementInvalid) as refusal:
            refuse_strangers([check(encoded(LEAST)), checked_with()], files)
        assert refusal.value.path == "$[1].attachments[0].contentType"

    def test_refuses_a_length_told_otherwise(self):
        files = received_of(JSON, file_with(Content_Length=str(len(DATA)))).files

        with pytest.raises(StatementInvalid, match=r"\$\.attachments\[0\]\.length"):
            refuse_strangers([checked_with(length=3)], files)


class TestAnswer:
    def test_is_read_back_as_a_request_would_be(self):
        boundary = new_boundary()
        parts = parts_with(b"{}", [(SHA2, "text/plain", DATA)])
        body = b"".join(written(parts, boundary))

        found = received(body, content_type_with(boundary), max_parts=2)
        assert (found.statements, found.files[SHA2].data) == (b"{}", DATA)
