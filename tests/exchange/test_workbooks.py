"""Workbooks as programs really write them: nothing of a cell is lost, shifted or made up without a word."""

import struct
import zipfile
from datetime import date

import pytest

from app.core.cells import Broken, Covered, Figure
from app.errors import Refused
from app.exchange.sheets import open_file
from tests.exchange.old_files import xls, xlsb

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(
    path, rows, *, before="", behind="", styles=(), texts=(), between="/", beside="sharedStrings.xml", names=("a",)
):
    """Write a workbook of rows as XML; `styles` are format codes, from the second style on."""
    formats = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(styles))
    kinds = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(styles)))
    style = f'<numFmts>{formats}</numFmts><cellXfs><xf numFmtId="0"/>{kinds}</cellXfs>'
    table = f"<worksheet {_MAIN}>{before}<sheetData>{''.join(rows)}</sheetData>{behind}</worksheet>"
    sheets = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="s{at}"/>' for at, name in enumerate(names))
    parts = [
        f'<Relationship Id="s{at}" Type="{_KIND}/worksheet" Target="worksheets/s{at}.xml"/>' for at in range(len(names))
    ]
    parts.append(f'<Relationship Id="t" Type="{_KIND}/sharedStrings" Target="{beside}"/>')
    parts.append(f'<Relationship Id="f" Type="{_KIND}/styles" Target="styles.xml"/>')
    root = (
        f'<Relationships><Relationship Id="r" Type="{_KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", root)
        wanted = {
            "workbook.xml": f'<workbook {_MAIN} xmlns:r="{_KIND}"><sheets>{sheets}</sheets></workbook>',
            "_rels/workbook.xml.rels": f"<Relationships>{''.join(parts)}</Relationships>",
            "styles.xml": f"<styleSheet {_MAIN}>{style}</styleSheet>",
            beside: f"<sst {_MAIN}>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>",
            **{f"worksheets/s{at}.xml": table for at in range(len(names))},
        }
        for name, text in wanted.items():
            book.writestr(between.join(["xl", *name.split("/")]), text)
    return path


def row(line, *cells, more=""):
    """Return a row of cells: texts as they are, numbers, or XML."""
    return f'<row r="{line}"{more}>{"".join(map(_cell, cells))}</row>'


def _cell(value):
    if isinstance(value, str) and value.startswith("<"):
        return value
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return "<c/>" if value is None else f"<c><v>{value}</v></c>"


def values(path, sheet=0):
    return [list(each.values) for each in open_file(path).rows(sheet)]


def kinds(cells):
    return [type(cell) for cell in cells]


# ---- cells ----------------------------------------------------------------------------------------------------------


def test_a_formula_without_its_result_is_no_empty_cell(tmp_path):
    cells = ["<c><f>A1*2</f></c>", "<c><f>A1*2</f><v></v></c>", '<c t="str"><f>IF(A1,"","")</f><v></v></c>', "end"]
    (found,) = values(xlsx(tmp_path / "in.xlsx", [row(1, *cells)]))
    assert found == ["=", "=", "", "end"]
    assert kinds(found) == [Broken, Broken, str, str]


def test_what_a_format_fills_up_with_zeros_keeps_them(tmp_path):
    cells = ['<c s="1"><v>7</v></c>', '<c s="2"><v>0.5</v></c>', '<c s="3"><v>46023</v></c>', '<c s="3"><v>0</v></c>']
    (found,) = values(xlsx(tmp_path / "in.xlsx", [row(1, *cells)], styles=("0000", "0.0%", "yyyy&quot;年&quot;m")))
    assert found == ["0007", "50%", date(2026, 1, 1), "0"]
    assert kinds(found) == [Figure, str, date, Broken]


def test_characters_xml_cannot_bear_come_back_as_they_were(tmp_path):
    (found,) = values(xlsx(tmp_path / "in.xlsx", [row(1, "a_x000D_b", "_xD83D__xDE00_", "_x12_")]))
    assert found == ["a\rb", "😀", "_x12_"]


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="s"><v>²</v></c>',
        '<c t="s"><v>99</v></c>',
        "<c><v>1e999</v></c>",
        "<c><v>nan</v></c>",
        '<c s="²"><v>x</v></c>',
    ],
)
def test_a_cell_that_makes_no_sense_is_broken_and_nothing_else(cell, tmp_path):
    (found,) = values(xlsx(tmp_path / "in.xlsx", [row(1, cell, "end")]))
    assert kinds(found) == [Broken, str]


