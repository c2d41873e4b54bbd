"""Bodies made to break the reader are refused, in a time and memory that stay bounded."""

import json
import time
import tracemalloc
from io import BytesIO
from wsgiref.types import WSGIEnvironment

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from caire.lrs.decoding import MAX_DEPTH, MAX_MEMBERS
from caire.lrs.errors import StatementInvalid
from caire.lrs.requests import BadRequest, TooLarge, bounded_body, json_body, statements_of
from caire.lrs.validation import check
from tests.caire.lrs.statements import LEAST, encoded, fault_of

OPEN = encoded(LEAST)[:-1]
MANY = 10**6
SECONDS = 5.0  # many times what it takes on one slow core
MEMORY = 5 * 30_000_000


def with_extension(value: str) -> bytes:
    return OPEN + b',"result":{"extensions":{"http://e.org/x":' + value.encode() + b"}}}"


BOMBS = {
    "a million members": with_extension("{" + ",".join(f'"k{i}":1' for i in range(MANY)) + "}"),
    "a million members of the statement": OPEN
    + b","
    + b",".join(b'"k%d":1' % i for i in range(MANY))
    + b"}",
    "a million times one member": OPEN + b',"id":1' * MANY + b"}",
    "lists 100,000 deep": with_extension("[" * 100_000 + "]" * 100_000),
    "objects 100,000 deep": with_extension('{"a":' * 100_000 + "1" + "}" * 100_000),
    "lists that never end": with_extension("[" * 100_000),
    "statements 100,000 deep": b'{"object":' * 100_000,
    "a number of a million digits": with_extension("1" * MANY),
    "a fraction of a million digits": with_extension("1." + "1" * MANY + "e999"),
}

