"""Why a source was refused, and what to heed in one that was read, in the words of the reader's language."""

import re

from app.web.texts import Language

_OCR = "请先做文字识别（OCR），再收录文字"
_ZH = (  # what the rooms of corpus/ say, and what that is in Chinese; the first that fits
    (r"is empty", "文件是空的"),
    (r"holds no text to answer from", "里面没有可以引用的正文"),
    (r"is named (\S+) but is not .*: a ZIP archive of other files", r"扩展名是 \1，内容却是装着其他文件的 zip"),
    (r"is named (\S+) but is not .*", r"扩展名是 \1，内容却不是：请确认文件能打开，再重新保存"),
    (r"files of the kind without an ending cannot be read.*", "文件没有扩展名，不知道是什么格式"),
    (r"files of the kind (\S+) cannot be read: (?:save it as|pack it as) (\S+)", r"不能读取 \1，请另存为 \2"),
    (r"files of the kind (\S+) cannot be read; these can: (.*)", r"不能读取 \1；可以读取：\2"),
    (r"is a picture.*", f"是图片：{_OCR}"),
    (r"is a scan: its (\d+) pages.*", rf"是扫描件，\1 页都没有文字：{_OCR}"),
    (r"has a text layer that cannot be read.*", f"文字层用的字体无法辨认：{_OCR}"),
    (r"is not a text file but a picture.*", f"是图片：{_OCR}"),
    (
        r"is not a text file but an? (.*): (?:pack it as|unpack it|save it as).*",
        r"不是文本文件，而是 \1：请解包或另存后再上传",
    ),
    (r"is not a text file, or in an encoding.*", "不是文本文件，或编码无法辨认：请另存为 UTF-8"),
    (r"is not a text file", "不是文本文件"),
    (r"is (?:protected by a password|encrypted).*", "有密码保护：请去掉密码后另存"),
    (r"is protected against copying.*", "有版权保护（DRM），不能读取"),
    (r"is a file of Office 97 to 2003: save it as (.*)", r"是 Office 97–2003 的文件：请另存为 \1"),
    (r"is damaged.*", "文件已损坏，或没有下载完整"),
    (r"breaks off before its end", "内容不完整，没有传完"),
    (r"is an archive in an archive.*", "是压缩包里的压缩包：请先解开"),
    (r".*a zip bomb.*", "压缩比异常，疑似压缩炸弹，不予读取"),
    (r"has a name that leads out of the archive.*", "文件名指向压缩包之外，不予读取"),
    (r"is a link: it is not followed", "是一个链接，不予读取"),
    (
        r"is (\d+) MB large, at most (\d+) MB can be uploaded.*",
        r"有 \1 MB，上传的文件不能超过 \2 MB：请拆开，或调大 upload_mb",
    ),
    (r"is (\d+) MB(?: large)?, at most (\d+) MB are read.*", r"有 \1 MB，最多读取 \2 MB：请拆开"),
    (r"holds (?:more files than|\d+ files).*", "里面的文件太多：请拆开"),
    (r"is larger than (\S+ [GM]B).*", r"超过 \1，不予读取"),
    (r"front matter.*", "开头的元数据（front matter）写法有误：\\g<0>"),
    (r"its id (\S+) is that of (\S+) too.*", r"编号 \1 与 \2 重复：请改其中一个的 id"),
    (r"is not JSON.*", "不是有效的 JSON"),
    (r"is not a table.*", "表格无法解析，可能有引号没有闭合"),
    (r"is a feed, not an article.*", "这是订阅源，不是文章：请在“网址是”里选订阅源"),
    (r"is a list of addresses, not an article: add it with --feed", "这是订阅源，不是文章：请在“网址是”里选订阅源"),
    (r"is a list of addresses, not an article.*", "这是站点地图，不是文章：请在“网址是”里选站点地图"),
    (r"is no feed.*", "不是订阅源：请填写 RSS 或 Atom 文件的网址"),
    (r"is no sitemap.*", "不是站点地图"),
    (r"names no page", "里面没有列出网页"),
    (r"is to be left alone by programs.*", "网站的 robots.txt 要求程序不要读取：如有权阅读，请直接填写这一页的网址"),
    (r"lies below (\d+) indexes of sitemaps.*", r"在 \1 层站点地图索引之下：请直接填写它的网址"),
    (r"is not an address that can be fetched.*", "不是可以读取的网址：要以 http:// 或 https:// 开头"),
    (r"is not an address.*", "不是有效的网址"),
    (r"holds a name or a password.*", "网址里带有用户名或密码：请去掉"),
    (r"cannot be found: .*", "找不到这个网站（域名没有解析）"),
    (r"leads to a private address.*", "指向内部网络的地址，不予读取（管理员可用 fetch_networks 放行）"),
    (r"leads to port (\d+) .*", r"使用端口 \1，不予读取（管理员可用 fetch_ports 放行）"),
    (r"leads on and on.*", "跳转次数太多"),
    (r"takes longer than (\S+) s.*", r"超过 \1 秒没有读完"),
    (r"cannot be reached.*", "网站连接不上"),
    (r"has a certificate that is not trusted.*", "网站的证书不可信，不予读取"),
    (r"stops answering.*", "网站中途没有了回应"),
    (r"does not answer as a web server should.*", "网站的回应不合规范"),
    (r"breaks off: .*", "连接中断，没有读完"),
    (r"answered (\d+).*", r"网站返回 \1，没有给出文章"),
    (r".*: there is nothing to go back to", "没有更早的版本可以回到"),
    (r"(\d+) changes of the sources wait already.*", r"已有 \1 项更改在排队，请稍后再试"),
    (r"the server is being stopped.*", "服务器正在停止，资料保持原样，恢复后再试"),
    (r"the store holds no article .*", "资料中没有这篇文章"),
    (r"there is nothing to add.*", "没有选择要收录的文件"),
    (r"(.*)is .* by its content, although it is named (\S+)", r"内容与扩展名 \2 不符，已按内容读取"),
    (r"its main text is not told.*", "没有辨认出网页正文，整页都已收录"),
    (r"(\d+) characters are damaged", r"有 \1 个字符已损坏"),
    (r"(\d+) formulas hold no value.*", r"有 \1 个公式没有结果：请用表格软件打开、保存后再上传"),
    (r"page (\d+): a chart is not read", r"第 \1 页的图表没有读取"),
)
_KINDS_ZH = {
    "header": "页眉",
    "footer": "页脚",
    "page number": "页码",
    "boilerplate": "网页套话",
    "byline": "署名行",
    "notes": "备注",
    "note mark": "注释号",
    "table of contents": "目录",
    "hidden sheet": "隐藏的工作表",
    "rest of the page": "网页其余部分",
}
_KEPT = "; what was indexed from it before is kept"


def reason_in(language: Language, reason: str) -> str:
    """A reason or warning in the reader's language; as it is where there is no translation."""
    if language == "en":
        return reason
    kept = "；以前收录的内容保留" if reason.endswith(_KEPT) else ""
    bare = reason.removesuffix(_KEPT)
    for pattern, said in _ZH:
        if match := re.fullmatch(pattern, bare, re.DOTALL):
            return match.expand(said) + kept
    return bare + kept


def kind_in(language: Language, kind: str) -> str:
    """What is called ``header``, ``footer`` … in a receipt."""
    return _KINDS_ZH.get(kind, kind) if language == "zh" else kind
