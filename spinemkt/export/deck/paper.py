"""What slides stand on: a plain wide master of our own, or a company's template, whose layouts are matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from spinemkt.export.deck.shades import OWN
from spinemkt.export.deck.shapes import Box

WIDTH, HEIGHT = 13.333, 7.5
FONT = "Arial"
COVER, CONTENT = "cover", "content"
TITLE_BOX: Box = (0.5, 0.48, 12.33, 0.86)
FOOT_BOX: Box = (0.5, 7.02, 11.6, 0.3)
NUMBER_BOX: Box = (12.2, 7.02, 0.63, 0.3)
# What a layout is called: its type in the file, and its name in some languages.
_TYPES = {COVER: ("title",), CONTENT: ("titleOnly",)}
_NAMES = {
    COVER: ("title slide", "cover", "titelfolie", "diapositive de titre"),
    CONTENT: ("title only", "nur titel", "titre seul", "headline only"),
}
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FEET = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
USUAL_TITLE = 44.0  # points
_EMU = 914_400


@dataclass
class Paper:
    """An empty presentation, its layout for a cover and for content, the room that content has, and what was missed.

    own: whether it is ours. body: inside which exhibits stand, in inches. title_size: of titles, in points.
    face: the type of its texts. colours: of its theme, by name.
    """

    file: Any
    cover: Any
    content: Any
    body: Box
    own: bool = True
    title_size: float = 22.0
    fallbacks: list[str] = field(default_factory=list)
    face: str = FONT
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a slide in inches."""
        return self.file.slide_width / _EMU, self.file.slide_height / _EMU


def paper(template: bytes | None = None) -> Paper:
    """Return the paper of a checked template, or our own."""
    return _company(template) if template is not None else _own()


def _own() -> Paper:
    file = Presentation()
    file.slide_width, file.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = file.slide_master
    layouts = {layout._element.get("type"): layout for layout in file.slide_layouts}
    for kind, layout in layouts.items():
        if kind not in ("title", "titleOnly"):
            file.slide_layouts.remove(layout)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _themed(theme.blob.decode("utf-8")).encode("utf-8")
    style = master._element.find(qn("p:txStyles")).find(qn("p:titleStyle"))
    style.find(qn("a:lvl1pPr")).set("algn", "l")
    style.find(qn("a:lvl1pPr")).find(qn("a:defRPr")).set("sz", "2200")
    style.find(qn("a:lvl1pPr")).find(qn("a:defRPr")).set("b", "1")
    for sheet in (master, layouts["titleOnly"], layouts["title"]):
        for shape in list(sheet.placeholders):
            _stand(shape, sheet is layouts["title"])
    _rule(master, (0.0, 0.0, WIDTH, 0.12), "accent1")
    _rule(layouts["title"], (0.0, 0.0, WIDTH, 3.7), "accent1")
    _rule(master, (0.5, 6.98, 12.33, 0.01), "tx2")
    body = (0.5, 1.34, 12.33, 5.6)
    return Paper(file, layouts["title"], layouts["titleOnly"], body)


def _stand(shape: Any, cover: bool) -> None:
    """Put a placeholder of our own master and layouts where it belongs on wide paper."""
    kind = shape.placeholder_format.type
    boxes: dict[Any, Box] = dict.fromkeys(_TITLES, (0.9, 1.7, 11.5, 1.6) if cover else TITLE_BOX)
    boxes |= {
        PP_PLACEHOLDER.SUBTITLE: (0.9, 4.1, 11.5, 2.3),
        PP_PLACEHOLDER.BODY: (0.5, 1.5, 12.33, 5.3),
        PP_PLACEHOLDER.FOOTER: FOOT_BOX,
        PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER_BOX,
        PP_PLACEHOLDER.DATE: (0.5, 7.3, 1.0, 0.15),
    }
    if kind == PP_PLACEHOLDER.DATE:
        shape._element.getparent().remove(shape._element)
        return
    shape.left, shape.top, shape.width, shape.height = map(Inches, boxes[kind])
    body = shape._element.txBody.find(qn("a:bodyPr"))
    for child in list(body):
        body.remove(child)
    body.set("lIns", "0"), body.set("rIns", "0"), body.set("tIns", "0"), body.set("bIns", "0")
    if kind in _TITLES:
        body.set("anchor", "b" if cover else "t")
    lists = shape._element.txBody.find(qn("a:lstStyle"))
    if kind in _TITLES and cover:
        white = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
        lists.append(
            parse_xml(f'<a:lvl1pPr {nsdecls("a")} algn="l"><a:defRPr sz="3600" b="1">{white}</a:defRPr></a:lvl1pPr>')
        )
    if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.SUBTITLE) and lists is not None:
        sized, side = (1600, "l") if kind == PP_PLACEHOLDER.SUBTITLE else (800, "r" if "NUMBER" in str(kind) else "l")
        for child in list(lists):
            lists.remove(child)
        lists.append(
            parse_xml(
                f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="{side}"><a:buNone/><a:defRPr sz="{sized}" b="0">'
                '<a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr></a:lvl1pPr>'
            )
        )


