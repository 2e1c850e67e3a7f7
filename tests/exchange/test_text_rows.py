"""Lines and cells of texts: a quotation mark swallows no line, and each line is in one row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.text_files import rows_of

CELLS = st.text('ab1 ,;"\n王', max_size=6)
PLAIN = st.text('ab1 ,"王', max_size=8)


def rows(text, separator=","):
    return list(rows_of(iter(text.split("\n")), separator))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_a_table_written_as_the_standard_says_is_read_as_it_was(table, separator):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    found = rows(out.getvalue().removesuffix("\n"), separator)
    assert [list(row.values) for row in found] == table
    assert not any(row.trouble for row in found)


@given(st.lists(PLAIN, max_size=12))
def test_each_line_is_the_first_of_a_row_or_within_one(lines):
    found = rows("\n".join(lines))
    numbers = [row.line for row in found]
    assert numbers == sorted(set(numbers))
    for row, after in zip(found, [*numbers[1:], len(lines or [""]) + 1], strict=True):
        assert after - row.line == 1 or sum(str(cell).count("\n") for cell in row.values) == after - row.line - 1


@pytest.mark.parametrize("line", ['{n},"王', '"{n},王', '{n},"王,5', '{n},"王""', '{n},"王"",5'])
def test_lines_that_each_lack_a_quotation_mark_are_each_told(line):
    text = "no,name" + (",x" if line.endswith(",5") else "")
    found = rows("\n".join([text, *(line.format(n=n) for n in range(40))]))
    assert [row.line for row in found if row.trouble] == list(range(2, 42))


def test_a_cell_over_lines_stays_one_though_the_row_ends_in_blank_cells():
    found = rows('no,name,address\n1,A,"Street 1\nCity",\n2,B,x,')
    assert [list(row.values) for row in found[1:]] == [["1", "A", "Street 1\nCity", ""], ["2", "B", "x", ""]]


@pytest.mark.parametrize("name", ['"Ann "A" Lee"', r'"Ann \"A\" Lee"', '"A" B "C"'])
def test_a_quotation_mark_not_written_twice_is_told_by_its_line(name):
    found = rows(f'no,name,note\n1,{name},"x"\n2,"Bob ""B"" Ray",y\n3,"C" D,z')
    assert [row.line for row in found if row.trouble] == [2]
    assert "twice" in str(found[1].trouble)
    assert [list(row.values) for row in found[2:]] == [["2", 'Bob "B" Ray', "y"], ["3", "C D", "z"]]
