"""Where the page font lies: Sarabun (OFL) from its package, so that no copy is shipped here.

The stylesheet asks for ``fonts/sarabun-<weight>.ttf`` beside itself; the route that answers
there sends `font_path`.
"""

from pathlib import Path

import fontpkg

WEIGHTS = (400, 600, 700)
"""The weights that the stylesheet uses: text, label, heading."""


def font_path(weight: int) -> Path:
    """Give the TrueType file of upright Sarabun in `weight`, one of `WEIGHTS`.

    Raises:
        LookupError: the weight is not one that the pages use; answer it with 404.
    """
    if weight not in WEIGHTS:
        offered = ", ".join(str(each) for each in WEIGHTS)
        raise LookupError(f"Sarabun is not offered in weight {weight}: ask for one of {offered}.")
    path: Path = fontpkg.path("Sarabun", weight)
    return path
