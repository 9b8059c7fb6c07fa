from pathlib import Path

import pytest
from rich.console import Console

from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from app.present import answer_json, print_answer
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from tests.corpus.makers import pdf

FILLER = [
    f"第{n}段说的是园区道路养护的日常安排，由物业公司每月检查并登记一次，检查结果在月底汇总。" * 2 for n in range(14)
]
FACT = "苏州湾数据港二期工程共安装了七百二十台液冷机柜。"


def test_a_citation_of_a_pdf_names_its_page(
    tmp_path: Path, embedder: LazyEmbedder, reader: PassageReader, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notice.pdf").write_bytes(pdf([*FILLER, FACT], "苏州湾数据港建设情况的通报"))
    Builder(tmp_path / "store", embedder, SplitSettings()).build([tmp_path / "notice.pdf"])
    engine = Engine(Searcher(tmp_path / "store", embedder), reader)
    answer = engine.ask("苏州湾数据港二期安装了多少台液冷机柜？")
    article = engine.searcher.generation().article("notice")
    cited = answer.citations[0]
    assert "七百二十台" in cited.quote
    assert len(article.pages) > 1 and cited.page == len(article.pages)
    assert answer_json(answer)["citations"][0]["page"] == cited.page
    print_answer(Console(), answer)
    assert f"第 {cited.page} 页" in capsys.readouterr().out
