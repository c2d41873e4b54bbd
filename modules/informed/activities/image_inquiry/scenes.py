"""The images of the inquiry, drawn: `python -m modules.informed.activities.image_inquiry.scenes`.

No photograph and no generated image: shapes, shades and grain, from a seed. They are kept with the
sources, so an installation needs no build step; a test checks that they are up to date.
"""

from pathlib import Path

from caire.sdk import Mulberry32

STATIC = Path(__file__).parents[2] / "static"
SANS = "font-family='Arial, sans-serif'"
#: What makes a drawing look taken: grain, and darker corners.
GRAIN = (
    "<filter id='g'><feTurbulence type='fractalNoise' baseFrequency='.9' numOctaves='2' seed='7'/>"
    "<feColorMatrix values='0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 0 0 0 .22 0'/></filter>"
    "<radialGradient id='v' r='.75'><stop offset='.6' stop-opacity='0'/>"
    "<stop offset='1' stop-opacity='.45'/></radialGradient>"
)


def svg(width: int, height: int, defs: str, body: str) -> str:
    """A whole file; its text alternative is on the page."""
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>\n"
        f"<defs>{defs}</defs>\n{body}\n</svg>\n"
    )


def shade(name: str, top: str, bottom: str) -> str:
    return (
        f"<linearGradient id='{name}' x2='0' y2='1'><stop stop-color='{top}'/>"
        f"<stop offset='1' stop-color='{bottom}'/></linearGradient>"
    )


def rect(x: float, y: float, width: float, height: float, fill: str, extra: str = "") -> str:
    return (
        f"<rect x='{x:g}' y='{y:g}' width='{width:g}' height='{height:g}' fill='{fill}' {extra}/>"
    )


def polygon(points: str, fill: str) -> str:
    return f"<polygon points='{points}' fill='{fill}'/>"


def words(x: float, y: float, size: float, fill: str, text: str, extra: str = "") -> str:
    return (
        f"<text x='{x:g}' y='{y:g}' font-size='{size:g}' fill='{fill}' {SANS} {extra}>{text}</text>"
    )


def shelves() -> str:
    """An aisle in perspective, towards a wall with a poster."""
    defs = GRAIN + shade("c", "#e9ecea", "#c3c9c7") + shade("f", "#8b8f8e", "#c9c6bd")
    parts = [
        rect(0, 0, 640, 400, "url(#c)"),
        polygon("0,400 640,400 400,230 240,230", "url(#f)"),
        rect(240, 120, 160, 110, "#d9d4c6"),
    ]
    for lamp in range(4):
        depth = 1 - lamp * 0.22
        parts.append(rect(320 - 70 * depth, 8 + lamp * 28, 140 * depth, 9 * depth, "#fffef2"))
    parts += [_side(mirrored=False), _side(mirrored=True)]
    parts += [
        rect(282, 138, 76, 62, "#f4e7b8", "stroke='#8a6d1d'"),
        words(320, 160, 9.5, "#5b4208", "Fête des", "text-anchor='middle' font-weight='700'"),
        words(320, 172, 9.5, "#5b4208", "moissons", "text-anchor='middle' font-weight='700'"),
        words(320, 185, 4, "#8f7b46", "sept. 2021", "text-anchor='middle'"),
    ]
    for x, y, size in ((470, 300, 84), (545, 292, 92), (502, 232, 78)):
        parts += [
            rect(x, y, size, size * 0.78, "#b48a57", "stroke='#7d5c34'"),
            rect(x + size * 0.42, y, size * 0.16, size * 0.78, "#d2b283"),
            rect(x + size * 0.1, y + size * 0.5, size * 0.22, size * 0.12, "#efe3cf"),
        ]
    parts += [
        "<rect width='640' height='400' filter='url(#g)'/>",
        rect(0, 0, 640, 400, "url(#v)"),
    ]
    return svg(640, 400, defs, "\n".join(parts))


def _side(*, mirrored: bool) -> str:
    """Empty shelves along one side; three boxes are left on the other."""
    parts = [polygon("0,20 240,130 240,232 0,380", "#6f7674")]
    for level in range(5):
        near, far = 62 + level * 70, 142 + level * 21
        parts += [
            polygon(f"0,{near} 240,{far} 240,{far + 3} 0,{near + 11}", "#e3e5e1"),
            polygon(f"0,{near + 11} 240,{far + 3} 240,{far + 6} 0,{near + 20}", "#b9bdb8"),
        ]
    for post in range(4):
        x = post * 72
        top, bottom = 20 + x * 0.458, 380 - x * 0.617
        parts.append(rect(x, top, 6 - post, bottom - top, "#8f9693"))
    if not mirrored:
        for x, y, size, fill in (
            (30, 98, 32, "#3d7fb0"),
            (66, 104, 28, "#c25b43"),
            (150, 174, 15, "#4b8f63"),
        ):
            parts += [rect(x, y, size, size, fill), rect(x, y, size, size * 0.3, "#ffffff66")]
    body = "".join(parts)
    return f"<g transform='matrix(-1 0 0 1 640 0)'>{body}</g>" if mirrored else body


