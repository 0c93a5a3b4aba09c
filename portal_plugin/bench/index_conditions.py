"""Whether PostgreSQL reaches each walled table through its tenant, read from EXPLAIN."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

_INDEX_SCANS = frozenset({"Index Scan", "Index Only Scan", "Bitmap Index Scan"})


def without_tenant_condition(plan: Node) -> list[str]:
    """Scans of a plan (EXPLAIN, FORMAT JSON) that do not begin at the tenant: node and relation.

    A bitmap is judged by its index scans. The shared registry, `tenant`, is passed over: it has
    no owner, and no wall.
    """
    return [told for node in _nodes(plan) if (told := _fault(node)) is not None]


def _fault(node: Node) -> str | None:
    kind = str(node["Node Type"])
    if kind == "Seq Scan":
        return f"Seq Scan on {node['Relation Name']}"
    if kind in _INDEX_SCANS and "tenant_id" not in str(node.get("Index Cond", "")):
        return f"{kind} on {node['Index Name']}"
    return None


def _nodes(plan: Node) -> Iterator[Node]:
    if plan.get("Relation Name") == "tenant":
        return
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
