"""A report as a PDF: titled, in French, with real text; loaded only when somebody asks for one."""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from comite.experiences.documents.flow import GRID, MARGIN, WIDTH, flow_of, printable
from comite.experiences.documents.outline import Outline
from comite.experiences.models import Indicator

ACCENT = colors.HexColor("#0b5566")
SOFT = colors.HexColor("#535b60")


def as_pdf(outline: Outline, site_name: str) -> BytesIO:
    """The whole report as a PDF file."""
    made = BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=outline.title,
        author=outline.facts[0][1],
        subject=outline.summary,
        creator=site_name,
        lang="fr-FR",
    )

    def foot(canvas: Canvas, page: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, 12 * mm, printable(f"{site_name} · {outline.address}")[:120])
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, f"Page {page.page}")
        canvas.restoreState()

    document.build(_story(outline), onFirstPage=foot, onLaterPages=foot)
    made.seek(0)
    return made


def _story(outline: Outline) -> list[Flowable]:
    """The blocks of the document, in order."""
    styles = _styles()
    story: list[Flowable] = [_text(outline.title, styles["title"]), _text(outline.summary, styles["lead"])]
    story.append(_pairs(outline.facts, styles))
    for part in outline.parts:
        story += [_text(part.title, styles["heading"]), *flow_of(str(part.html), styles)]
    if outline.figures:
        story.append(_text("Les chiffres", styles["heading"]))
        story.append(_figures([row for figure in outline.figures for row in figure.rows], styles))
        for figure in outline.figures:
            if figure.is_discordant:
                story.append(_text(f"Sources discordantes : {figure.label}.", styles["text"]))
    for title, pairs in (("Sobriété", outline.sobriety), ("Conformité", outline.compliance)):
        if pairs:
            story += [_text(title, styles["heading"]), _pairs(pairs, styles)]
    for title, items in ((outline.sources_title, outline.sources), ("Documents joints", outline.files)):
        if items:
            story.append(_text(title, styles["heading"]))
            story += [_text(f"– {item}", styles["text"]) for item in items]
    for name, outcome, _told, html in outline.replications:
        story.append(_text(f"Repris par {name} (bilan : {outcome.lower()})", styles["heading"]))
        story += flow_of(str(html), styles)
    return story


def _text(words: str, style: Any) -> Flowable:
    """A paragraph of plain words."""
    return Paragraph(escape(printable(words)), style)


def _pairs(pairs: Any, styles: dict[str, Any]) -> Flowable:
    """Facts in two columns."""
    if not pairs:
        return Spacer(0, 0)
    rows = [[_text(term, styles["term"]), _text(value, styles["text"])] for term, value in pairs]
    return Table(rows, colWidths=[45 * mm, WIDTH - 45 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def _figures(rows: list[Indicator], styles: dict[str, Any]) -> Flowable:
    """The figures as a table."""
    heads = ("Indicateur", "Avant", "Après", "Période", "Méthode", "Source")
    cells = [[_text(head, styles["term"]) for head in heads]]
    for row in rows:
        values = (
            row.label,
            f"{row.before} {row.unit}" if row.before else "",
            f"{row.after} {row.unit}" if row.after else "",
            row.period,
            row.method,
            row.source,
        )
        cells.append([_text(value, styles["small"]) for value in values])
    return Table(
        cells, colWidths=[width * mm for width in (35, 22, 22, 25, 33, 33)], style=GRID, repeatRows=1
    )


def _styles() -> dict[str, Any]:
    """The styles of the blocks."""
    text = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=5)
    bold = ParagraphStyle("bold", parent=text, fontName="Helvetica-Bold")
    return {
        "text": text,
        "small": ParagraphStyle("small", parent=text, fontSize=8, leading=10, spaceAfter=0),
        "term": ParagraphStyle("term", parent=bold, fontSize=9, leading=12),
        "lead": ParagraphStyle("lead", parent=text, fontSize=12, leading=16, textColor=SOFT, spaceAfter=10),
        "title": ParagraphStyle(
            "title", parent=bold, fontSize=19, leading=24, textColor=ACCENT, spaceAfter=8
        ),
        "heading": ParagraphStyle(
            "heading", parent=bold, fontSize=13, leading=17, textColor=ACCENT, spaceBefore=10, keepWithNext=1
        ),
        "subtitle": ParagraphStyle("subtitle", parent=bold, keepWithNext=1),
        "quote": ParagraphStyle("quote", parent=text, leftIndent=12, textColor=SOFT),
        "code": ParagraphStyle("code", parent=text, fontName="Courier", fontSize=8, leading=10),
    }
