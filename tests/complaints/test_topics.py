"""What complaints are about, and which of them are offered the protected channel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.actor import Actor
from portal_plugin.complaints.intake import Taken
from portal_plugin.complaints.suspicion import suspicious
from portal_plugin.complaints.topics import Topic, set_topic, topic_labels, topics
from portal_plugin.config.catalogue import catalogue
from portal_plugin.errors import NotFound, RuleBroken

STANDARD = {
    "SERVICE",
    "PERSONNEL_ADMIN",
    "SALARY_PROMOTION",
    "PROCUREMENT",
    "ADMINISTRATION",
    "PERFORMANCE",
    "BRIBERY",
    "CORRUPTION_BUDGET",
    "CORRUPTION_DUTY",
    "OTHER",
}
PLAIN = Topic("SERVICE", "บริการ", "", None, suspicious=False, active=True, own=False)
GRAVE = Topic("BRIBERY", "สินบน", "", None, suspicious=True, active=True, own=False)


@pytest.fixture
def put(work: Any, head: Actor) -> Any:
    """Write a topic: `put(None, "ตลาดนัด")`."""

    def _put(code: str | None, label: str, **changes: Any) -> Any:
        given = {"description": "", "department_id": None, "active": True} | changes
        return work(set_topic, head, code, label, **given)

    return _put


def test_a_municipality_begins_with_the_ten_topics_of_the_plans_outcomes(work: Any) -> None:
    offered = work(topics)
    assert {topic.code for topic in offered} == STANDARD
    assert offered[-1].code == "OTHER"
    assert {topic.code for topic in offered if topic.suspicious} == {
        "BRIBERY",
        "CORRUPTION_BUDGET",
        "CORRUPTION_DUTY",
    }


def test_own_topics_stand_before_the_last_and_in_their_own_municipality_only(
    put: Any, work: Any
) -> None:
    made = [put(None, f"ตลาดนัด {number}").code for number in range(11)]
    assert made == [f"T-{number}" for number in range(1, 12)]
    assert [topic.code for topic in work(topics)][9:] == [*made, "OTHER"]
    assert {topic.code for topic in work(topics, code="saithong")} == STANDARD


def test_own_topics_made_at_once_get_codes_of_their_own(put: Any) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: put(None, f"ตลาดนัด {number}").code, range(8)))
    assert sorted(made) == sorted(f"T-{number}" for number in range(1, 9))


def test_a_standard_topic_keeps_its_words_but_may_be_hidden_and_given_a_department(
    put: Any, work: Any, departments: dict[str, UUID]
) -> None:
    works = departments["rimnam/works"]
    changed = put("PROCUREMENT", "อย่างอื่น", department_id=works, active=False)
    assert (changed.label, changed.department_id, changed.own) == ("การจัดซื้อจัดจ้าง", works, False)
    assert "PROCUREMENT" not in {topic.code for topic in work(topics)}
    assert work(topic_labels)["PROCUREMENT"] == "การจัดซื้อจัดจ้าง"
    assert put("PROCUREMENT", "").active


def test_a_suspicious_topic_stays_suspicious_and_an_own_one_never_is(put: Any) -> None:
    assert put("BRIBERY", "ค่าบริการ").suspicious
    assert not put(None, "ทุจริตสอบ (ตัวอย่าง)").suspicious


def test_a_complaint_keeps_the_name_of_a_topic_that_is_offered_no_more(
    put: Any, send: Any, work: Any
) -> None:
    made = put(None, "ตลาดนัด (ตัวอย่าง)")
    taken: Taken = send(topic=made.code)
    put(made.code, "ตลาดนัดเย็น (ตัวอย่าง)", active=False)
    assert work(topic_labels)[made.code] == "ตลาดนัดเย็น (ตัวอย่าง)"
    assert taken.number


@pytest.mark.parametrize(
    ("label", "changes", "field"),
    [
        ("", {}, "label"),
        (" \u200b\x00", {}, "label"),
        ("ก" * 101, {}, "label"),
        ("การจัดซื้อจัดจ้าง", {}, "label"),
        ("ตลาด", {"description": "ก" * 301}, "description"),
        ("ตลาด", {"department_id": UUID(int=7)}, "department_id"),
    ],
)
def test_a_topic_that_nobody_could_choose_is_refused(
    put: Any, label: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        put(None, label, **changes)
    assert [breach.field for breach in refusal.value.breaches] == [field]


def test_another_municipalitys_department_is_unknown(
    put: Any, departments: dict[str, UUID]
) -> None:
    with pytest.raises(RuleBroken):
        put(None, "ตลาด", department_id=departments["saithong/works"])


def test_a_code_that_there_is_not_is_not_found(put: Any) -> None:
    for code in ("T-1", "NONE", ""):
        with pytest.raises(NotFound):
            put(code, "ตลาด")


def test_one_topic_always_remains_to_choose(put: Any, work: Any) -> None:
    for topic in work(topics)[1:]:
        put(topic.code, "", active=False)
    with pytest.raises(RuleBroken):
        put("SERVICE", "", active=False)
    assert [topic.code for topic in work(topics)] == ["SERVICE"]


@pytest.mark.parametrize(
    "text",
    [
        "เจ้าหน้าที่เรียกรับเงินค่าคิว (ตัวอย่าง)",
        "มีการ ทุ จ ริ ต ในโครงการ",
        "เงิน\u200bใต้\u200bโต๊ะ",
        "เงินใต้โต๊ะ",
        "ล็อก\u0e2a\u0e40\u0e1b\u0e01",
        "รับสินบ\u0e19",
        "He asked for a BRIBE.",
        "money under  the\ntable",
        "ตรวจรับงานเท\u0e47จ",
    ],
)
def test_words_of_corruption_offer_the_other_door(text: str) -> None:
    assert suspicious(PLAIN, "เรื่องทั่วไป", text)
    assert suspicious(PLAIN, text, "เรื่องทั่วไป")


@pytest.mark.parametrize(
    "text",
    [
        "ไฟถนนดับหน้าตลาด",
        "ป่าโกงกางริมน้ำถูกตัด",
        "แม่ค้าทอนเงินทอนผิด",
        "พบขยะใต้โต๊ะในศาลา",
        "an incorruptible clerk",
        "เจ้าหน้าที่พูดไม่สุภาพ",
        "",
    ],
)
def test_everyday_complaints_are_left_alone(text: str) -> None:
    assert not suspicious(PLAIN, text)


def test_a_topic_of_corruption_needs_no_words() -> None:
    assert suspicious(GRAVE)


_BLANKS = st.text(" \t\n\u200b\ufeff", max_size=3)


@given(st.sampled_from(catalogue("suspicion")["phrases"]), st.data())
def test_every_phrase_is_found_however_it_is_spaced(phrase: str, data: st.DataObject) -> None:
    if not phrase.isascii():
        phrase = "".join(each + data.draw(_BLANKS) for each in phrase)
    assert suspicious(PLAIN, f"เรื่อง {phrase} (ตัวอย่าง)")


@given(st.text(max_size=500))
def test_no_text_breaks_the_search(text: str) -> None:
    suspicious(PLAIN, text)