@pytest.mark.parametrize("how", [{"beside": "SharedStrings.xml"}, {"between": "\\"}])
def test_the_parts_are_found_however_a_program_writes_their_names(how, tmp_path):
    cell = '<c t="s"><v>1</v></c>'
    assert values(xlsx(tmp_path / "in.xlsx", [row(1, cell)], texts=("no", "name"), **how)) == [["name"]]


def test_a_text_without_end_is_refused_before_it_is_held(tmp_path):
    path = xlsx(tmp_path / "in.xlsx", [row(1, "x" * 20_000_000)])
    with pytest.raises(Refused, match="too large"):
        values(path)


# ---- merged and hidden ----------------------------------------------------------------------------------------------


def test_merged_cells_show_what_stands_above_and_hold_nothing(tmp_path):
    merged = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="C1:D1"/><mergeCell ref="B5:B1048576"/></mergeCells>'
    rows = [row(1, "a", "b", "c"), row(2, "x", 1), row(3, None, 2), row(5, None, 3), row(9, "y"), row(10, "z", 4)]
    found = values(xlsx(tmp_path / "in.xlsx", rows, behind=merged))
    assert found == [["a", "b", "c"], ["x", "1"], ["x", "2"], ["", "3"], ["y", "3"], ["z", "4"]]
    assert [kinds(line)[0] for line in found] == [str, str, Covered, str, str, str]
    assert kinds(found[4])[1] is Covered


def test_rows_that_a_filter_hides_are_known(tmp_path):
    rows = [row(1, "a"), row(2, "b", more=' hidden="1"')]
    assert [each.hidden for each in open_file(xlsx(tmp_path / "in.xlsx", rows)).rows(0)] == [False, True]


@pytest.mark.parametrize(
    ("code", "mark"),
    [
        *(("[$$-409]#,##0.00", "$"), ("[$€-407] 0.00", "€"), ("#,##0.00\\ [$€-1]", "€"), ("[$USD] 0.00", "USD")),
        *(("[$JP¥-411]#,##0", "JP¥"), ("[$¥-411]#,##0", "¥"), ("[$￥-804]#,##0.00", "¥"), ("[$HK$-C04]0", "HK$")),
        *(('"¥"#,##0.00;[Red]"¥"\\-#,##0.00', "¥"), ("$#,##0", "$"), ("0.00\\ €", "€"), ('0.00" USD"', "USD")),
        *(("_-* #,##0.00\\ [$€-407]_-", "€"), ('_("$"* #,##0.00_);_("$"* (#,##0.00)', "$"), ("\\U\\S\\$0", "US$")),
        *(("[$XAF]\\ 0", "XAF"), ("[Red][$£-809]0;0", "£"), ("[$-804]0.00", ""), ("General", ""), ("#,##0.00_ ", "")),
        *(('0.00"元"', ""), ('0"次"', ""), ('0.00;"$"0.00', ""), ("0.00E+00", ""), ("[>=100]0;0", ""), ("0.00_$", "")),
    ],
)
def test_the_currency_a_number_format_shows_is_known(code, mark, tmp_path):
    path = xlsx(
        tmp_path / "in.xlsx",
        [row(1, '<c s="1"><v>12.5</v></c>')],
        styles=[code.replace('"', "&quot;").replace(">", "&gt;")],
    )
    ((found,),) = values(path)
    assert found == "12.5"
    assert getattr(found, "mark", "") == mark


