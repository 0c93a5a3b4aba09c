"""The posts that a municipality's list begins with; from then on they are its own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def usual_titles(words: Mapping[str, str], departments: Iterable[str]) -> list[str]:
    """The posts that every organisation of a kind has, and the head of each department.

    `words` are those of the kind (`catalogue.lao_words`).
    """
    head, clerk = words["head"], words["clerk"]
    leading = [head, f"รอง{head}", "ประธานสภาหรือสมาชิกสภา", clerk, f"รอง{clerk}"]
    heads = [_head_of(name) for name in departments]
    return list(dict.fromkeys([*leading, *heads, "หัวหน้าหน่วยตรวจสอบภายใน"]))


def _head_of(department: str) -> str:
    if department.startswith("สำนักปลัด"):
        return "หัวหน้าสำนักปลัด"
    return (
        f"ผู้อำนวยการ{department}" if department.startswith(("กอง", "สำนัก")) else f"หัวหน้า{department}"
    )
