"""Faces by the Haar cascade that comes with OpenCV 4; the count is a lower bound.

It misses covered, turned and drawn faces, and only sizes above 3 % of the short side are believed.
OpenCV 5 has no cascades: then faces are unknown, and nothing else changes.
"""

from functools import cache
from pathlib import Path

import cv2

from prompts.still.report import Box, Finding, Level, Trust
from prompts.still.views import Views, scaled

LONG_SIDE = 480
"""Pixels on the long side of the searched picture."""

CROWD = 6
"""Faces from which a picture is a crowd (IMG-09)."""

_LEAST_SHARE = 0.03
"""Least height of a face over the short side of the picture."""

_SMALLEST = 24
"""Pixels below which the search costs most and finds least."""

_EQUAL = 0.7
"""Area of the second face over the first from which neither leads (IMG-08)."""

_MODEL = "haarcascade_frontalface_alt2.xml"


def faces_of(views: Views) -> tuple[Box, ...] | None:
    """Faces, largest first; None when the face finder is missing."""
    finder = _finder()
    if finder is None:
        return None
    luma = scaled(views.luma, LONG_SIDE)
    height, width = luma.shape
    least = max(_SMALLEST, int(_LEAST_SHARE * min(height, width)))
    found = finder.detectMultiScale(luma, 1.2, 3, minSize=(least, least))
    ordered = sorted(
        (tuple(int(v) for v in face) for face in found), key=lambda f: (-f[2] * f[3], f[0], f[1])
    )
    return tuple(
        Box(
            x=round(x / width, 4),
            y=round(y / height, 4),
            w=round(w / width, 4),
            h=round(h / height, 4),
        )
        for x, y, w, h in ordered
    )


def equal_faces(faces: tuple[Box, ...] | None) -> bool:
    """Whether the two largest faces are about the same size."""
    return faces is not None and len(faces) > 1 and faces[1].area / faces[0].area > _EQUAL


def findings_of_faces(faces: tuple[Box, ...] | None) -> list[Finding]:
    """Say how many faces there are at least, and what that means."""
    if faces is None:
        text = "faces not checked, the face finder is missing"
        return [_finding("IMG-15", Level.INFO, text, None, "", Trust.FACT)]
    if not faces:
        return []
    count = len(faces)
    if count >= CROWD:
        text = f"a crowd, at least {count} faces"
        advice = "Let only the camera or the surroundings move."
        return [_finding("IMG-09", Level.WARN, text, count, advice)]
    word = "1 face" if count == 1 else f"{count} faces"
    found = [_finding("IMG-15", Level.INFO, word, count, "")]
    if equal_faces(faces):
        text = "faces of equal size, nobody leads"
        found.append(_finding("IMG-08", Level.WARN, text, count, "Say who moves."))
    return found


def _finding(
    rule: str,
    level: Level,
    text: str,
    count: int | None,
    advice: str,
    trust: Trust = Trust.MEASURED,
) -> Finding:
    value = None if count is None else float(count)
    return Finding(rule=rule, trust=trust, level=level, text=text, value=value, advice=advice)


def available() -> bool:
    """Whether this installation can find faces; without it reports say "faces unknown"."""
    return _finder() is not None


@cache
def _finder() -> "cv2.CascadeClassifier | None":
    folder = getattr(getattr(cv2, "data", None), "haarcascades", "")
    path = Path(folder) / _MODEL
    if not hasattr(cv2, "CascadeClassifier") or not path.is_file():
        return None
    finder = cv2.CascadeClassifier(str(path))
    return None if finder.empty() else finder
