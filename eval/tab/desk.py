"""What the tab's events do, apart from how it is laid out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.answer.events import EXTRACTIVE
from app.llm.open_model import ChatModels
from app.settings import Settings
from app.web.tab import Shell
from app.web.texts import Language
from corpus.errors import UsageError
from eval.compare.comparison import compare
from eval.compare.pairs import pair
from eval.dataset import read_questions
from eval.report.folder import Run
from eval.report.words import Words
from eval.run.host import Host
from eval.run.run import Plan
from eval.tab.running import Busy, Evaluations, Progress
from eval.tab.runs import Kept, Runs, stamp
from eval.tab.sets import find, take
from eval.tab.shown import compared_html, message_html, run_html
from eval.tab.words import BUSY, NO_MODEL, NO_RUNS, UNFINISHED, UNREACHABLE_SET


class NotDone(Exception):
    """Something was not done, and why, in words for the reader."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that an editor asks for: an offered set by its key or an uploaded file, by whom, how many questions."""

    key: str
    upload: Path | None
    answerer: str
    first: int | None


class Desk:
    """The evaluations of a page. The page's engine and chat models answer, readers' questions first. Thread-safe."""

    def __init__(self, shell: Shell, evaluations: Evaluations) -> None:
        self._engine = shell.engine
        self._models: ChatModels = shell.models
        self._settings: Settings = shell.settings
        self._evaluations = evaluations
        self.runs = Runs(shell.settings.runs_folder)

    @property
    def progress(self) -> Progress | None:
        """The evaluation that is under way, or the last one."""
        return self._evaluations.progress

    def start(self, wanted: Wanted) -> None:
        """Begin a run. Raises: NotDone."""
        settings = self._answered_by(wanted.answerer)

        def prepare() -> Plan:
            if wanted.upload:
                out = self.runs.new(wanted.upload.stem)
                return Plan(take(wanted.upload, out), out, limit=wanted.first)
            questions = find(wanted.key, self._settings.question_sets).path
            return Plan(questions, self.runs.new(questions.stem), limit=wanted.first)

        self._begin(prepare, settings)

    def go_on(self, name: str) -> None:
        """Go on with a run that is not finished. Raises: NotDone."""
        kept = self.kept(name)
        if kept is None or kept.finished:
            return
        about = kept.about
        settings = self._answered_by(about.llm or EXTRACTIVE)

        def prepare() -> Plan:
            questions = Path(about.questions.path)
            if not questions.is_file():
                raise NotDone(UNREACHABLE_SET)
            read_questions(questions)
            return Plan(questions, self.runs.path(name), about.retrieval_only, limit=about.questions.limit)

        self._begin(prepare, settings)

    def stop(self) -> None:
        """Have the evaluation end after the question that is being asked."""
        self._evaluations.stop()

    def kept(self, name: str | None) -> Kept | None:
        """A run by its name; None if there is none of that name."""
        return next((kept for kept in self.runs.all() if kept.name == name), None)

    def others(self, name: str | None) -> list[Kept]:
        """Finished runs that a finished run can be compared with: those over the same question set, newest first."""
        every = self.runs.all()
        this = next((kept for kept in every if kept.name == name and kept.finished), None)
        if this is None:
            return []
        return [kept for kept in every if kept.finished and kept.name != name and kept.set_name == this.set_name]

    def shown(self, name: str | None, language: Language) -> str:
        """A run as HTML: its figures and questions, or why there are none."""
        if not name:
            return message_html(NO_RUNS, language)
        kept = self.kept(name)
        if kept and not kept.finished:
            return message_html(UNFINISHED, language)
        try:
            return _drawn(self.runs, name, stamp(self.runs.path(name)), language)
        except UsageError as error:
            return message_html(Words(str(error), str(error)), language, wrong=True)

    def compared(self, name: str | None, beside: str | None, language: Language) -> str:
        """A run beside another one, as HTML; the earlier of them is what the later is held against."""
        if not name or not beside or name == beside:
            return ""
        try:
            runs = sorted((self.runs.read(one) for one in (name, beside)), key=_began)
            stamps = tuple(stamp(self.runs.path(run.name)) for run in runs)
            return _held_against(self.runs, runs[0].name, runs[1].name, stamps, language)
        except UsageError as error:
            return message_html(Words(str(error), str(error)), language, wrong=True)

    def _answered_by(self, answerer: str) -> Settings:
        if answerer != EXTRACTIVE and answerer not in self._models.choices():
            raise NotDone(NO_MODEL)
        return self._settings.model_copy(update={"llm": None if answerer == EXTRACTIVE else answerer})

    def _begin(self, prepare: Callable[[], Plan], settings: Settings) -> None:
        host = Host(
            engine=lambda _: self._engine().aside(),
            chat=lambda given: self._models.open(given.llm) if given.llm else None,
        )
        try:
            self._evaluations.start(prepare, settings, host)
        except Busy as error:
            raise NotDone(BUSY) from error
        except (UsageError, OSError) as error:
            raise NotDone(Words(str(error), str(error))) from error


@lru_cache(maxsize=16)
def _drawn(runs: Runs, name: str, changed: tuple[int, ...], language: Language) -> str:
    """A run as HTML: its plots take a second to draw, and every reader sees the same."""
    return run_html(runs.read(name), language)


@lru_cache(maxsize=16)
def _held_against(runs: Runs, first: str, second: str, changed: tuple[tuple[int, ...], ...], language: Language) -> str:
    """Two runs as HTML: their differences are taken from thousands of drawn samples."""
    return compared_html(compare(pair([runs.read(first), runs.read(second)])), language)


def _began(run: Run) -> tuple[str, str]:
    return str(run.about.get("started", "")), run.name
