"""Addresses, fetched from a real server on this machine: what comes, what is refused, and in which words."""

import gzip
import io
import ssl
import zipfile
import zlib
from collections.abc import Iterator
from time import monotonic

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.fetch.address import address_id, is_address, normal
from corpus.fetch.content import suffix_of, with_charset
from corpus.fetch.download import Download
from corpus.fetch.fetcher import Fetcher
from corpus.fetch.guard import Guard
from corpus.fetch.limits import MEGABYTE, Limits
from tests.corpus.site import HTML, Names, Page, Site, Writer, fetcher, site, site_alone, url


def packed(*names: str) -> bytes:
    """A ZIP archive with these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.fixture
def inside() -> Iterator[Site]:
    """A machine that must not be asked."""
    with site("127.0.0.2") as made:
        made.pages["/"] = Page(b"secret")
        yield made
        assert made.asked == []


def refused(made: Site, path: str = "/", **limits: float) -> str:
    """Why the page at ``path`` is not taken."""
    with pytest.raises(SourceError) as error:
        fetcher(made, **limits).article(url(made, path))
    reason = str(error.value)
    assert "\n" not in reason
    return reason


def test_a_page_comes_whole_and_the_server_is_told_who_asks(news: Site) -> None:
    found = fetcher(news).article(url(news))
    assert found == Download(HTML, "text/html; charset=utf-8", url(news))
    (head,) = news.heads
    assert head["host"] == f"news.example:{news.port}" and "gusu/" in head["user-agent"] and "cookie" not in head


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("HTTP://WWW.Example.CN:80#top", "http://www.example.cn/"),
        (
            "https://苏州.中国/新闻/a b.html?题=一",
            "https://xn--6rt453f.xn--fiqs8s/%E6%96%B0%E9%97%BB/a%20b.html?%E9%A2%98=%E4%B8%80",
        ),
        ("  http://a.cn./x;y=1?q=%e4%b8#z ", "http://a.cn/x;y=1?q=%E4%B8"),
        ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_an_address_is_written_in_one_way(written: str, same: str) -> None:
    assert is_address(written)
    assert normal(written) == same == normal(same)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("ftp://a.cn/x", "must begin with http:// or https://"),
        ("file:///etc/passwd", "must begin with http:// or https://"),
        ("http://editor:secret@a.cn/", "holds a name or a password"),
        ("http://127.0.0.1\\@a.cn/", "holds a name or a password"),
        ("http://a.cn:99999/", "Port out of range"),
        ("http:///x", "'' is no host's name"),
        ("http://%6cocalhost/", "is no host's name"),
        ("http://a.cn\\x/", "is no host's name"),
        ("http://[fe80::1%25lo]/", "is no IPv6 address"),
        ("http://a.cn/x\ny", "line break"),
    ],
)
def test_what_is_no_web_address_is_refused_with_the_reason(written: str, reason: str) -> None:
    assert is_address(written)
    with pytest.raises(SourceError) as error:
        normal(written)
    assert reason in str(error.value) and "secret" not in str(error.value)


def test_paths_are_not_taken_for_addresses() -> None:
    assert not any(is_address(text) for text in ("a.md", "/tmp/http:/x", r"C:\texts\a.md", "www.suzhou.gov.cn", "-"))


def test_an_id_can_be_read_is_stable_and_belongs_to_one_address() -> None:
    first = address_id(normal("https://www.suzhou.gov.cn/szyw/202601/头条.shtml?id=7"))
    assert first.startswith("suzhou.gov.cn-szyw-202601-头条-id-7-")
    assert first == address_id(normal("http://suzhou.gov.cn/szyw/202601/%e5%a4%b4%e6%9d%a1.shtml?id=7#x"))
    others = ["https://a.cn/b-c", "https://a.cn/b/c", "https://a.cn/b?c", "https://a.cn/b/c.htm", "https://a.cn:81/b/c"]
    assert len({address_id(normal(other)) for other in others}) == len(others)
    assert len(address_id(normal("https://a.cn/" + "长" * 200))) < 100


def test_redirects_are_followed_to_the_last_address(news: Site) -> None:
    news.redirect("/old", "/moved?x=1", 301)
    news.redirect("/moved?x=1", url(news, "/") + "#top", 307)
    found = fetcher(news).article(url(news, "/old"))
    assert (found.data, found.url) == (HTML, url(news))


def test_redirects_end(news: Site) -> None:
    news.redirect("/round", "/round")
    assert refused(news, "/round") == "leads on and on: more than 5 redirects"
    assert len(news.asked) == 6
    news.pages["/lost"] = Page(status=302)
    assert refused(news, "/lost") == "answered 302 without saying where to"


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.2:{port}/", "http://[::1]:{port}/", "http://10.0.0.5:{port}/", "http://metadata.example:{port}/"],
)
def test_a_redirect_inside_is_refused_before_anything_is_asked(news: Site, inside: Site, to: str) -> None:
    news.redirect("/", to.format(port=inside.port))
    names = Names(news_example=["127.0.0.1"], metadata_example=["169.254.169.254"])
    limits = Limits(ports=frozenset({news.port, inside.port}))
    with pytest.raises(SourceError, match=r"leads to a private address \(.+\) and is not fetched"):
        Fetcher(limits, Guard(site_alone, names)).article(url(news))


def test_a_redirect_leads_to_no_file_no_other_port_and_no_password(news: Site) -> None:
    news.redirect("/file", "file:///etc/passwd")
    assert "leads to 'file:///etc/passwd', which is not an address that can be fetched" in refused(news, "/file")
    news.redirect("/redis", "http://news.example:6379/")
    assert refused(news, "/redis").startswith("leads to port 6379 and is not fetched; open are")
    news.redirect("/login", "http://a:b@news.example/")
    assert "which holds a name or a password" in refused(news, "/login")


def test_a_name_is_looked_up_once_and_the_connection_goes_where_was_checked(news: Site, inside: Site) -> None:
    names = Names(news_example=["127.0.0.1", "127.0.0.2"])
    assert fetcher(news, names).article(url(news)).data == HTML
    assert names.asked == ["news.example"]


def test_a_name_that_changes_its_mind_is_checked_at_each_redirect(news: Site, inside: Site) -> None:
    news.redirect("/", "/again")
    names = Names(news_example=["127.0.0.1", "127.0.0.2"])
    with pytest.raises(SourceError, match=r"private address \(127\.0\.0\.2\)"):
        fetcher(news, names).article(url(news))
    assert news.asked == ["/"]


def test_without_an_opening_a_site_on_this_machine_is_not_fetched(news: Site) -> None:
    limits = Limits(ports=frozenset({news.port}))
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(SourceError, match=r"leads to a private address|cannot be found"):
            Fetcher(limits).article(normal(f"http://{host}:{news.port}/"))
    assert news.asked == []
    with pytest.raises(SourceError, match=rf"leads to port {news.port} and is not fetched; open are 80, 443"):
        Fetcher().article(url(news))


def test_a_proxy_of_the_environment_is_not_used(news: Site, inside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.2:{inside.port}")
    assert fetcher(news).article(url(news)).data == HTML


def test_a_certificate_must_be_of_the_name_although_the_connection_goes_to_an_ip(news: Site) -> None:
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(server)
    named: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: named.append(name)
    with site(tls=server) as secure:
        secure.pages["/"] = Page(HTML)
        names = Names(news_example=["127.0.0.1"], other_example=["127.0.0.1"])
        assert fetcher(secure, names, trusting).article(f"https://news.example:{secure.port}/").data == HTML
        assert named == ["news.example"]
        for tls, host in ((trusting, "other.example"), (None, "news.example")):
            with pytest.raises(SourceError, match="has a certificate that is not trusted: "):
                fetcher(secure, names, tls).article(f"https://{host}:{secure.port}/")
    with pytest.raises(SourceError, match="^cannot be reached"):
        fetcher(news).article(f"https://news.example:{news.port}/")  # speaks no TLS


@pytest.mark.parametrize(("status", "phrase"), [(404, "Not Found"), (403, "Forbidden"), (500, "Internal Server Error")])
def test_a_status_is_said_as_it_came(news: Site, status: int, phrase: str) -> None:
    news.pages["/"] = Page(b"no", status=status)
    assert refused(news) == f"answered {status} ({phrase})"


def test_a_site_that_is_not_there_cannot_be_reached() -> None:
    with site() as gone:
        pass
    assert refused(gone).startswith("cannot be reached: ")


def test_an_empty_page_and_a_broken_off_one_are_no_article(news: Site) -> None:
    news.pages["/empty"] = Page(b" \n")
    news.pages["/broken"] = Page(HTML, headers={"Content-Length": "999"})
    assert refused(news, "/empty") == "is empty"
    assert refused(news, "/broken").startswith("does not answer as a web server should: ")


@pytest.mark.parametrize("packing", ["gzip", "deflate", "bare deflate"])
def test_a_packed_page_is_unpacked(news: Site, packing: str) -> None:
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(HTML[:20]) + gzip.compress(HTML[20:]) + b"\0\0",
        "deflate": zlib.compress(HTML),
        "bare deflate": bare.compress(HTML) + bare.flush(),
    }
    news.pages["/"] = Page(packed[packing], headers={"Content-Encoding": packing.split()[-1]})
    assert fetcher(news).article(url(news)).data == HTML


def test_a_damaged_a_cut_and_an_unasked_packing_are_named(news: Site) -> None:
    packed = gzip.compress(HTML * 50)
    news.pages["/cut"] = Page(packed[:-20], headers={"Content-Encoding": "gzip"})
    news.pages["/damaged"] = Page(packed[:10] + b"\x07" * 40, headers={"Content-Encoding": "gzip"})
    news.pages["/br"] = Page(HTML, headers={"Content-Encoding": "br"})
    assert refused(news, "/cut") == "breaks off before its end"
    assert refused(news, "/damaged").startswith("is damaged: it cannot be unpacked")
    assert refused(news, "/br") == "is sent packed as 'br', which was not asked for"


def test_a_page_as_large_as_allowed_comes_and_one_byte_more_does_not(news: Site) -> None:
    news.pages["/fits"] = Page(b"x" * MEGABYTE)
    news.pages["/large"] = Page(b"x" * (MEGABYTE + 1))
    news.pages["/packed"] = Page(gzip.compress(b"x" * (MEGABYTE + 1)), headers={"Content-Encoding": "gzip"})
    assert len(fetcher(news).article(url(news, "/fits")).data) == MEGABYTE
    assert refused(news, "/large") == refused(news, "/packed") == "is larger than 1 MB"


def test_a_page_without_an_end_and_a_bomb_are_stopped_at_the_limit(news: Site) -> None:
    def endless(writer: Writer) -> None:
        for _ in range(10_000):  # 640 MB, if it were let
            writer.say(b"x" * 65_536)

    bomb = zlib.compressobj(wbits=31)
    packed = b"".join(bomb.compress(bytes(MEGABYTE)) for _ in range(40)) + bomb.flush()
    news.pages["/endless"] = Page(endless)
    news.pages["/bomb"] = Page(packed, headers={"Content-Encoding": "gzip"})
    assert len(packed) < MEGABYTE / 16
    assert refused(news, "/endless") == refused(news, "/bomb") == "is larger than 1 MB"


def test_what_says_that_it_is_too_large_is_not_read(news: Site) -> None:
    news.pages["/"] = Page(lambda writer: writer.wait(), headers={"Content-Length": str(MEGABYTE + 1)})
    started = monotonic()
    assert refused(news) == "is larger than 1 MB"
    assert monotonic() - started < 5


@pytest.mark.parametrize("status", [200, 0])
def test_a_page_that_drips_is_given_up_in_time(news: Site, status: int) -> None:
    """A byte at a time keeps every single wait short: in the body, and (status 0) in the middle of the headers."""
    beginning = b"" if status else b"HTTP/1.1 200 OK\r\nX-Slow: "

    def drip(writer: Writer) -> None:
        writer.say(beginning)
        writer.drip(b"x", 0.05)

    news.pages["/"] = Page(drip, status=status)
    started = monotonic()
    assert refused(news, total_seconds=0.5) == "takes longer than 0.5 s"
    assert monotonic() - started < 5


def test_a_page_that_falls_silent_is_given_up_sooner(news: Site) -> None:
    news.pages["/"] = Page(lambda writer: writer.wait())
    assert refused(news, silent_seconds=0.2) == "stops answering: nothing came for 0.2 s"


def test_what_speaks_no_http_is_named(news: Site) -> None:
    news.pages["/"] = Page(b"SSH-2.0-OpenSSH_9.6\r\n", status=0)
    assert refused(news).startswith("does not answer as a web server should: ")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n",
            "does not answer as a web server should: ",
        ),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", "does not answer as a web server should: "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "does not answer as a web server should: "),
        (b"HTTP/1.1 999 What\r\n\r\n", "answered 999 (not a status of HTTP)"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", "leads to 'http://[', which is not an address: "),
        (b"HTTP/1.1 200 OK\r\nContent-Disposition: x; filename*=x''%ff; filename*0=a\r\n\r\n", "is empty"),
    ],
)
def test_an_answer_against_the_rules_is_refused_in_one_short_line(news: Site, raw: bytes, reason: str) -> None:
    news.pages["/"] = Page(raw, status=0)
    said = refused(news)
    assert said.startswith(reason) and len(said) < 200


@pytest.mark.parametrize("said", ["image/png", "video/mp4", "application/javascript", "application/x-sh", "text/css"])
def test_what_is_no_article_is_refused_unread(news: Site, said: str) -> None:
    news.pages["/"] = Page(lambda writer: writer.wait(), content_type=said)
    assert refused(news) == f"is {said}, not an article"


@pytest.mark.parametrize(
    ("path", "said", "data", "suffix"),
    [
        ("/a", "text/html", HTML, ".html"),
        ("/a.pdf", "text/html; charset=gbk", HTML, ".html"),
        ("/a", "application/xml", b"<?xml version='1.0'?><!DOCTYPE html><html/>", ".html"),
        ("/a", "application/octet-stream", b"%PDF-1.7", ".pdf"),
        ("/a", "application/octet-stream", packed("[Content_Types].xml", "word/document.xml"), ".docx"),
        ("/a.doc", "application/msword", packed("[Content_Types].xml", "word/document.xml"), ".docx"),
        ("/a.xlsx", "application/zip", packed("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        ("/a", "application/zip", packed("a.md", "b.md"), ".zip"),
        ("/a.md", "text/plain", b"# a", ".md"),
        ("/a.php", None, "一句话。".encode(), ".txt"),
        ("/a.php", None, b"<html>", ".html"),
    ],
)
def test_the_kind_is_told_by_type_bytes_and_name(
    news: Site, path: str, said: str | None, data: bytes, suffix: str
) -> None:
    news.pages[path] = Page(data, content_type=said)
    assert suffix_of(fetcher(news).article(url(news, path))) == suffix


def test_a_file_that_is_sent_as_a_download_is_told_by_its_name(news: Site) -> None:
    named = {"Content-Disposition": "attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.md"}
    news.pages["/get?id=3"] = Page("# 通知".encode(), "application/x-download", headers=named)
    found = fetcher(news).article(url(news, "/get?id=3"))
    assert found.file_name == "通知.md" and suffix_of(found) == ".md"


def test_a_file_of_an_old_kind_says_what_to_save_it_as(news: Site) -> None:
    news.pages["/a.doc"] = Page(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword")
    with pytest.raises(SourceError, match=r"is a file of Office 97 to 2003: save it as \.docx"):
        suffix_of(fetcher(news).article(url(news, "/a.doc")))


def test_a_charset_of_the_server_is_believed_where_it_is_right() -> None:
    text = "<p>苏州工业园区</p>"

    def read(charset: str, encoding: str) -> tuple[bytes, str | None]:
        found = Download(text.encode(encoding), f"text/html; Charset={charset}", "http://a.cn/")
        return with_charset(found, suffix_of(found))

    assert read("GB2312", "gbk") == (text.encode("utf-8-sig"), "gb18030")
    assert read("utf-8", "utf-8") == (text.encode("utf-8-sig"), "utf-8")
    assert read("utf-8", "gbk") == (text.encode("gbk"), None)
    assert read("ISO-8859-1", "gbk") == (text.encode("gbk"), None)


def test_a_feed_or_a_sitemap_is_not_an_article_and_says_how_it_is_added(news: Site) -> None:
    news.pages["/rss"] = Page(b"<rss/>", "application/rss+xml")
    news.pages["/map"] = Page(b"<?xml version='1.0'?>\n<urlset></urlset>", "text/xml")
    assert refused(news, "/rss") == "is a feed, not an article: add it with --feed"
    with pytest.raises(SourceError, match="is a list of addresses, not an article: add it with --sitemap"):
        suffix_of(fetcher(news).article(url(news, "/map")))


def test_a_host_is_given_a_pause_between_two_requests(news: Site) -> None:
    limits = Limits(ports=frozenset({news.port}), pause_seconds=0.3)
    slow = Fetcher(limits, Guard(site_alone, Names(news_example=["127.0.0.1"])))
    slow.article(url(news))
    started = monotonic()
    slow.article(url(news))
    assert monotonic() - started >= 0.3


@settings(max_examples=300, deadline=None)
@given(
    st.text()
    | st.text(alphabet="abc.-:[]@%/\\。苏0127x_ ?#").map("http://{}".format)
    | st.text().map("http://a.cn/{}".format)
)
def test_any_text_is_an_address_that_stays_the_same_or_is_refused(text: str) -> None:
    try:
        address = normal(text)
    except SourceError:
        return
    assert normal(address) == address and address.isascii()
    assert "/" not in address_id(address)
