"""What the tab says, in Chinese and in English."""

from app.web.texts import Language
from eval.report.words import Words

LABELS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "评测",
        "set": "题集",
        "upload": "上传题集",
        "answerer": "作答",
        "how_many": "题数",
        "all": "全部",
        "first_ones": "前若干题",
        "first": "前几题",
        "start": "开始评测",
        "stop": "停下",
        "run": "评测记录",
        "go_on": "接着做",
        "beside": "与之对比",
    },
    "en": {
        "title": "Evaluation",
        "set": "Question set",
        "upload": "Upload a question set",
        "answerer": "Answered by",
        "how_many": "Questions",
        "all": "All",
        "first_ones": "The first ones",
        "first": "How many",
        "start": "Run",
        "stop": "Stop",
        "run": "Runs",
        "go_on": "Go on",
        "beside": "Compare with",
    },
}
"""Labels of components, which the browser translates."""

NONE = Words("不对比", "Nothing")
EXTRACTIVE = Words("原文摘录", "The sources' own words")
RUNNING = Words("进行中", "running")
UPLOADED = Words("（上传的题集）", "(the uploaded set)")
NO_RUNS = Words("还没有评测记录。", "There are no runs yet.")
EDITORS_ONLY = Words(
    "运行评测要有编辑权限；已有的评测记录可以随意看。", "Running one is for editors; earlier runs are for everybody."
)
NOT_ALLOWED = Words("没有编辑权限，什么也没有做。请先登录。", "Nothing was done: this is for editors. Log in first.")
NO_SET = Words("请先选一个题集，或上传一个。", "Choose a question set first, or upload one.")
BAD_FIRST = Words("题数要是 1 以上的整数。", "How many questions: a whole number from 1 on.")
NO_MODEL = Words("这里没有这个聊天模型，请另选。", "That chat model is not on offer here: choose another.")
BUSY = Words("已有一轮评测在进行，等它做完或先停下。", "An evaluation is under way: wait until it is done, or stop it.")
UNFINISHED = Words("这一轮还没有做完，做完才有数字。", "This run is not finished: its figures come when it is.")
NOT_LET_IN = Words("请先登录。", "Log in first.")
UNREACHABLE_SET = Words(
    "题集文件已经不在原处，不能接着做。", "Its question set is no longer where it was: it cannot be gone on with."
)


def spoken_word(words: Words, language: Language) -> str:
    """The words in one language."""
    return words.zh if language == "zh" else words.en