@pytest.mark.parametrize(
    "code",
    ["yyyy/m/d", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"],
)
def test_days_stay_days_whatever_stands_in_brackets(code, tmp_path):
    path = xlsx(tmp_path / "in.xlsx", [row(1, '<c s="1"><v>45000</v></c>')], styles=[code])
    assert values(path) == [[date(2023, 3, 15)]]


def test_columns_that_are_hidden_are_known(tmp_path):
    columns = '<cols><col min="1" max="1" width="9"/><col min="3" max="4" hidden="1"/></cols>'
    path = xlsx(tmp_path / "in.xlsx", [row(1, "a", "b", "c", "d")], before=columns)
    assert open_file(path).hidden_columns(0) == {2, 3}
    every = '<cols><col min="2" max="16384" hidden="true"/></cols>'
    found = open_file(xlsx(tmp_path / "all.xlsx", [row(1, "a", "b")], before=every)).hidden_columns(0)
    assert (min(found), len(found)) == (1, 999)
    xls(tmp_path / "in.xls", [["a"]])
    assert open_file(tmp_path / "in.xls").hidden_columns(0) == frozenset()


def test_a_cell_over_several_rows_of_a_web_page_shifts_none(tmp_path):
    text = """<table><tr><th rowspan=2>no<th colspan=2>held<tr><th>own<th>gift
        <tr><td>1</td><td>5</td><td rowspan="2">9</td></tr><tr><td>2<table><tr><td>in</td></tr></table></td><td>6</td>
        </tr><tr><td>3</td><td>7</td><td>8</td></tr></table>"""
    path = tmp_path / "in.xls"
    path.write_text(text, encoding="utf-8")
    assert values(path) == [
        ["no", "held", ""],
        ["no", "own", "gift"],
        ["1", "5", "9"],
        ["2in", "6", "9"],
        ["3", "7", "8"],
    ]


# ---- ODS ------------------------------------------------------------------------------------------------------------

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def ods(path, rows, before=""):
    styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    text = f"<office:document-content {_SPACES}>{styles}<office:spreadsheet>{before}"
    text += f'<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:document-content>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("content.xml", text)
    return path


def test_cells_of_ods_that_are_easily_lost(tmp_path):
    rows = """<table:table-row><table:table-cell table:formula="of:=A1"/>
        <table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.5"/>
        <table:table-cell office:value-type="string" office:string-value="x"/>
        <table:table-cell table:number-rows-spanned="2"><text:p>a<text:line-break/>b<text:tab/>c</text:p>
        </table:table-cell></table:table-row>
        <table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="1.1"/>
        <table:table-cell table:number-columns-repeated="3"/><table:covered-table-cell/></table:table-row>"""
    hidden = '<table:table table:name="z" table:style-name="h"/>'
    opened = open_file(ods(tmp_path / "in.ods", rows, hidden))
    assert [(each.name, each.hidden) for each in opened.sheets] == [("z", True), ("a", False)]
    first, second = opened.rows(1)
    assert list(first.values) == ["=", "#DIV/0!", "50%", "x", "a\nb\tc"]
    assert kinds(first.values)[:2] == [Broken, Broken]
    assert list(second.values) == ["1.1", "", "", "", "a\nb\tc"]
    assert (second.hidden, kinds(second.values)[4]) == (True, Covered)


def test_ods_says_the_currency_of_its_cells_and_what_columns_it_hides(tmp_path):
    cell = '<table:table-cell office:value-type="{}" office:value="5"{}><text:p>{}</text:p></table:table-cell>'
    cells = (
        ("currency", ' office:currency="USD"', "$5.00"),
        ("currency", "", "5,00 €"),
        ("float", "", "HK$5"),
        ("float", "", "5"),
        ("currency", ' office:currency="CNY"', "￥5.00"),
        ("percentage", "", "$500%"),
    )
    columns = """<table:table-column table:number-columns-repeated="2"/>
        <table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="1021"/>"""
    rows = f"{columns}<table:table-row>{''.join(cell.format(*each) for each in cells)}</table:table-row>"
    other = '<table:table table:name="z"><table:table-column table:visibility="collapse"/></table:table>'
    opened = open_file(ods(tmp_path / "in.ods", rows, other))
    assert [opened.hidden_columns(at) for at in range(2)] == [{0}, {2}]
    (found,) = opened.rows(1)
    assert list(found.values) == ["5", "5", "5", "5", "5", "500%"]
    assert [getattr(each, "mark", "") for each in found.values] == ["USD", "€", "HK$", "", "CNY", ""]


# ---- XLS, XLSB ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [xls, xlsb])
def test_errors_of_older_workbooks_are_no_empty_cells(write, tmp_path):
    path = tmp_path / "in.xls"
    write(path, [["no", "held", "owed"], ["1", 5.5, "#REF!"], ["2", "=#DIV/0!", 7.0], ["3", None, "=#N/A"]])
    found = values(path)
    assert found == [["no", "held", "owed"], ["1", "5.5", "#REF!"], ["2", "#DIV/0!", "7"], ["3", "", "#N/A"]]
    assert [kinds(line)[2] for line in found] == [str, Broken, Figure, Broken]


def test_a_table_further_down_keeps_its_lines(tmp_path):
    path = tmp_path / "in.xls"
    xls(path, [["no", "name"], ["1", "Ann"]], first_row=6)
    assert [(each.line, list(each.values)) for each in open_file(path).rows(0)] == [
        (7, ["no", "name"]),
        (8, ["1", "Ann"]),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\na,b\n", "MHTML"),
        ("ID;PWXL;N;E\n", "SYLK"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Ann, Lee\nEND:VCARD\n", "vCard"),
        ('[\n  {"no": "001", "name": "Ann"}\n]\n', "JSON"),
        ("-- Dump\n\nINSERT INTO `member` VALUES ('001','Ann');\n", "SQL"),
    ],
)
def test_other_forms_of_spreadsheets_are_refused_with_a_way_out(text, kind, tmp_path):
    path = tmp_path / "in.xls"
    path.write_text(text, encoding="ascii")
    with pytest.raises(
        Refused, match=rf"{kind} file(; open it in a spreadsheet program|, not a table; write the customers out)"
    ):
        open_file(path)


@pytest.mark.parametrize("write", [xls, xlsb])
def test_a_damaged_older_workbook_is_refused_and_ends_nothing_else(write, tmp_path):
    """What reads these gives up beside all exceptions, or asks for more memory than there is."""
    path = tmp_path / "in.xls"
    write(path, [["no", "held"], ["1", 5.5], ["2", 7.0]])
    whole = path.read_bytes()
    for length in range(8, len(whole), max(len(whole) // 40, 1)):
        path.write_bytes(whole[:length])
        try:
            found = values(path)
        except Refused:
            continue
        assert found == [["no", "held"], ["1", "5.5"], ["2", "7"]]  # only what fills the file up is gone


def test_an_older_workbook_that_says_it_is_endless_is_refused(tmp_path):
    path = tmp_path / "in.xls"
    xls(path, [["no", "held"], ["1", 5.5]])
    head = struct.pack("<HH", 0x0200, 14)
    at = path.read_bytes().index(head) + len(head)
    for says in [(9, 2, 0, 2), (0, 65_536, 0, 60_000), (0, 4_000_000_000, 0, 2), (0, 2, 9, 2)]:
        data = bytearray(path.read_bytes())
        data[at : at + 12] = struct.pack("<IIHH", *says)
        damaged = tmp_path / "damaged.xls"
        damaged.write_bytes(data)
        with pytest.raises(Refused):
            values(damaged)
