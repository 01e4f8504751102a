"""What a bench says of itself: its own figure beside a named other one of the same run."""

from dataclasses import dataclass
from statistics import median


@dataclass
class Line:
    """ours, base: one figure a round. ratio: ours ÷ base, or base ÷ ours where less is better: it grows with better.
    target: what the ratio is to reach; None where it is only stated."""

    name: str
    ours: list[float]
    baseline: str
    base: list[float]
    target: float | None = None
    less_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        ours, base = median(self.ours), median(self.base)
        return (base / ours if ours else 0.0) if self.less_is_better else (ours / base if base else 0.0)

    @property
    def missed(self) -> bool:
        return self.target is not None and self.ratio < self.target

    def __str__(self) -> str:
        said = f"bench {self.name} ours={_figure(median(self.ours))} {self.baseline}={_figure(median(self.base))}"
        target = "-" if self.target is None else f"{self.target:g}"
        spread = f"spread=ours:{_spread(self.ours)},{self.baseline}:{_spread(self.base)}"
        return f"{said} ratio={self.ratio:.2f} target={target} {spread}" + (f" ({self.note})" if self.note else "")


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _spread(values: list[float]) -> str:
    return f"{_figure(min(values))}..{_figure(max(values))}/{len(values)}"
