"""Question sets as people have them: real files in every format and encoding."""

import datetime
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import opencc
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import UsageError
from eval.dataset import READERS, Evidence, Question, read_questions, write_questions
from eval.formats.fields import FIELDS
from eval.formats.shown import shown
from eval.formats.table import column_letter
from tests.conftest import ROOT

GOAL = "苏州2026年规上工业总产值的目标是多少？"
CHINESE = f"""编号,问题,答案,证据,类型,语言,可回答,参考答案,备注
s1,{GOAL},5万亿元|五万亿元；6%,"five-trillion-goal::目标是5万亿元；增长6%",number,zh,是,目标是5万亿元，增长6%。,问过市局
s2,苏州有几条地铁通到月球？,,,number,zh,否,,
"""


def put(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def only_sheet(rows: Sequence[Sequence[object]]) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Q"
    for row in rows:
        sheet.append(row)
    return book, sheet


def the_error(path: Path) -> str:
    with pytest.raises(UsageError) as raised:
        read_questions(path)
    message = str(raised.value)
    assert message.startswith(str(path)) and "\n" not in message
    return message.removeprefix(str(path)).lstrip(",: ")


EXPECTED = (
    Question(
        id="s1",
        question=GOAL,
        answers=[["5万亿元", "五万亿元"], ["6%"]],
        evidence=[
            Evidence(article_id="five-trillion-goal", quote="目标是5万亿元"),
            Evidence(article_id="five-trillion-goal", quote="增长6%"),
        ],
        type="number",
        lang="zh",
        reference="目标是5万亿元，增长6%。",
    ),
    Question(id="s2", question="苏州有几条地铁通到月球？", answerable=False, type="number", lang="zh"),
)

YAML = f"""name: 试题
questions:
  - id: s1
    question: {GOAL}
    answers: [[5万亿元, 五万亿元], [6%]]
    evidence:
      - {{article_id: five-trillion-goal, quote: 目标是5万亿元}}
      - {{article_id: five-trillion-goal, quote: 增长6%}}
    type: number
    lang: zh
    reference: 目标是5万亿元，增长6%。
    note: 问过市局
  - {{编号: s2, 问题: 苏州有几条地铁通到月球？, 可回答: 否, 类型: number, 语言: zh}}
"""


def in_every_format(folder: Path) -> list[Path]:
    rows = [line.split(",") for line in CHINESE.replace('"', "").splitlines()]
    write_questions(folder / "a.jsonl", EXPECTED)
    items = [json.loads(line) for line in (folder / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        folder / "a.jsonl",
        put(folder / "b.json", json.dumps(items)),
        put(folder / "c.json", json.dumps({"questions": items})),
        put(folder / "d.csv", CHINESE),
        put(folder / "e.csv", CHINESE.replace("\n", "\r\n").replace(",", ";").replace('"', ""), "utf-8-sig"),
        put(folder / "f.tsv", CHINESE.replace(",", "\t")),
        put(folder / "g.csv", "sep=;\r\n" + CHINESE.replace(",", ";")),
        workbook(folder / "h.xlsx", Q=rows),
        put(folder / "i.yaml", YAML),
        put(folder / "j.YML", YAML.split("questions:\n", 1)[1]),
    ]


def test_a_set_is_the_same_in_every_format(tmp_path: Path) -> None:
    paths = in_every_format(tmp_path)
    assert {path.suffix.lower() for path in paths} == set(READERS)
    for path in paths:
        assert read_questions(path).questions == EXPECTED, path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "big5"]
)
@pytest.mark.parametrize("ending", [".csv", ".yaml", ".jsonl"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str, ending: str) -> None:
    asked = EXPECTED
    if encoding == "big5":
        traditional = opencc.OpenCC("s2t").convert
        asked = tuple(Question.model_validate_json(traditional(q.model_dump_json())) for q in EXPECTED)
    if ending == ".jsonl":
        write_questions(tmp_path / "plain.jsonl", asked)
        text = (tmp_path / "plain.jsonl").read_text(encoding="utf-8")
    else:
        text = CHINESE if ending == ".csv" else YAML
        text = traditional(text) if encoding == "big5" else text
    path = put(tmp_path / f"set{ending}", text.replace("\n", "\r\n"), encoding)
    assert read_questions(path).questions == asked


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00", "begins as UTF-16 but byte"),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03\x04\x05\x06", "is not a text file"),
    ],
)
@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".json", ".yaml"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, message: str, ending: str) -> None:
    path = tmp_path / f"set{ending}"
    path.write_bytes(data)
    assert message in the_error(path)


