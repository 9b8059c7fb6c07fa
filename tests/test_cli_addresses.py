"""Addresses on the command line, of which no test reaches the Internet: they are refused, or lead nowhere."""

import json
from pathlib import Path

import pytest

from tests.corpus.site import Page, site
from tests.test_cli import gusu, only_line, result


def test_an_address_of_this_machine_is_refused_also_by_its_other_names() -> None:
    Path("a.md").write_text("# 常熟\n\n常熟的一句话。", encoding="utf-8")
    with site() as made:
        made.pages["/"] = Page(b"secret")
        hosts = ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]")
        addresses = [f"http://{host}:{made.port}/" for host in hosts]
        done = gusu("index", "add", "a.md", *addresses, "--json", GUSU_FETCH_PORTS=str(made.port))
        assert made.asked == []
    assert done.returncode == 4 and "Traceback" not in done.stderr
    added = json.loads(done.stdout)
    assert added["added"] == 1 and len(added["refused"]) == len(hosts)
    for refusal in added["refused"]:
        assert refusal["reason"].startswith(("leads to a private address", "cannot be found"))
        assert f"gusu: refused {refusal['path']}: {refusal['reason']}" in done.stderr


def test_what_cannot_be_fetched_is_named_and_the_store_is_as_it_was() -> None:
    Path("a.md").write_text("# 常熟\n\n常熟的一句话。", encoding="utf-8")
    result(gusu("index", "build", "a.md", "--json"))
    arguments = ("ftp://a.cn/x", "--feed", "http://a.cn:22/rss", "--sitemap", "file:///etc/passwd")
    done = gusu("index", "add", *arguments, "--json")
    assert done.returncode == 4
    added = json.loads(done.stdout)
    assert (added["articles"], added["added"], added["removed"]) == (1, 0, 0)
    assert {r["path"]: r["reason"].split(":")[0] for r in added["refused"]} == {
        "ftp://a.cn/x": "is not an address that can be fetched",
        "http://a.cn:22/rss": "leads to port 22 and is not fetched; open are 80, 443",
        "file:///etc/passwd": "is not an address that can be fetched",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "there is nothing to add: name files, folders or addresses, a --feed or a --sitemap"),
        (("--feed", "http://a.cn/rss", "--limit", "0"), "limit is 0, expected 1 to 10000"),
        (("nowhere", "http://a.cn/"), "nowhere does not exist: name a file or a folder of articles"),
    ],
)
def test_wrong_usage_is_one_line_and_nothing_is_fetched(arguments: tuple[str, ...], message: str) -> None:
    done = gusu("index", "add", *arguments)
    assert done.returncode == 2 and only_line(done) == f"gusu: {message}"
