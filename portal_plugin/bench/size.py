"""How large a bench is: the sizes of the promises, and small ones to try it out."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Size:
    """One size of everything; each bench reads what concerns it.

    `rounds`: how often both sides run. `rows`: of the wall's tables together. `looks`: how often
    a read is repeated in a round. `posts`: of one side in a round. `complaints`: that figures are
    drawn from. `operations`: random ones, after which no counter may have drifted. `nation`:
    tenants of the larger run. `broker`: URL of a broker that nobody else uses; without it the
    embedded one.
    """

    rounds: int = 5
    tenants: int = 300
    rows: int = 1_000_000
    looks: int = 12
    compiles: int = 20
    province: int = 330
    nation: int = 7_850
    measures: int = 41
    kills: int = 100
    posts: int = 400
    complaints: int = 1_000_000
    operations: int = 400
    broker: str | None = None

    @classmethod
    def small(cls) -> Size:
        """Enough to see that each bench runs; its figures say nothing."""
        return cls(
            rounds=1,
            tenants=4,
            rows=8_000,
            looks=1,
            compiles=1,
            province=3,
            nation=6,
            measures=3,
            kills=1,
            posts=8,
            complaints=2_000,
            operations=30,
        )

    def with_options(self, **given: int | str | None) -> Size:
        """This size with what a person asked for by hand."""
        named = {name: value for name, value in given.items() if value is not None}
        return replace(self, **named)  # type: ignore[arg-type]
