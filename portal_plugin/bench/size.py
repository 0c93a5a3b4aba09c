"""How large a bench is: the sizes of the promises, and small ones to try it out."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Size:
    """One size of everything; each bench reads what concerns it.

    `rounds`: how often both sides run. `rows`: of the wall's tables together. `looks`: how often
    a read is repeated in a round. `nation`: tenants of the larger run. `broker`: URL of a broker
    that nobody else uses; without it the embedded one.
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
        )

    def with_options(self, **given: int | str | None) -> Size:
        """This size with what a person asked for by hand."""
        named = {name: value for name, value in given.items() if value is not None}
        return replace(self, **named)  # type: ignore[arg-type]