@pytest.mark.parametrize("ending", [*READERS])
def test_a_file_without_questions_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"set{ending}"
    if ending == ".xlsx":
        workbook(path, Q=[])
    else:
        path.write_bytes(b"\n \n")
    assert the_error(path) == "holds no questions"


def test_a_table_of_column_names_alone_has_no_questions(tmp_path: Path) -> None:
    assert the_error(put(tmp_path / "a.csv", "问题,答案\n,\n")) == "holds no questions"
    assert the_error(workbook(tmp_path / "a.xlsx", Q=[["问题", "答案"]])) == "holds no questions"


@pytest.mark.parametrize("name", ["set.docx", "set.xls", "set"])
def test_an_unknown_format_names_those_that_are_known(tmp_path: Path, name: str) -> None:
    message = the_error(put(tmp_path / name, "?"))
    assert message.endswith("cannot be read; these can: .jsonl, .json, .csv, .tsv, .xlsx, .yaml, .yml")


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    assert the_error(tmp_path / "none.csv") == "cannot be opened: No such file or directory"
    (tmp_path / "folder.csv").mkdir()
    assert the_error(tmp_path / "folder.csv").startswith("cannot be opened: ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"question": "甲？"}\n{"question": "乙？", "id": "q003"}\n{"question": "丙？", "id": " "}\n'),
        ("a.csv", "question,id\n甲？,\n\n乙？,q003\n丙？,\n"),
        ("a.yaml", "- 甲？\n- question: 乙？\n  id: q003\n- 丙？\n"),
        ("a.json", '["甲？", {"question": "乙？", "id": "q003"}, "丙？"]'),
    ],
)
def test_only_the_question_is_needed_and_ids_are_made_of_its_number(tmp_path: Path, name: str, content: str) -> None:
    asked = read_questions(put(tmp_path / name, content)).questions
    assert [(q.id, q.question) for q in asked] == [("q001", "甲？"), ("q003", "乙？"), ("q003x", "丙？")]
    assert not any(question.scored for question in asked)


def test_a_question_is_scored_where_it_is_known_what_is_right() -> None:
    def scored(**fields: object) -> bool:
        return Question.model_validate({"id": "a", "question": "?", **fields}).scored

    assert not scored() and not scored(type="number", lang="zh", standalone="?", answerable=True)
    assert scored(answers=[["6%"]]) and scored(evidence=[{"quote": "6%"}]) and scored(reference="6%")
    assert scored(answerable=False)