def canteen() -> str:
    """A page of a town hall, one amount of which was pasted over."""
    ink, soft = "#1f2a37", "#5c6773"
    parts = [
        rect(0, 0, 640, 360, "#ffffff"),
        rect(0, 0, 640, 34, "#dfe3e8"),
        *(f"<circle cx='{x}' cy='17' r='6' fill='#aab2bb'/>" for x in (18, 38, 58)),
        rect(84, 7, 470, 20, "#ffffff", "rx='10'"),
        words(98, 21, 12, soft, "mairie-orvalie.example/vie-scolaire"),
        rect(0, 34, 640, 58, "#24508a"),
        "<path d='M28 78V56l16-12 16 12v22z' fill='#ffffff'/>",
        words(76, 71, 23, "#ffffff", "Mairie d’Orvalie", "font-weight='700'"),
        words(28, 122, 13, soft, "Accueil  ›  Vie scolaire  ›  Restauration"),
        words(28, 160, 25, ink, "Tarifs de la cantine", "font-weight='700'"),
        words(28, 196, 17, ink, "À la rentrée, le repas est fixé à", "textLength='236'"),
        rect(266, 180, 60, 24, "#fdfdfc"),
        words(270, 198.5, 17.6, "#111820", "9,00 €", "font-weight='600' textLength='52'"),
        words(328, 196, 17, ink, "pour toutes les écoles."),
        words(28, 224, 17, ink, "Le paiement se fait en ligne ou à l’accueil."),
        rect(28, 250, 584, 1, "#cfd6dd"),
        words(28, 278, 14, soft, "Service des écoles, ouvert de 8 h 30 à 17 h"),
        rect(28, 298, 150, 34, "#24508a", "rx='4'"),
        words(103, 320, 14, "#ffffff", "Payer en ligne", "text-anchor='middle'"),
    ]
    return svg(640, 360, "", "\n".join(parts))


def wave() -> str:
    """Three frames side by side; the lighthouse of the last has a window too many."""
    defs = GRAIN + shade("s", "#8e9aa3", "#d5d9d8") + shade("m", "#5e7d86", "#2f4b57")
    frames = [_frame(rank) for rank in range(3)]
    gaps = [rect(212 * rank - 4, 0, 4, 300, "#111111") for rank in (1, 2)]
    grain = "<rect width='632' height='300' filter='url(#g)'/>"
    return svg(632, 300, defs, "\n".join([*frames, *gaps, grain]))


def _frame(rank: int) -> str:
    chance = Mulberry32(20261213 + rank)
    parts = [rect(0, 0, 208, 300, "url(#s)")]
    for _ in range(5):
        x, y, reach = chance.below(208), 20 + chance.below(80), 30 + chance.below(40)
        parts.append(
            f"<ellipse cx='{x}' cy='{y}' rx='{reach}' ry='{reach // 4}' fill='#ffffff55'/>"
        )
    if rank == 1:
        parts += [
            "<path d='M60 210Q70 90 150 84Q196 84 208 112V210Z' fill='url(#m)'/>",
            "<path d='M66 190Q78 100 150 92Q192 92 208 118' stroke='#eef4f3' fill='none' "
            "stroke-width='9' stroke-linecap='round'/>",
        ]
    if rank == 2:
        parts.append("<path d='M40 214Q56 130 96 116Q150 60 208 84V214Z' fill='url(#m)'/>")
    parts.append(_lighthouse(5 if rank == 2 else 4))
    if rank == 2:
        parts.append("<path d='M118 214Q128 120 208 92V214Z' fill='#a9c0c4cc'/>")
        for _ in range(46):
            x, y = 124 + chance.below(84), 98 + chance.below(112)
            size = 2 + chance.below(6)
            parts.append(f"<circle cx='{x}' cy='{y}' r='{size}' fill='#f2f6f5cc'/>")
    parts += [rect(0, 204, 208, 96, "url(#m)"), polygon("70,204 208,196 208,224 56,222", "#7a746a")]
    for line in range(7):
        y = 232 + line * 9
        parts.append(
            f"<path d='M0 {y}q13 -{4 + line} 26 0t26 0t26 0t26 0t26 0t26 0t26 0t26 0' "
            "stroke='#a9c0c4' stroke-width='1.5' fill='none' opacity='.6'/>"
        )
    parts.append(rect(0, 0, 208, 300, "url(#v)"))
    return (
        f"<svg x='{212 * rank}' width='208' height='300' viewBox='0 0 208 300'>"
        + "".join(parts)
        + "</svg>"
    )


def _lighthouse(windows: int) -> str:
    parts = [
        polygon("84,204 92,84 118,84 126,204", "#f3f1ea"),
        polygon("90.6,108 119.4,108 121.2,132 88.8,132", "#b8433a"),
        polygon("87.2,156 122.8,156 124.6,180 85.4,180", "#b8433a"),
        rect(88, 78, 34, 6, "#3a3f44"),
        rect(96, 60, 18, 18, "#f6e9a8", "stroke='#3a3f44'"),
        polygon("92,60 105,46 118,60", "#3a3f44"),
    ]
    gap = 92 / windows
    parts += [rect(101, 96 + gap * place, 8, 11, "#27313a") for place in range(windows)]
    return "".join(parts)


SCENES = {
    "inquiry_shelves.svg": shelves,
    "inquiry_canteen.svg": canteen,
    "inquiry_wave.svg": wave,
}


def main() -> None:
    for name, draw in SCENES.items():
        (STATIC / name).write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