def _rule(master: Any, box: Box, colour: str) -> None:
    left, top, width, height = (round(side * _EMU) for side in box)
    number = 90 + len(master._element.cSld.spTree)
    made = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="Rule" descr=""/>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    master._element.cSld.spTree.insert(2, made)


def _themed(xml: str) -> str:
    """Our colours and type in the XML of a theme."""
    scheme = "".join(f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>' for name, colour in OWN.items())
    xml = re.sub(
        r"<a:clrScheme .*?</a:clrScheme>", f'<a:clrScheme name="Market">{scheme}</a:clrScheme>', xml, flags=re.DOTALL
    )
    return re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", xml)


# A company's template


def _company(template: bytes) -> Paper:
    file = Presentation(BytesIO(template))
    _emptied(file)
    said: list[str] = []
    layouts = [layout for master in file.slide_masters for layout in master.slide_layouts]
    cover, content = (_matched(layouts, use, said) for use in (COVER, CONTENT))
    width, height = ((side or 0) / _EMU for side in (file.slide_width, file.slide_height))
    if abs(width / height - WIDTH / HEIGHT) > 0.02:
        said.append(f"Slides of the template are {width:.1f} x {height:.1f} inches; exhibits were fitted to them.")
    return Paper(
        file,
        cover,
        content,
        _body(content, width, height, said),
        False,
        _title_size(content),
        said,
        _face(file.slide_master),
        _colours(file.slide_master),
    )


def _emptied(file: Any) -> None:
    """Take out the slides of a template, and its sections, which name them."""
    ids = file.slides._sldIdLst
    for each in list(ids):
        file.part.drop_rel(each.rId)
        ids.remove(each)
    lists = file.part._element.find(qn("p:extLst"))
    if lists is not None:
        file.part._element.remove(lists)


def _matched(layouts: Iterable[Any], use: str, said: list[str]) -> Any:
    """The layout for a use: by its type, else by its name, else the one with a title and least besides."""
    layouts = list(layouts)
    for layout in layouts:
        if layout._element.get("type") in _TYPES[use] and _title(layout) is not None:
            return layout
    for layout in layouts:
        if any(name in layout.name.casefold() for name in _NAMES[use]) and _title(layout) is not None:
            said.append(f"No layout of the type for {use} slides; '{layout.name}' was taken by its name.")
            return layout
    titled = [layout for layout in layouts if _title(layout) is not None]
    found = min(titled or layouts, key=lambda layout: len(list(layout.placeholders)))
    missing = "" if titled else ", which has no place for a title: titles stand in a box of their own"
    said.append(f"No layout for {use} slides by type or name; '{found.name}' was taken{missing}.")
    return found


def _title(layout: Any) -> Any:
    return next((one for one in layout.placeholders if one.placeholder_format.type in _TITLES), None)


def _body(layout: Any, width: float, height: float, said: list[str]) -> Box:
    """The room between the title of a layout and its foot, in inches."""
    title = _title(layout)
    left, top, across, tall = _box(title) if title is not None else (0.0, 0.0, 0.0, 0.2 * height)
    if across < 0.6 * width:  # a title that leaves room at its side says nothing of that of the exhibits
        left, across = 0.05 * width, 0.9 * width
    top += tall
    tops = [_box(one)[1] for one in layout.placeholders if one.placeholder_format.type in _FEET]
    feet = [top for top in tops if top > height / 2]
    bottom = min(feet, default=0.92 * height)
    if bottom - top < 0.5 * height:
        said.append(
            f"The layout '{layout.name}' leaves little room below its title; exhibits stand closer to the foot."
        )
        top, bottom = min(top, 0.26 * height), max(bottom, 0.9 * height)
    return left, top, across, bottom - top - 0.05


def _colours(master: Any) -> dict[str, str]:
    """The colours of a theme by name, those that it gives as numbers."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    found = re.finditer(rb'<a:(dk1|lt1|dk2|lt2|accent[1-6])>\s*<a:\w+ [^>]*?(?:lastClr|val)="([0-9A-Fa-f]{6})"', theme)
    return {one[1].decode(): f"#{one[2].decode().lower()}" for one in found}


def _face(master: Any) -> str:
    """The type of a theme's texts."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    found = re.search(rb'<a:minorFont>\s*<a:latin typeface="([^"]*)"', theme.blob)
    return found[1].decode("utf-8", "replace") if found else ""


def _title_size(layout: Any) -> float:
    """The size of titles on a layout, in points: its own, else that of its master."""
    title = _title(layout)
    places = [title._element.txBody] if title is not None else []
    places += [style] if (style := layout.slide_master._element.find(qn("p:txStyles"))) is not None else []
    levels = (level.find(qn("a:defRPr")) for place in places for level in place.iter(qn("a:lvl1pPr")))
    found = (level.get("sz", "") for level in levels if level is not None)
    sizes = [int(size) / 100 for size in found if size.isdigit()]
    return sizes[0] if sizes else USUAL_TITLE


def _box(shape: Any) -> Box:
    """Where a placeholder stands, in inches; nowhere where neither its layout nor its master says so."""
    left, top, width, height = ((side or 0) / _EMU for side in (shape.left, shape.top, shape.width, shape.height))
    return left, top, width, height
