"""The words that the chat's script says itself, and the parts of the chat that are drawn once."""

import json

from app.web.texts import TEXTS, Language
from app.web.words import both

SCRIPT_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "askAgain": "再问一次",
        "begin": "新对话",
        "cancel": "取消",
        "copied": "已复制",
        "edit": "修改问题",
        "explaining": "正在查看经过",
        "find": "搜索对话",
        "fold": "收起",
        "goOn": "接着问",
        "history": "对话记录",
        "lost": "没有收到回答，可以再问一次。",
        "notCopied": "没有复制成",
        "nothingFound": "没有找到",
        "nothingYet": "对话会存在这个浏览器里。",
        "reason": "说说原因，可不填",
        "recorded": "已记下",
        "remove": "删除",
        "removed": "已删除",
        "restore": "恢复",
        "reword": "改写对问题的理解",
        "save": "下载",
        "searching": "正在检索",
        "send": "提问",
        "submit": "提交",
        "undo": "撤回这一问",
        "unfinished": "页面关闭时，这个问题还没有答完。",
    },
    "en": {
        "askAgain": "Ask again",
        "begin": "New",
        "cancel": "Cancel",
        "copied": "Copied",
        "edit": "Edit the question",
        "explaining": "Looking into it",
        "find": "Search conversations",
        "fold": "Fold",
        "goOn": "Go on with",
        "history": "Conversations",
        "lost": "No answer came. You can ask again.",
        "notCopied": "It could not be copied",
        "nothingFound": "Nothing found",
        "nothingYet": "Conversations are kept in this browser.",
        "reason": "Why, if you like",
        "recorded": "Recorded",
        "remove": "Delete",
        "removed": "Deleted",
        "restore": "Restore",
        "reword": "Reword how the question was understood",
        "save": "Download",
        "searching": "Searching",
        "send": "Ask",
        "submit": "Send",
        "undo": "Take the question back",
        "unfinished": "The page was closed before this question was answered.",
    },
}
_EXAMPLES = 6


def words_script() -> str:
    """The words as a script that comes before the others."""
    words = json.dumps(SCRIPT_WORDS, ensure_ascii=True).replace("<", "\\u003c")
    return f"gusu.words = {words}[gusu.language];"


def conversation_html() -> str:
    """An empty conversation. How much there is to ask about, and examples, come when questions can be asked."""
    places = '<span class="example place"></span>' * _EXAMPLES
    return (
        f'<div class="welcome"><p class="welcome-name">{_said("name")}</p><p>{_said("tagline")}</p>'
        f'<p class="holds">\N{NO-BREAK SPACE}</p><div class="examples">{places}</div></div>'
        '<div class="turns" role="log"></div>'
    )


def bar_html() -> str:
    """The line above the conversation."""
    return (
        '<button type="button" class="toggle" aria-expanded="true" aria-controls="history">'
        f'<span class="visually-hidden">{_own("history")}</span>'
        f'<span class="name" aria-hidden="true">{_own("history")}</span></button>'
        f'<button type="button" class="begin">{_own("begin")}</button>'
        f'<button type="button" class="save" hidden>{_own("save")}</button>'
    )


def history_html() -> str:
    """The list of conversations, which the script fills."""
    return (
        f'<nav class="history-list"><div class="panel-head"><h2>{_own("history")}</h2>'
        f'<button type="button" class="fold panel-close">×<span class="visually-hidden">{_own("fold")}</span></button>'
        f'</div><label><span class="visually-hidden">{_own("find")}</span>'
        '<input class="find" type="search" autocomplete="off"></label>'
        '<ul class="pasts"></ul><p class="nothing quiet"></p><p class="removed quiet" role="status"></p></nav>'
    )


def sources_html() -> str:
    """The panel beside the conversation; the script fills its body with the cards of the answer in view."""
    return (
        f'<div class="panel-head"><h2>{_said("sources")}</h2><button type="button" class="panel-close">×'
        f'<span class="visually-hidden">{_said("close")}</span></button></div>'
        f'<div class="panel-body"><p class="quiet">{_said("no_sources_yet")}</p></div>'
    )


def _said(name: str) -> str:
    return both({language: str(getattr(texts, name)) for language, texts in TEXTS.items()})


def _own(name: str) -> str:
    return both({language: words[name] for language, words in SCRIPT_WORDS.items()})
