"""The stylesheet can be read by everybody and leaves a host's own pages alone."""

import re
from itertools import product
from pathlib import Path

import pytest

import portal_plugin
from portal_plugin.fonts import WEIGHTS, font_path

PACKAGE = Path(portal_plugin.__file__).parent
CSS = "\n".join(path.read_text() for path in sorted((PACKAGE / "static").rglob("*.css")))
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
TEXT_GROUNDS = ("paper", "ground", "brand-soft")
SCHEMES = ("light", "dark")


def colours(scheme: str) -> dict[str, str]:
    light = re.search(r"^\.portal-plugin \{(.*?)\}", RULES, re.DOTALL | re.MULTILINE)
    dark = re.search(r"^  \.pp-standalone \{(.*?)\}", RULES, re.DOTALL | re.MULTILINE)
    assert light and dark
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light[1]))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark[1]))
    return found


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_stands_out_from_every_ground_it_is_written_on(scheme: str) -> None:
    found = colours(scheme)
    written = product(("ink", "muted", "brand"), TEXT_GROUNDS)
    states = product(("done", "doing", "stopped"), ("paper", "ground"))
    weak = {
        (text, ground): round(contrast(found[text], found[ground]), 2)
        for text, ground in [*written, *states, ("on-brand", "brand")]
        if contrast(found[text], found[ground]) < 4.5
    }
    assert not weak


def test_dark_repeats_every_colour_of_light() -> None:
    dark = re.search(r"^  \.pp-standalone \{(.*?)\}", RULES, re.DOTALL | re.MULTILINE)
    assert dark
    assert set(re.findall(r"--([\w-]+): #", dark[1])) == set(colours("light"))


def test_no_rule_reaches_an_element_of_the_host() -> None:
    selectors = re.findall(r"^\s*([^@{}\n][^{}\n]*?) \{", RULES, re.MULTILINE)
    assert len(selectors) > 100
    for selector in selectors:
        while "(" in selector:
            selector = re.sub(r"\([^()]*\)", "", selector)  # noqa: PLW2901
        for part in selector.split(","):
            assert part.strip().startswith((".portal-plugin", ".pp-")), selector


def test_nothing_is_loaded_from_elsewhere() -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)", RULES)
    assert sorted(addresses) == [f"fonts/sarabun-{weight}.ttf" for weight in WEIGHTS]
    assert "@import" not in RULES


def test_every_weight_that_is_written_in_has_a_font_file() -> None:
    used = {int(weight) for weight in re.findall(r"font(?:-weight)?: (\d{3})", RULES)}
    assert used == set(WEIGHTS)
    for weight in WEIGHTS:
        assert font_path(weight).read_bytes()[:4] == b"\x00\x01\x00\x00"


def test_another_weight_is_refused_with_those_on_offer() -> None:
    with pytest.raises(LookupError, match="400, 600, 700"):
        font_path(300)


def test_no_text_is_smaller_than_fourteen_pixels() -> None:
    sizes = [float(size) * 16 for size in re.findall(r"(?:font-size|--small): ([\d.]+)rem", RULES)]
    assert sizes and min(sizes) >= 14
    assert "font: 400 1.0625rem/1.65 Sarabun" in RULES


def test_every_class_in_a_template_is_styled() -> None:
    styled = set(re.findall(r"\.(pp-[\w-]+)", RULES))
    written = {
        name
        for path in (PACKAGE / "templates/portal_plugin").rglob("*.html")
        for name in re.findall(r"\bpp-[a-z]+(?:-[a-z]+)*\b(?!-)", path.read_text())
    }
    assert not written - styled


def test_tables_are_stacked_on_a_narrow_screen_but_not_on_narrow_paper() -> None:
    queries = re.findall(r"@media ([^{]*max-width[^{]*) \{", RULES)
    assert queries and all(query.startswith("screen and") for query in queries)
