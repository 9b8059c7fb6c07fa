"""What tests of an editor's work share: articles in files, and what the store says of them."""

from pathlib import Path

from index.build import Builder, BuildSummary
from index.store.open import open_live

PARK = (
    "苏州工业园区2026年新增智能工厂四十家，总数达到三百二十家。园区管委会表示，明年将继续支持企业改造。\n\n"
    "算力中心的规模达到五千P，服务企业一千二百家。园区还设立了五十亿元的基金，用于投资初创公司。\n\n"
    "生物医药企业超过二千四百家，去年产值增长百分之九。三家公司在香港上市，另有七家递交了材料。"
)
CARS = (
    "常熟市的汽车零部件产业在去年实现产值一千亿元，同比增长百分之八。当地的企业正在转向电动汽车的电机和电池。\n\n"
    "市里建成了两个测试场，供自动驾驶公司使用，测试里程已经超过三百万公里。"
)
LAKE = "太湖的水质连续三年达到三类标准。渔民上岸以后，村里开了四十间民宿，游客比前年多了一倍。"


def write(path: Path, text: str, **fields: str) -> Path:
    """A Markdown article with these fields at its head."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    path.write_text(f"---\n{head}---\n{text}\n" if head else f"{text}\n", encoding="utf-8")
    return path


def paths(builder: Builder) -> dict[str, str]:
    """Name of the file that each article of the store is from, by its id."""
    return {entry.id: Path(entry.path).name for entry in open_live(builder.layout.root).entries()}


def states(summary: BuildSummary) -> dict[str, str]:
    """What became of each source, by the name of its file."""
    return {Path(receipt.path).name: receipt.state for receipt in summary.receipts}
