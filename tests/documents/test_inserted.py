"""Pages of other PDFs put into ours look as their reader sees them, turned and cut as they say; and what is no PDF."""

import io

import pytest
from PIL import ImageChops
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from app.documents.inserted import Inserted, insert_pages, page_sizes


def made(turn=0, crop=None, size=(400, 600)):
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=size)
    canvas.setPageRotation(turn)
    if crop:
        canvas.setCropBox(crop)
    canvas.setFont("Helvetica", 30)
    canvas.rect(10, 10, size[0] - 20, size[1] - 20)
    canvas.drawString(60, 300, "agreed")
    canvas.rect(70, 80, 90, 40, fill=1)
    canvas.showPage()
    canvas.save()
    return into.getvalue()


def seen(pdf):
    document = PdfDocument(pdf)
    try:
        return document[0].render().to_pil().convert("L")
    finally:
        document.close()


def blank(width, height):
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=(width, height))
    canvas.showPage()
    canvas.save()
    return into.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 60, 350, 560)])
def test_a_page_looks_as_it_does_by_itself(turn, crop):
    kept = made(turn, crop)
    alone = seen(kept)
    [(width, height)] = page_sizes(kept)
    assert (round(width), round(height)) == alone.size
    put_in = seen(insert_pages(blank(width, height), {0: Inserted(kept, 0, 0, 0, 1.0)}))
    assert put_in.size == alone.size
    differing = sum(ImageChops.difference(put_in, alone).histogram()[64:])
    assert differing < 0.004 * alone.width * alone.height  # edges of letters, at most


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"no pdf", b"%PDF-1.4\ngarbage"])
def test_what_is_no_pdf_has_no_pages(content):
    assert page_sizes(content) == []


def test_without_pages_to_put_in_nothing_changes():
    pdf = blank(10, 10)
    assert insert_pages(pdf, {}) is pdf
