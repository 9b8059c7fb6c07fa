"""The reading network's files."""

import hashlib
from pathlib import Path

from index.embed.converted import converted

TUNED = Path(__file__).parent / "tuned.safetensors"
"""What training made: eval/train/README.md says how."""
_CONVERSION = 2  # a new number when convert.py would write something else
APART, TOGETHER = "apart.xml", "together.xml"


def converted_reader(cache: Path, encoder: Path) -> Path:
    """Folder of the converted network below ``cache``; converts it on first use, about 10 s.

    ``encoder`` is the folder of the default embedding model. Raises: WeightsError if the conversion fails.
    """
    version = hashlib.sha256(TUNED.read_bytes() + encoder.name.encode()).hexdigest()[:12]
    folder = cache / "models" / f"reader-{version}-v{_CONVERSION}"
    program = ["app.answer.reader.convert", str(encoder)]
    needed = [name for xml in (APART, TOGETHER) for name in (xml, xml.replace(".xml", ".bin"))]
    return converted(folder, needed, program, "the reading model", "reader-*")
