"""Names of files that are nobody's source: hidden, an editor's own, or still on their way."""

import re

_TEMPORARY = re.compile(
    r"\..*|~\$.*|.*~|#.*#|4913"  # hidden; Office's, Emacs', and the file by which Vim tries a folder
    r"|.*\.(?:tmp|temp|swp|swx|part|partial|crdownload|download)",
    re.IGNORECASE | re.DOTALL,
)


def is_temporary(name: str) -> bool:
    """Whether a file or folder of this name is never a source: ``.git``, ``~$报告.docx``, ``a.md~``, ``b.pdf.part``."""
    return _TEMPORARY.fullmatch(name) is not None
