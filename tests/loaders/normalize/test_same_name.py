"""Names of one work's authors as several sources print them."""

from __future__ import annotations

import pytest

from loaders.normalize.same_name import alike

CASES = [
    # initials beside names, in any order
    ("Ri CS", "Ri Chol Su", "yes", "initials"),
    ("Ri CS", "Chol Su Ri", "yes", "initials"),
    ("C. S. Ri", "Ri Chol-Su", "yes", "initials"),
    ("Ri, C.S.", "Chol Su Ri", "yes", "initials"),
    ("RI Chol Su", "Ri CS", "yes", "initials"),
    ("KIM JH", "Jong Hyok Kim", "yes", "initials"),
    ("W. Wang", "Wang Wei", "yes", "initials"),
    ("LI W", "Wei Li", "yes", "initials"),
    ("Cholsu Ri", "Ri C. S.", "yes", "initials"),
    ("Zhang XY", "Zhang Xiaoyu", "yes", "initials"),
    ("van der Berg, J.", "Jan van der Berg", "yes", "initials"),
    ("García Márquez G", "Gabriel García Márquez", "yes", "initials"),
    ("O'Neil, P", "Patrick ONeil", "yes", "initials"),
    ("Smith Jr., J", "John Smith", "yes", "initials"),
    ("S. Ri", "Chol Su Ri", "no", "other-name"),
    ("J. Smith", "K Smith", "no", "other-name"),
    ("John A. Smith", "John B. Smith", "no", "other-name"),
    # order and case
    ("WANG YI", "Yi Wang", "yes", "same-name"),
    ("Agrawal, Kalyan Prasad", "Prasad Agrawal, Kalyan", "yes", "same-name"),
    ("Ri Chol Su", "Ri Su Chol", "no", "other-name"),  # the order of syllables tells people apart
    # a middle name left out
    ("Jane Q. Roe", "Jane Roe", "yes", "fewer-names"),
    # diacritics and letters written as two
    ("Müller, Jürgen", "Juergen Mueller", "yes", "transcribed-letters"),
    ("Mueller J", "Jürgen Müller", "yes", "initials"),
    ("Iñaki Aldasoro", "Aldasoro, Inaki", "yes", "same-name"),
    # spelling is for review
    ("Jonathan Smyth", "Jonathan Smith", "review", "spelling"),
    # others
    ("Kim Chol Su", "Ri Chol Su", "no", "other-name"),
    ("Li Wei", "Li Wen", "no", "other-name"),
    ("Wang X", "Wang Y", "no", "other-name"),
    ("Kim", "Kim Chol", "no", "other-name"),
    ("et al", "Kim Chol", "no", "no-name"),
    ("12", "12", "no", "no-name"),
]


@pytest.mark.parametrize(("a", "b", "state", "rule"), CASES)
def test_names(a: str, b: str, state: str, rule: str) -> None:
    found, back = alike(a, b), alike(b, a)
    assert (found.state, found.rule) == (state, rule)
    assert (back.state, back.rule, back.confidence) == (found.state, found.rule, found.confidence)
