"""Each cell of a table says which column it is of."""

import pytest
from markupsafe import Markup

from portal.web.application import Portal
from portal.web.tables import labelled

HEAD = ["Who", "Roles & posts", "Amount"]


def test_each_cell_carries_the_heading_of_its_column() -> None:
    row = Markup('<tr><th scope="row">Kent</th><td class="accord-lines">Mentor</td><td>£5</td></tr>')
    assert labelled(row + row, HEAD, numeric=(2,)) == 2 * (
        '<tr role="row"><th role="rowheader" scope="row">Kent</th>'
        '<td role="cell" class="accord-lines" data-th="Roles &amp; posts">Mentor</td>'
        '<td role="cell" class="accord-number" data-th="Amount">£5</td></tr>'
    )


def test_a_cell_that_spans_columns_moves_the_next_one_on() -> None:
    total = Markup('<tr><th scope="row" colspan="2">All of it</th><td class="accord-lines">£5</td></tr>')
    assert labelled(total, HEAD, numeric=(2,), say_first=True) == (
        '<tr role="row"><th role="rowheader" scope="row" colspan="2">All of it</th>'
        '<td role="cell" class="accord-number accord-lines" data-th="Amount">£5</td></tr>'
    )


def test_the_first_cell_says_its_column_where_it_is_asked_to() -> None:
    row = Markup('<tr><th scope="row">Kent</th></tr>')
    assert 'scope="row" data-th="Who">Kent' in labelled(row, HEAD, say_first=True)


def test_a_cell_with_nothing_to_say_is_marked() -> None:
    row = Markup('<tr><th scope="row">Kent</th><td>–</td><td>–</td><td class="accord-lines">–</td></tr>')
    html = labelled(row, [*HEAD, "After"], numeric=(2,))
    assert '<td role="cell" class="accord-nothing" data-th="Roles &amp; posts">–' in html
    assert '<td role="cell" class="accord-number accord-nothing" data-th="Amount">–' in html
    assert '<td role="cell" class="accord-lines" data-th="After">–' in html


def test_of_a_heading_the_words_are_told_and_of_none_nothing() -> None:
    row = Markup('<tr><th scope="row">Kent</th><td>1</td><td>2</td></tr>')
    head = ["Who", "", Markup('<span class="govuk-visually-hidden">What &quot;you&quot; do</span>')]
    told = '<td role="cell">1</td><td role="cell" data-th="What &#34;you&#34; do">2</td></tr>'
    assert labelled(row, head).endswith(told)


def test_a_cell_beyond_the_last_column_is_refused() -> None:
    with pytest.raises(IndexError):
        labelled(Markup("<tr><td>Kent</td><td>Mentor</td></tr>"), ["Who"])


def test_what_people_wrote_stays_words(made_app: Portal) -> None:
    macros = made_app.jinja_env.get_template("parts/table.html").module
    html = str(macros.table("Words", ["Row", '"><b>'], [["1", "<td>x</td><tr>"]]))  # type: ignore[attr-defined]
    assert "&lt;td&gt;x&lt;/td&gt;&lt;tr&gt;</td>" in html
    assert 'data-th="&#34;&gt;&lt;b&gt;"' in html
    assert html.count("<tr") == 2
