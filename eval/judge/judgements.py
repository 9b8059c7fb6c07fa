"""``judged.jsonl`` of a run folder: each judgement as soon as it is made, so that an interrupted judge goes on."""

from pathlib import Path

from pydantic import ValidationError

from corpus.errors import UsageError
from eval.judge.judge import Judgement

FILE = "judged.jsonl"


class Judgements:
    """The judgements of a run folder, of any model. What a kill left of a line is cut off when the file is opened."""

    def __init__(self, folder: Path) -> None:
        """Raises: UsageError if the file cannot be read, naming the line."""
        self._path = folder / FILE
        self._made: dict[tuple[str, str, str], Judgement] = {}
        if self._path.exists():
            self._read()

    def find(self, question_id: str, model: str, asked: str) -> Judgement | None:
        """What the model said when it was shown exactly this."""
        return self._made.get((question_id, model, asked))

    def add(self, judgement: Judgement) -> None:
        """Keep a judgement, in the file too."""
        self._made[judgement.id, judgement.model, judgement.asked] = judgement
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(judgement.model_dump_json() + "\n")

    def _read(self) -> None:
        whole, _, torn = (data := self._path.read_bytes()).rpartition(b"\n")
        if torn:
            with self._path.open("rb+") as file:
                file.truncate(len(data) - len(torn))
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            try:
                judgement = Judgement.model_validate_json(line)
            except ValidationError as error:
                raise UsageError(
                    f"{self._path}, line {number}: is no judgement ({error.errors()[0]['msg']}): "
                    "delete the file to judge the answers anew"
                ) from error
            self._made[judgement.id, judgement.model, judgement.asked] = judgement
