"""Text between quotation marks, in the marks of many countries."""

import pytest

from compare.text.speech.quotations import quotations_of


def quoted(text: str) -> list[str]:
    return [text[each.start : each.end] for each in quotations_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        "“We stay,” said the mayor.", '"We stay," said the mayor.', "„We stay,“ said the mayor.",
        "„We stay,” said the mayor.", "”We stay,” said the mayor.", "«We stay,» said the mayor.",
        "« We stay, » said the mayor.", "»We stay,« said the mayor.", "‹We stay,› said the mayor.",
        "›We stay,‹ said the mayor.", "‘We stay,’ said the mayor.", "‚We stay,‘ said the mayor.",
        "「We stay,」 said the mayor.", "『We stay,』 said the mayor.", "``We stay,'' said the mayor.", "''We stay,'' said the mayor.",
        ",,We stay,'' said the mayor.", "“We stay,“ said the mayor.",
    ],
)  # fmt: skip
def test_quotation_marks_of_any_country_quote(text: str) -> None:
    assert quoted(text) == ["We stay,"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("“He told me, ‘Leave now,’ and I did,” she said.", "He told me, ‘Leave now,’ and I did,"),
        ("«He said ‹leave› to me,» she said.", "He said ‹leave› to me,"),
        ("「He said 『leave』 to me,」 she said.", "He said 『leave』 to me,"),
        ("„He said »leave« to me,“ she said.", "He said »leave« to me,"),
        ("'He told me \"go home\" and I went,' she said.", 'He told me "go home" and I went,'),
        ("‘He told me “go home” and I went,’ she said.", "He told me “go home” and I went,"),
        ("“He said: „Leave the mill“, and I left,” she said.", "He said: „Leave the mill“, and I left,"),
        ("“He said: „Leave the mill”, and I left,” she said.", "He said: „Leave the mill”, and I left,"),
        ("“We lost it all. (…) We start again,” she said.", "We lost it all. (…) We start again,"),
        ("“Their [sic] leaving,” she said.", "Their [sic] leaving,"),
        ("“Rock 'n' roll isn’t dead,” she said.", "Rock 'n' roll isn’t dead,"),
    ],
)
def test_nested_and_unclosed_quotations_stay_inside_the_outer_one(text: str, whole: str) -> None:
    assert quoted(text) == [whole]


def test_an_unclosed_low_quotation_mark_does_not_join_two_quotations() -> None:
    assert quoted("“He said „leave“ to me.” “I left,” she said.") == ["He said „leave“ to me.", "I left,"]
    assert quoted("“We stay,” she said. „We go,“ he said.") == ["We stay,", "We go,"]


def test_an_apostrophe_before_double_marks_opens_nothing() -> None:
    assert quoted("The '90s \"boom\" is over, she said. 'I know,' he said.") == ["boom", "I know,"]
    assert quoted("The dogs' \"owners\" paid, she said, 'in the end'.") == ["owners", "in the end"]


def test_a_quotation_continues_in_the_next_paragraph() -> None:
    assert quoted("“We lost it all.\n\n“We start again,” she said.") == ["We lost it all.", "We start again,"]


def test_feet_inches_and_apostrophes_are_not_quotation_marks() -> None:
    assert quoted("The dogs' owners met at 5 o'clock.") == []
    assert quoted('A 19" screen is “too small”.') == ["too small"]
    assert quoted("He is 6'2\" tall and “very fast”.") == ["very fast"]
    assert quoted('He is 6\'2" tall and "very fast".') == ["very fast"]
