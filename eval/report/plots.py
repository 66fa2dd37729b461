"""Plots as inline SVG: lines by k, a reliability diagram, histograms of two groups. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 42, 40
COLOURS = ("#0b6e99", "#c4561e", "#5b8c2a", "#8a4fa3", "#777777", "#b0882b", "#2d4739", "#d1495b")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "10 4", "4 1", "3 6")

PlotPoint = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Data to pixels: x in [x0, x1], y in [y0, y1]."""

    x0: float
    x1: float
    y0: float
    y1: float

    def at(self, point: PlotPoint) -> PlotPoint:
        x = LEFT + (point[0] - self.x0) / (self.x1 - self.x0 or 1) * (WIDTH - LEFT - RIGHT)
        y = (
            HEIGHT
            - BOTTOM
            - (point[1] - self.y0) / (self.y1 - self.y0 or 1) * (HEIGHT - TOP - BOTTOM)
        )
        return round(x, 1), round(y, 1)


def by_k(title: str, series: Mapping[str, Mapping[int, float]]) -> str:
    """One line a system; `series` maps its name to k -> figure."""
    values = [value for found in series.values() for value in found.values()]
    ks = sorted({k for found in series.values() for k in found})
    margin = max(0.02, (max(values) - min(values)) * 0.1)
    low, high = max(0.0, min(values) - margin), max(values) + margin
    frame = _Frame(ks[0], ks[-1], low, high)
    ticks = [(float(k), str(k)) for k in ks]
    parts = [_axes(frame, ticks, _ticks(low, high), "k", "")]
    for number, (name, found) in enumerate(series.items()):
        points = [(float(k), value) for k, value in sorted(found.items())]
        parts.append(_line(frame, points, number, name))
    return _svg(title, parts, _legend(list(series)))


def reliability(title: str, bins: Sequence[Mapping[str, float]]) -> str:
    """Said confidence against the share that was right; on the diagonal both agree."""
    frame = _Frame(0, 1, 0, 1)
    ticks = _ticks(0, 1)
    most = max(float(one["cases"]) for one in bins)
    parts = [
        _axes(frame, ticks, ticks, "confidence said", "share right"),
        _line(frame, [(0, 0), (1, 1)], 4, "perfect", dots=False),
        _line(frame, [(float(b["said"]), float(b["true"])) for b in bins], 0, "", dots=False),
    ]
    for one in bins:
        x, y = frame.at((float(one["said"]), float(one["true"])))
        radius = 3 + 7 * (float(one["cases"]) / most) ** 0.5
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="{COLOURS[0]}" fill-opacity=".6">'
            f"<title>{one['cases']:g} cases: said {one['said']:.2f}, right {one['true']:.2f}"
            "</title></circle>"
        )
    return _svg(title, parts, "")


def histogram(title: str, groups: Mapping[str, Sequence[float]], bins: int = 20) -> str:
    """The share of each group's scores in equal bins, drawn over each other."""
    every = [value for values in groups.values() for value in values]
    low, high = min(every), max(every)
    width = (high - low) / bins or 1.0
    shares = {name: _shares(values, low, width, bins) for name, values in groups.items()}
    top = max(max(found) for found in shares.values())
    frame = _Frame(low, low + width * bins, 0, top)
    parts = [_axes(frame, _ticks(low, low + width * bins), _ticks(0, top), "score", "share")]
    for number, (name, found) in enumerate(shares.items()):
        points = [
            (low + width * (index + side), share)
            for index, share in enumerate(found)
            for side in (0, 1)
        ]
        parts.append(_line(frame, points, number, name, dots=False, filled=True))
    return _svg(title, parts, _legend(list(groups)))


def _shares(values: Sequence[float], low: float, width: float, bins: int) -> list[float]:
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - low) / width))] += 1
    return [count / max(1, len(values)) for count in counts]


def _ticks(low: float, high: float, about: int = 5) -> list[tuple[float, str]]:
    """Round places on an axis: multiples of 1, 2 or 5 times a power of ten."""
    raw = (high - low) / about or 0.1
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw)
    first = int(-(-low // step))
    count = int((high - first * step) / step + 1e-9) + 1
    return [((first + i) * step, f"{(first + i) * step:.6g}") for i in range(count)]


def _axes(
    frame: _Frame,
    across: Sequence[tuple[float, str]],
    up: Sequence[tuple[float, str]],
    x_name: str,
    y_name: str,
) -> str:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [f'<path d="M{LEFT} {TOP}V{bottom}H{right}" class="axis"/>']
    for value, label in across:
        x, _ = frame.at((value, frame.y0))
        parts.append(f'<text x="{x}" y="{bottom + 15}" text-anchor="middle">{label}</text>')
    for value, label in up:
        _, y = frame.at((frame.x0, value))
        parts.append(f'<path d="M{LEFT} {y}H{right}" class="grid"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{label}</text>')
    parts.append(f'<text x="{right}" y="{bottom + 32}" text-anchor="end">{escape(x_name)}</text>')
    parts.append(f'<text x="{LEFT}" y="{TOP - 6}">{escape(y_name)}</text>')
    return "".join(parts)


def _line(
    frame: _Frame,
    points: Sequence[PlotPoint],
    number: int,
    name: str,
    dots: bool = True,
    filled: bool = False,
) -> str:
    # Lines differ in dashes too, so that nobody needs to tell the colours apart.
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    pixels = [frame.at(point) for point in points]
    path = "M" + "L".join(f"{x} {y}" for x, y in pixels)
    drawn = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"'
    drawn += f' stroke-dasharray="{dash}"><title>{escape(name)}</title></path>'
    if filled:
        base = HEIGHT - BOTTOM
        area = f"{path}L{pixels[-1][0]} {base}L{pixels[0][0]} {base}Z"
        drawn = f'<path d="{area}" fill="{colour}" fill-opacity=".2"/>' + drawn
    if dots:
        for (x, y), (k, value) in zip(pixels, points, strict=True):
            drawn += f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}">'
            drawn += f"<title>{escape(name)} at {k:g}: {value:.4f}</title></circle>"
    return drawn


def _legend(names: Sequence[str]) -> str:
    parts = []
    for number, name in enumerate(names):
        y = HEIGHT + 14 + 18 * number
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        parts.append(
            f'<path d="M{LEFT} {y}h28" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
            f'/><text x="{LEFT + 36}" y="{y + 4}">{escape(name)}</text>'
        )
    return "".join(parts)


def _svg(title: str, parts: Sequence[str], legend: str) -> str:
    height = HEIGHT + 18 * legend.count("<text") + (10 if legend else 0)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(title)}"><text x="{LEFT}" y="14" class="title">{escape(title)}</text>'
        f"{''.join(parts)}{legend}</svg>"
    )