REFUSED = {
    "one member twice": OPEN + b',"verb":{"id":"http://example.org/verbs/did"}}',
    "one member twice, the first escaped": OPEN
    + b',"v\\u0065rb":{"id":"http://example.org/verbs/did"}}',
    "one member twice in the verb": OPEN.replace(b'"id"', b'"id": "http://e.org", "id"') + b"}",
    "one language twice": OPEN.replace(b'verbs/did"', b'verbs/did","display":{"fr":"","fr":""}')
    + b"}",
    "one member twice in an extension": with_extension('{"a":1,"a":1}'),
    "one member twice, hidden by a colon": with_extension('{"a":"\\u003a","a":1}'),
    "one member twice, hidden by two": with_extension('[{"a":1,"a":1},"\\u003A"]'),
    "not a number": with_extension("NaN"),
    "infinity": with_extension("Infinity"),
    "minus infinity": with_extension("-Infinity"),
    "a number beyond all": with_extension("1e999"),
    "the first half of a character": with_extension('"\\ud83d"'),
    "the second half of a character": with_extension('"\\ude00"'),
    "two first halves": with_extension('"\\ud83d\\ud83d"'),
    "half a character as name": with_extension('{"\\ude00":1}'),
    "half a character in bytes": with_extension('"').replace(b'x":"', b'x":"\xed\xa0\x80"'),
    "half a character in the verb": OPEN.replace(b'did"', b'did","display":{"fr":"\\udc00"}')
    + b"}",
    "bytes that are no UTF-8": with_extension('"x"').replace(b'"x"', b'"\xe9"'),
    "a mark of byte order": b"\xef\xbb\xbf" + OPEN + b"}",
    "a control sign in a text": with_extension('"\x01"'),
    "a comma too many": OPEN + b",}",
    "text behind": OPEN + b"} x",
    "a comment": OPEN + b"/**/}",
    "single quotes": b"{'actor': 1}",
    "too deep": with_extension("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)),
    "members beyond the limit": with_extension(
        json.dumps({f"k{i}": i for i in range(MAX_MEMBERS)})
    ),
}


def definition_with(text: str) -> bytes:
    return OPEN.replace(b'/it"', b'/it", "definition": {' + text.encode() + b"}") + b"}"


class TestHostileBody:
    @pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
    def test_is_refused_in_bounded_time_and_memory(self, raw):
        tracemalloc.start()
        begun = time.process_time()
        try:
            fault_of(raw)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert time.process_time() - begun < SECONDS
        assert peak < MEMORY

    @pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
    def test_is_refused(self, raw):
        assert fault_of(raw).section

    @pytest.mark.parametrize("text", ['"name":{"fr":"a","fr":"b"}', '"type":"a:b","type":"a:b"'])
    def test_with_a_member_twice_in_a_definition_is_refused_each_time(self, text):
        for _ in range(2):
            assert fault_of(definition_with(text)).path == "$.object.definition"

    @pytest.mark.parametrize("inner", ["1", '":\\u003a"', '{"a":1,"a":1}'])
    def test_nested_to_the_brink_of_the_reader_is_refused(self, inner):
        for depth in range(MAX_DEPTH + 1, 1100, 7):
            fault_of(with_extension("[" * depth + inner + "]" * depth))
            fault_of(with_extension('{"":' * depth + inner + "}" * depth))

    @pytest.mark.parametrize(
        "value",
        ['"\\u003a"', '"a:b:c"', '{"a":":","b":"\\u003A"}', '"\\ud83d\\ude00"', '"\\u0000"',
         "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), "1e-999", "123456789012345678"],
    )  # fmt: skip
    def test_that_only_looks_hostile_is_accepted(self, value):
        check(with_extension(value))
        check(b" \n\t" + with_extension(value) + b"\r\n ")

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_any_text_may_stand_in_an_extension(self, name, text):
        for ascii_only in (True, False):
            value = json.dumps({name: text, "x": {name: [text]}}, ensure_ascii=ascii_only)
            check(with_extension(value))

    @given(st.text(max_size=20), st.text(alphabet=':"\\{}u03aA', max_size=12), st.booleans())
    def test_a_member_twice_is_found_whatever_stands_beside_it(self, name, text, is_first):
        twice = f"{json.dumps(name)}:1,{json.dumps(name)}:{json.dumps(text)}"
        beside = f'"beside":{json.dumps(text)}' if name != "beside" else '"more":1'
        value = "{" + (f"{twice},{beside}" if is_first else f"{beside},{twice}") + "}"

        with pytest.raises(StatementInvalid, match="twice"):
            check(with_extension(value))


def request_with(body: bytes, **more) -> WSGIEnvironment:
    return EnvironBuilder(method="POST", data=body, **more).get_environ()


class TestBodyOfARequest:
    def test_beyond_the_limit_is_refused(self):
        with pytest.raises(TooLarge):
            bounded_body(request_with(b"x" * 101), max_bytes=100)

    def test_at_the_limit_is_read(self):
        assert bounded_body(request_with(b"x" * 100), max_bytes=100) == b"x" * 100

    def test_without_a_length_is_read_no_further_than_the_limit(self):
        environ = EnvironBuilder(method="POST").get_environ()
        stream = BytesIO(b"x" * 10_000_000)
        environ |= {"wsgi.input": stream, "wsgi.input_terminated": True}
        environ.pop("CONTENT_LENGTH", None)

        with pytest.raises(TooLarge):
            bounded_body(environ, max_bytes=100)
        assert stream.tell() < 1_000_000

    def test_that_ends_before_its_length_is_refused(self):
        environ = request_with(b"x" * 50) | {"CONTENT_LENGTH": "51"}

        with pytest.raises(BadRequest, match="breaks off"):
            bounded_body(environ, max_bytes=100)

    @pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
    def test_of_another_type_is_refused(self, kind):
        with pytest.raises(BadRequest, match="application/json"):
            json_body(request_with(b"{}", content_type=kind), max_bytes=100)

    def test_with_too_many_statements_is_refused(self):
        assert len(statements_of(b"[1, 2, 3]", max_count=3)) == 3
        with pytest.raises(TooLarge):
            statements_of(b"[1, 2, 3, 4]", max_count=3)

    @pytest.mark.parametrize("body", [b"[", b"[1,]", b"[" * 100_000, b"[\xff]", b"[1] 2"])
    def test_that_is_no_list_is_refused(self, body):
        with pytest.raises(StatementInvalid, match="not JSON"):
            statements_of(body, max_count=10)
