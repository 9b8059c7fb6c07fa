"""Why a question went wrong, in a sentence."""

from collections.abc import Sequence

from eval.report.words import Words
from eval.run.record import Outcome, Record


def why(record: Record, hits_with_evidence: Sequence[int], missing: Sequence[str]) -> Words | None:
    """What lost this question; None where nothing did.

    ``hits_with_evidence`` are the ranks of the hits that hold its evidence, best first; ``missing`` the key facts that
    the answer lacks, each in its first wording.
    """
    hits = record.result["hits"] if record.result else []
    best = hits[0]["title"] if hits else ""
    rank = hits_with_evidence[0] if hits_with_evidence else 0
    facts_zh, facts_en = "、".join(f"“{fact}”" for fact in missing), ", ".join(f"“{fact}”" for fact in missing)
    match record.outcome:
        case Outcome.NOT_RETRIEVED if not hits:
            return Words("一段资料也没有检索到。", "Nothing was retrieved.")
        case Outcome.NOT_RETRIEVED:
            return Words(
                f"前 {len(hits)} 段检索结果里没有证据，排第一的是《{best}》。",
                f"None of the {len(hits)} passages found holds the evidence; the first is of “{best}”.",
            )
        case Outcome.NOT_CHOSEN:
            zh = f"第 {rank} 段检索结果里有证据，" if rank else "检索到了证据，"
            en = f"Passage {rank} holds the evidence" if rank else "The evidence was found"
            return Words(
                f"{zh}回答引用的却是别处" + (f"，缺{facts_zh}。" if missing else "。"),
                f"{en}, but the answer cites other words" + (f" and lacks {facts_en}." if missing else "."),
            )
        case Outcome.WRONG:
            en = f"The words cited hold the answer, but it lacks {facts_en}."
            return Words(f"引用的原文里有，回答里却缺{facts_zh}。", en)
        case Outcome.REFUSED:
            return Words(
                f"第 {rank} 段检索结果里有证据，却没有作答。" if rank else "资料里有答案，却没有作答。",
                f"Passage {rank} holds the evidence, but the question was refused."
                if rank
                else "The corpus holds the answer, but the question was refused.",
            )
        case Outcome.ANSWERED_FROM_NOTHING:
            cited = record.result["citations"] if record.result else []
            title = f"《{cited[0]['title']}》" if cited else "别的话"
            return Words(
                f"资料里没有答案，却用{title}作答。",
                "The corpus holds no answer, but the question was answered"
                + (f" from “{cited[0]['title']}”." if cited else "."),
            )
        case Outcome.ERROR:
            return Words(f"运行出错：{record.error}", f"The run failed: {record.error}")
        case _:
            return None