def test_every_field_can_be_named_in_a_table_and_written_again(tmp_path: Path) -> None:
    assert set(FIELDS) == set(Question.model_fields)
    cells = dict.fromkeys(FIELDS, "甲") | {"answerable": "yes"}
    path = put(tmp_path / "a.csv", ",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    (question,) = read_questions(path).questions
    assert all(getattr(question, field) for field in FIELDS)
    write_questions(tmp_path / "a.jsonl", [question])
    assert read_questions(tmp_path / "a.jsonl").questions == (question,)


@pytest.mark.parametrize(
    "header",
    [
        "Question,ANSWERS,X_Checked,Note",
        "问题,答案,x_by,备注",
        "問題,答案,Notes,x_",
        " question , Answer ,comments,備註",
    ],
)
def test_columns_go_by_names_in_any_case_and_by_chinese_ones(tmp_path: Path, header: str) -> None:
    (question,) = read_questions(put(tmp_path / "a.csv", f"{header}\n甲？,6%,maybe,yes\n")).questions
    assert question == Question(id="q001", question="甲？", answers=[["6%"]])


def test_titles_may_stand_above_the_column_names(tmp_path: Path) -> None:
    content = "苏州问答测试集,,\n\n2026年1月,,\n问题,答案,\n甲？,6%,\n"
    assert read_questions(put(tmp_path / "a.csv", content)).questions[0].answers == [["6%"]]
    assert str(read_questions(tmp_path / "a.csv").places[0]) == "row 5"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("提问,答案\n甲？,6%\n", "row 1: there is no column for the question; the first row that is not empty names"),
        ("问题,结果\n甲？,6%\n", "row 1, column B: ‘结果’ is not known; known are id (编号), question (问题), "),
        ("问题,答案,answers\n甲？,6%,\n", "row 1, column C: ‘answers’ and ‘答案’ (column B) are one field"),
        ("问题,答案\n甲？,6%\n,7%\n", "row 3, column A (问题): is empty"),
        ("问题,可回答\n甲？,是\n\n乙？,也许\n", "row 4, column B (可回答): ‘也许’ is neither yes nor no: write true"),
        ("问题,答案\n甲？,1,000亿元\n", "row 2, column C: ‘000亿元’ stands under no column name"),
        ('问题,答案\n甲？,6%\n乙？,"7%\n', "row 3: unexpected end of data; a cell that begins with a quotation mark"),
        ('问题\n"AI+"制造是什么？\n', "row 2: ',' expected after '\"'"),
        ("id,问题\na,甲？\nb,乙？\na,丙？\n", "row 4: the id 'a' is taken by row 2"),
        ("问题,证据\n甲？,momenta::\n", "row 2, column B (证据): ‘momenta::’ names an article and no words of it"),
        ('问题,history\n甲？,"[{""role"": 3"\n', "row 2, column B (history): begins as JSON but is not"),
        ('问题,答案\n甲？,"[""6%""]"\n', "row 2, column B (答案): Input should be a valid list; expected key facts"),
        (
            '问题,历史\n甲？,"[{""role"": 3}]"\n',
            "row 2, column B (历史): Input should be a valid string; expected",
        ),
    ],
)
def test_what_is_wrong_in_a_table_is_named_by_row_and_column(tmp_path: Path, content: str, message: str) -> None:
    assert the_error(put(tmp_path / "a.csv", content)).startswith(message)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"question": "?"}\n\n{"question": " "}', "line 3, question: is empty"),
        (
            "a.jsonl",
            '{"question": "?", "answers": ["6%"]}',
            "line 1, answers.0: Input should be a valid list; ",
        ),
        ("a.jsonl", '{"question": "?", "answers": [["6%", ""]]}', "line 1, answers.0.1: String should have at least 1"),
        ("a.jsonl", '{"question": "?", "answers": [[]]}', "line 1, answers.0: List should have at least 1"),
        ("a.jsonl", '{"question": "?", "type": "a", "类型": "b"}', "line 1, 类型: type is given twice"),
        ("a.jsonl", '{"question": "\\ud800"}', "line 1, question: Input should be a valid string"),
        ("a.jsonl", '{"question": "?", "anwsers": []}', "line 1, anwsers: Extra inputs are not permitted; the fields"),
        ("a.jsonl", "[" * 100_000, "is nested too deeply"),
        ("a.json", '{"data": []}', "looks like a set in SQuAD's format: see gusu eval import-squad"),
        ("a.json", '{"question": "?"', "line 1: not JSON"),
        ("a.json", "3", "is no question set: expected a list of questions"),
        ("a.json", '[{"question": "?"}, 3]', "question 2, the question: Input should be"),
        ("a.yaml", "- question: 甲？\n- type: number\n", "line 2, question: Field required"),
        ("a.yaml", "- question: 甲？\n  answerable: 也许\n", "line 1, answerable: ‘也许’ is neither yes nor no"),
        ("a.yaml", "- question: 甲？\n  type: a\n  type: b\n", "line 3: 'type' stands twice in this question"),
        ("a.yaml", "- question: 甲？\n type: a\n", "line 2: not YAML ("),
        ("a.yaml", "question: 甲？\n", "line 1: 'question' is not known here; known are questions, name"),
        ("a.yaml", "name: 试题\n", "is no question set: expected a list of questions, or a mapping with `questions:`"),
        ("a.yaml", "- &a [*a]\n", "line 1: aliases (*name) are not read"),
        ("a.yaml", "- 甲\n---\n- 乙\n", "line 2: not YAML ("),
    ],
)
def test_what_is_wrong_in_lines_and_lists_is_named_by_line(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    assert the_error(put(tmp_path / name, content)).startswith(message)


def test_json_lines_may_be_called_json_and_hold_odd_line_marks(tmp_path: Path) -> None:
    asked = [Question(id="a", question="第一行\u2028第二行？"), Question(id="b", question="乙？")]
    write_questions(tmp_path / "a.json", asked)
    assert list(read_questions(tmp_path / "a.json").questions) == asked
    write_questions(tmp_path / "b.json", asked[:1])
    assert list(read_questions(tmp_path / "b.json").questions) == asked[:1]


def test_what_yaml_would_take_for_dates_and_numbers_stays_as_written(tmp_path: Path) -> None:
    content = (
        "- question: 哪天？\n  id: 007\n  answers: [[2026-01-04], [5.50, 1_000], [yes]]\n  type:\n  answerable: yes\n"
    )
    (question,) = read_questions(put(tmp_path / "a.yaml", content)).questions
    assert question.answers == [["2026-01-04"], ["5.50", "1_000"], ["yes"]]
    assert (question.id, question.type, question.answerable) == ("007", "", True)


@pytest.mark.parametrize(
    ("cell", "answers"),
    [
        ("5万亿元|五万亿元;6%", [["5万亿元", "五万亿元"], ["6%"]]),
        (" 甲 ｜乙； 丙\n丁;；", [["甲", "乙"], ["丙"], ["丁"]]),
        ('[["甲;乙", "丙|丁"], ["戊"]]', [["甲;乙", "丙|丁"], ["戊"]]),
        ("[1] 的说法", [["[1] 的说法"]]),
        ("[]", []),
    ],
)
def test_a_cell_of_answers_is_split_into_facts_and_wordings(
    tmp_path: Path, cell: str, answers: list[list[str]]
) -> None:
    path = put(tmp_path / "a.yaml", json.dumps([{"question": "?", "answers": cell}]))
    assert read_questions(path).questions[0].answers == answers


@pytest.mark.parametrize(
    ("cell", "evidence"),
    [
        ("甲乙丙。", [(None, "甲乙丙。")]),
        (
            "momenta::2019年落户；2021年扩建\n另一句",
            [("momenta", "2019年落户"), ("momenta", "2021年扩建"), (None, "另一句")],
        ),
        ("std::string 是什么", [("std", "string 是什么")]),
        ('["甲；乙", {"article_id": "m", "quote": "丙"}]', [(None, "甲；乙"), ("m", "丙")]),
    ],
)
def test_a_cell_of_evidence_is_split_into_quotes_of_articles(
    tmp_path: Path, cell: str, evidence: list[tuple[str | None, str]]
) -> None:
    path = workbook(tmp_path / "a.xlsx", Q=[["question", "evidence"], ["?", cell]])
    found = read_questions(path).questions[0].evidence
    assert [(one.article_id, one.quote) for one in found] == evidence


@pytest.mark.parametrize(
    ("cell", "history"),
    [
        ("思必驰哪年成立？\n\n在哪里？", [("user", "思必驰哪年成立？"), ("user", "在哪里？")]),
        ("问：思必驰哪年成立？\n答：2007年。", [("user", "思必驰哪年成立？"), ("assistant", "2007年。")]),
        ("User: When?\nAssistant: In 2007.", [("user", "When?"), ("assistant", "In 2007.")]),
        ('["甲？", {"role": "assistant", "content": "乙。"}]', [("user", "甲？"), ("assistant", "乙。")]),
    ],
)
def test_a_cell_of_history_is_earlier_questions_or_a_dialogue(
    tmp_path: Path, cell: str, history: list[tuple[str, str]]
) -> None:
    path = workbook(tmp_path / "a.xlsx", Q=[["question", "history"], ["?", cell]])
    found = read_questions(path).questions[0].history
    assert [(one["role"], one["content"]) for one in found] == history


def test_cells_read_as_excel_shows_them(tmp_path: Path) -> None:
    book, sheet = only_sheet([["question", "answers"]])
    moment = datetime.datetime(2026, 1, 4, 9, 30)
    cells = [
        (2026, "General", "2026"),
        (4.89, "General", "4.89"),
        (0.1 + 0.2, "General", "0.3"),
        (5.0, "General", "5"),
        (12345678901234, "General", "12345678901234"),
        (0.061, "0.0%", "6.1%"),
        (0.125, "0%", "13%"),
        (42661, "#,##0", "42,661"),
        (4.886, "0.00", "4.89"),
        (4.886, '0.00"万亿元"', "4.89万亿元"),
        (-3, "0_ ", "-3"),
        (5000, "# ?/?", "5000"),
        (True, "General", "TRUE"),
        (datetime.date(2026, 1, 4), "yyyy-mm-dd", "2026-01-04"),
        (datetime.date(2026, 1, 4), "mm-dd-yy", "2026-01-04"),
        (datetime.date(2026, 1, 4), 'yyyy"年"m"月"d"日";@', "2026年1月4日"),
        (datetime.date(2026, 1, 4), '[DBNum1][$-804]yyyy"年"m"月"', "2026年1月"),
        (datetime.date(2026, 1, 4), 'm"月"d"日"', "1月4日"),
        (datetime.date(2026, 1, 4), "mmm-yy", "2026-01"),
        (moment, "yyyy-mm-dd h:mm", "2026-01-04 09:30"),
        (moment, "yyyy-mm-dd", "2026-01-04"),
        (datetime.time(9, 30), "h:mm", "09:30"),
        ("一行_x000D_\n又一行_x005F_x000D_", "@", "一行\n又一行_x000D_"),
    ]
    for row, (value, code, _) in enumerate(cells, start=2):
        sheet.cell(row, 1, f"第{row}问？")
        sheet.cell(row, 2).value = value  # type of the cell, then its format
        sheet.cell(row, 2).number_format = code
    book.save(tmp_path / "a.xlsx")
    found = ["\n".join(fact[0] for fact in q.answers) for q in read_questions(tmp_path / "a.xlsx").questions]
    assert found == [text for _, _, text in cells]


def test_dates_of_a_chinese_excel_are_read(tmp_path: Path) -> None:
    """It writes 2026年1月4日 as the number 46026 under format 31, which it declares nowhere."""
    book, sheet = only_sheet([["question", "answers"], ["哪天？", 46026]])
    sheet["B2"].number_format = "0.000"
    book.save(tmp_path / "plain.xlsx")
    edited(
        tmp_path / "plain.xlsx", tmp_path / "a.xlsx", "xl/styles.xml", b'numFmtId="164" fontId', b'numFmtId="31" fontId'
    )
    assert read_questions(tmp_path / "a.xlsx").questions[0].answers == [["2026年1月4日"]]


def test_a_workbook_of_the_macintosh_epoch_counts_its_days_from_1904() -> None:
    assert shown(44564, 'yyyy"年"m"月"d"日"', datetime.datetime(1904, 1, 1)) == "2026年1月4日"
    assert shown(46026, 'yyyy"年"m"月"d"日"') == "2026年1月4日"


def edited(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """Copy a workbook with other bytes in one of its parts: what openpyxl itself cannot write."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old in data, data
                data = data.replace(old, new)
            after.writestr(name, data)
    return target


def test_a_formula_gives_the_result_that_excel_saved(tmp_path: Path) -> None:
    book, sheet = only_sheet([["问题", "答案"], ["甲？", "=1+1"]])
    book.save(tmp_path / "plain.xlsx")
    message = "sheet ‘Q’ row 2, column B (答案): the file has no result of this formula; open it in Excel and save it"
    assert the_error(tmp_path / "plain.xlsx") == message

    def saved(cell: bytes) -> Path:
        part = "xl/worksheets/sheet1.xml"
        return edited(tmp_path / "plain.xlsx", tmp_path / "saved.xlsx", part, b'<c r="B2"><f>1+1</f><v></v></c>', cell)

    assert read_questions(saved(b'<c r="B2"><f>1+1</f><v>2</v></c>')).questions[0].answers == [["2"]]
    assert read_questions(saved(b'<c r="B2" t="str"><f>1+1</f><v></v></c>')).questions[0].answers == []
    wrong = the_error(saved(b'<c r="B2" t="e"><f>1+1</f><v>#REF!</v></c>'))
    assert wrong == "sheet ‘Q’ row 2, column B (答案): #REF! is an error of a formula; mend it, or write the value"


def test_a_cell_merged_over_rows_counts_for_each_but_a_question_once(tmp_path: Path) -> None:
    rows = [
        ["苏州问答", None, None],
        ["类型", "问题", "答案"],
        ["n", "甲？", "6%"],
        [None, "乙？", "7%"],
        [],
        ["x"],
    ]
    book, sheet = only_sheet(rows)
    sheet["B6"] = "丙？"
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A5")
    sheet.merge_cells("B6:B7")
    book.save(tmp_path / "a.xlsx")
    found = read_questions(tmp_path / "a.xlsx")
    assert [(q.type, q.question) for q in found.questions] == [("n", "甲？"), ("n", "乙？"), ("x", "丙？")]
    assert [str(place) for place in found.places] == ["sheet ‘Q’ row 3", "sheet ‘Q’ row 4", "sheet ‘Q’ row 6"]
    sheet["C7"] = "8%"
    book.save(tmp_path / "a.xlsx")
    assert the_error(tmp_path / "a.xlsx").startswith("sheet ‘Q’ row 7, column B (问题): is empty; every row")


def test_all_visible_sheets_of_questions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    one, two = [["question"], ["甲？"]], [["问题", "id"], ["乙？", "b"]]
    workbook(path, 说明=[["怎样填写"], ["一行一问"]], 一=one, 二=two, 选项=[["类型", "语言"], ["number", "zh"]])
    found = read_questions(path)
    assert [(q.id, q.question) for q in found.questions] == [("q001", "甲？"), ("b", "乙？")]
    assert [str(place) for place in found.places] == ["sheet ‘一’ row 2", "sheet ‘二’ row 2"]
    book = openpyxl.load_workbook(path)
    book["二"].sheet_state = "hidden"
    book.save(path)
    assert len(read_questions(path).questions) == 1


def test_a_sheet_that_was_meant_to_have_questions_is_not_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 一=[["问题"], ["甲？"]], 二=[["提问", "答案"], ["乙？", "6%"]])
    assert the_error(path).startswith("sheet ‘二’ row 1: there is no column for the question")
    path = workbook(tmp_path / "b.xlsx", 一=[["说明"]], 二=[["其他"]])
    assert the_error(path) == "none of the sheets has a column question or 问题 in its first rows: ‘一’, ‘二’"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["问题", "答按"], ["甲？", "6%"]], "sheet ‘Q’ row 1, column B: ‘答按’ is not known; known are id (编号), "),
        ([["问题", "可回答"], ["甲？", "也许"]], "sheet ‘Q’ row 2, column B (可回答): ‘也许’ is neither yes nor no"),
        ([["问题"], ["甲？", None, "见上"]], "sheet ‘Q’ row 2, column C: ‘见上’ stands under no column name"),
        ([["id", "问题"], [1, "甲？"], [1, "乙？"]], "sheet ‘Q’ row 3: the id '1' is taken by sheet ‘Q’ row 2"),
    ],
)
def test_what_is_wrong_in_a_workbook_is_named_by_sheet_row_and_column(
    tmp_path: Path, rows: Sequence[Sequence[object]], message: str
) -> None:
    assert the_error(workbook(tmp_path / "a.xlsx", Q=rows)).startswith(message)


def test_notes_in_a_workbook_may_hold_anything(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Q=[["问题", "x_n"], ["甲？", "=1/0"], [None, "=A1"], ["乙？", None]])
    assert [question.question for question in read_questions(path).questions] == ["甲？", "乙？"]


def test_what_is_no_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert the_error(path) == "is an old .xls file or has a password: save it as .xlsx without one"
    put(path, CHINESE)
    assert the_error(path) == "is no Excel workbook, or a damaged one: save it as .xlsx again"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("note.txt", "no workbook")
    assert "is a damaged Excel workbook" in the_error(path)


def test_a_stray_cell_at_the_end_of_a_sheet_does_not_fill_the_memory(tmp_path: Path) -> None:
    book, sheet = only_sheet([["问题"], ["甲？"]])
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    message = the_error(tmp_path / "a.xlsx")
    assert message == "sheet ‘Q’: reaches to row 1048576, column XFD; delete what stands there by mistake"


def test_damaged_workbooks_give_a_line_whatever_byte_is_wrong(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", Q=[["问题", "答案"], ["甲？", "6%"]]).read_bytes()
    refused = 0
    for place in range(0, len(whole), 97):
        path = tmp_path / "a.xlsx"
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read_questions(path)  # some bytes are of no account
        except UsageError as error:
            assert str(error).startswith(str(path))
            refused += 1
    assert refused > 10


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(1003))
    size, claimed = ((n).to_bytes(4, "little") for n in (1003, 201 * 2**20))
    path = tmp_path / "a.xlsx"
    path.write_bytes(buffer.getvalue().replace(size, claimed))
    assert the_error(path) == "unpacks to 201 MB; at most 200 are read"


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize("path", sorted((ROOT / "eval" / "questions").glob("s*.jsonl")), ids=lambda path: path.stem)
def test_our_set_survives_a_spreadsheet(tmp_path: Path, path: Path) -> None:
    asked = read_questions(path).questions
    rows: list[list[object]] = [list(FIELDS)]
    for question in asked:
        fields = question.model_dump(mode="json")
        lists = ("answers", "evidence", "history")
        rows.append([json.dumps(fields[f], ensure_ascii=False) if f in lists else str(fields[f]) for f in FIELDS])
    assert read_questions(workbook(tmp_path / "a.xlsx", Q=rows)).questions == asked


def test_the_examples_we_show_can_be_read(tmp_path: Path) -> None:
    shown_text = (ROOT / "eval" / "questions" / "README.md").read_text(encoding="utf-8")
    table = [line for line in shown_text.split("\n\n") if line.startswith("| 编号 |")][0].splitlines()
    rows = [[cell.strip() for cell in line.replace("\\|", "｜").strip("|").split("|")] for line in table]
    found = read_questions(workbook(tmp_path / "a.xlsx", Q=[rows[0], *rows[2:]])).questions
    assert [(q.id, len(q.answers), len(q.evidence)) for q in found] == [("s1", 1, 1), ("s2", 0, 0), ("q003", 3, 1)]
    assert [question.scored for question in found] == [True] * 3
    listed = put(tmp_path / "a.yaml", shown_text.split("```yaml\n")[1].split("```")[0])
    first, second = read_questions(listed).questions
    assert not first.scored and second.answers == [["2008年"]] and len(second.history) == 2
