"""ZIP files of unknown origin."""

import zipfile
from io import BytesIO

import pytest

from caire.cmi5.errors import CourseRefused
from caire.cmi5.reading import package as reading
from caire.cmi5.reading.package import read_package
from tests.caire.cmi5.factories import au, course_xml, real_package, zipped

XML = course_xml(au(url="unit/index.html"))
PAGE = b"<!doctype html><title>x</title>"


def refused(raw: bytes) -> str:
    with pytest.raises(CourseRefused) as refusal:
        read_package(raw)
    return str(refusal.value)


def with_member(info: zipfile.ZipInfo, data: bytes = PAGE) -> bytes:
    buffer = BytesIO(zipped({"cmi5.xml": XML, "unit/index.html": PAGE}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(info, data)
    return buffer.getvalue()


class TestReadPackage:
    def test_takes_the_structure_and_every_file(self):
        package = read_package(real_package())

        assert [unit.url for unit in package.structure.units()] == ["unit/index.html?lang=fr"]
        assert {file.path for file in package.files} == {
            "cmi5.xml", "unit/index.html", "unit/style.css", "unit/unit.js",
        }  # fmt: skip

    def test_takes_the_structure_alone(self):
        assert read_package(course_xml()).files == ()

    def test_takes_a_zip_of_64_bits(self):
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in (("cmi5.xml", XML), ("unit/index.html", PAGE)):
                with archive.open(name, "w", force_zip64=True) as member:
                    member.write(data)
        assert read_package(buffer.getvalue()).structure.units()

    def test_finds_a_page_whose_address_is_escaped(self):
        xml = course_xml(au(url="./unit/%C3%A9t%C3%A9.html#top"))
        assert read_package(zipped({"cmi5.xml": xml, "unit/été.html": PAGE})).files

    @pytest.mark.parametrize("url", ["missing.html", "../unit/index.html", "unit", "?x=1"])
    def test_refuses_a_unit_that_is_not_in_the_package(self, url):
        files = {"cmi5.xml": course_xml(au(url=url)), "unit/index.html": PAGE}
        assert "is not in the package" in refused(zipped(files))

    def test_wants_the_structure_at_its_root_by_its_name(self):
        assert "cmi5.xml: is missing" in refused(zipped({"course/cmi5.xml": XML}))


class TestHostileZips:
    @pytest.mark.parametrize("path", ["../evil.html", "/evil.html", "a/../../evil.html"])
    def test_refuses_a_path_that_leaves_the_package(self, path):
        assert "leaves the package" in refused(with_member(zipfile.ZipInfo(path)))

    @pytest.mark.parametrize("path", ["a\\evil.html", "C:evil.html", "a\x01b", "a" * 501])
    def test_refuses_a_path_that_systems_read_differently(self, path):
        assert "its path holds" in refused(with_member(zipfile.ZipInfo(path)))

    def test_refuses_a_symbolic_link(self):
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        assert "symbolic link" in refused(with_member(info, b"/etc/passwd"))

    def test_refuses_two_files_that_one_name_stands_for(self):
        assert "stands twice" in refused(with_member(zipfile.ZipInfo("UNIT/index.html")))

    def test_refuses_a_bomb(self):
        assert "times its size" in refused(
            zipped({"cmi5.xml": XML, "unit/index.html": PAGE, "zeros": bytes(30_000_000)})
        )

    def test_refuses_more_than_it_would_unpack(self, monkeypatch):
        monkeypatch.setattr(reading, "MAX_UNPACKED_BYTES", 100)
        assert "unpacks to more than 100" in refused(real_package())

    def test_refuses_too_many_members(self, monkeypatch):
        monkeypatch.setattr(reading, "MAX_MEMBERS", 2)
        assert "at most 2" in refused(real_package())

    def test_does_not_believe_the_size_that_the_directory_says(self):
        raw = bytearray(zipped({"cmi5.xml": XML, "unit/index.html": PAGE * 99}))
        at = raw.rindex(b"PK\x01\x02")
        raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
        assert "package" in refused(bytes(raw)) or "larger" in refused(bytes(raw))

    @pytest.mark.parametrize("cut", [4, 30, 200])
    def test_refuses_a_file_that_is_cut(self, cut):
        assert "not a whole ZIP" in refused(real_package()[:cut])

    def test_refuses_a_member_that_is_damaged(self):
        raw = bytearray(zipped({"cmi5.xml": XML, "unit/index.html": PAGE}, zipfile.ZIP_STORED))
        raw[raw.index(PAGE) + 3] ^= 1
        assert "not a whole ZIP" in refused(bytes(raw))
