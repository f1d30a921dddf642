"""Files to pages: what is read, what is refused and how, and where passages stand on the page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pypdf
import pytest
from pdf_files import lock, make_pdf
from PIL import Image

from intelliclaim import documents
from intelliclaim.clauses import Role, account, split_clauses
from intelliclaim.documents.content import choose_title
from intelliclaim.documents.health import examine
from intelliclaim.errors import NoTextLayer, PasswordNeeded, UnreadablePolicy, UnsupportedFile
from intelliclaim.types import Page

SAMPLE = Path(__file__).parent.parent / "samples" / "health.pdf"
WORDING = ["Burst pipes", "We pay for damage by water", "that escapes from a burst pipe."]


def test_every_page_is_read_in_order_and_progress_is_told():
    told = []
    document = documents.read(
        make_pdf(["First page"], ["Second page"]), "home.pdf", on_progress=lambda *step: told.append(step)
    )
    assert [(page.number, page.text.strip()) for page in document.pages] == [
        (1, "First page"),
        (2, "Second page"),
    ]
    assert told == [(1, 2), (2, 2)]


def test_lines_end_in_plain_line_feeds():
    (page,) = documents.read(make_pdf(WORDING), "home.pdf").pages
    assert "\r" not in page.text
    assert [line.strip() for line in page.text.split("\n")] == WORDING


def test_pdf_by_another_name_is_read_as_pdf():
    assert documents.read(make_pdf(["Text"]), "policy.txt").pages[0].text.strip() == "Text"


def test_encrypted_file_without_password_asks_for_one():
    with pytest.raises(PasswordNeeded, match="home.pdf is protected by a password"):
        documents.read(lock(make_pdf(WORDING), "secret"), "home.pdf")


def test_wrong_password_is_called_wrong():
    with pytest.raises(PasswordNeeded, match="does not open home.pdf"):
        documents.read(lock(make_pdf(WORDING), "secret"), "home.pdf", password="guess")


def test_right_password_opens_and_the_health_says_encrypted():
    document = documents.read(lock(make_pdf(WORDING), "secret"), "home.pdf", password="secret")
    assert document.health.encrypted
    assert "burst pipe" in document.pages[0].text


def test_empty_password_is_tried_before_asking():
    assert documents.read(lock(make_pdf(WORDING), ""), "home.pdf").health.encrypted


def test_unlocked_file_needs_no_password_and_reads_the_same():
    locked = lock(make_pdf(WORDING), "secret")
    plain = documents.unlocked(locked, "secret")
    assert (
        documents.read(plain, "home.pdf").pages == documents.read(locked, "home.pdf", password="secret").pages
    )
    assert not documents.read(plain, "home.pdf").health.encrypted


def test_scan_is_refused_and_ocr_advised():
    with pytest.raises(NoTextLayer, match="OCR"):
        documents.read(make_pdf([], []), "scan.pdf")


def test_empty_file_is_refused():
    with pytest.raises(UnreadablePolicy, match="home.pdf is empty"):
        documents.read(b"", "home.pdf")


def test_file_that_is_no_pdf_inside_is_refused():
    with pytest.raises(UnreadablePolicy, match="not a PDF"):
        documents.read(b"<html>Sign in</html>", "home.pdf")


def test_cut_off_pdf_is_called_cut_off():
    with pytest.raises(UnreadablePolicy, match="cut off"):
        documents.read(b"%PDF-1.7\n1 0 obj\n<<", "home.pdf")


def test_other_kinds_are_refused_with_the_kinds_that_are_read():
    with pytest.raises(UnsupportedFile, match=r"\.pdf.*\.docx"):
        documents.read(b"PK\x03\x04", "book.xlsx")


def test_bookmarks_with_their_depth_and_page_labels_are_read():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf(["Cover"], ["Exclusions"])))
    above = writer.add_outline_item(title="Exclusions", page_number=1)
    writer.add_outline_item(title="War", page_number=1, parent=above)
    writer.set_page_label(0, 0, style="/r")
    writer.set_page_label(1, 1, style="/D")
    out = io.BytesIO()
    writer.write(out)
    document = documents.read(out.getvalue(), "home.pdf")
    assert document.outline == (("Exclusions", 2, 0), ("War", 2, 1))
    assert [page.label for page in document.pages] == ["i", "1"]


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("Home Insurance Wording", "Home Insurance Wording"),
        ("Microsoft Word - home.doc", "my home policy"),
        ("Pet Insurance Wording", "my home policy"),
        ("", "my home policy"),
    ],
)
def test_declared_title_counts_only_where_the_pages_say_it(declared, title):
    assert choose_title(declared, "my-home_policy.pdf", "Home insurance: policy wording") == title


def test_text_file_is_cut_into_pages_at_paragraph_ends_without_loss():
    text = "\n\n".join(
        f"{n}. The insurer pays for loss number {n}. " + "Words follow here. " * 10 for n in range(60)
    )
    document = documents.read(text.encode(), "policy.txt")
    assert len(document.pages) > 2
    assert "".join(page.text for page in document.pages) == text
    assert max(len(page.text) for page in document.pages) < 4000


def test_html_file_is_read_without_its_tags():
    html = (
        b"<html><head><title>x</title></head><body><h1>Cover</h1><p>We pay for <b>fire</b>.</p></body></html>"
    )
    text = documents.read(html, "policy.html").pages[0].text
    assert "We pay for" in text and "<" not in text


def test_docx_file_is_read():
    body = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>We pay for theft.</w:t></w:r></w:p></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as docx:
        docx.writestr("word/document.xml", body)
    assert "We pay for theft." in documents.read(out.getvalue(), "policy.docx").pages[0].text


def test_damaged_docx_is_refused():
    with pytest.raises(UnreadablePolicy, match="damaged"):
        documents.read(b"not a zip file", "policy.docx")


def test_almost_empty_page_among_full_ones_is_suspect_and_an_empty_one_is_without_text():
    full = "The insurer will pay for the loss of the insured property in the home. " * 10
    health = examine([Page(1, full), Page(2, "Notes"), Page(3, ""), Page(4, full), Page(5, full)])
    assert (health.suspect_pages, health.pages_without_text, health.unread) == ((2,), (3,), (2, 3))


def test_text_in_a_font_from_before_unicode_is_suspect():
    garbled = (
        "DeeHekeÀes keÀer efMekeÀe³ele efveJeejCe DeefOekeÀejer HeeBefueme\xed neWies leLee keÀ³ee&ue³e MeeKee "
        * 5
    )
    assert examine([Page(1, garbled)]).suspect_pages == (1,)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We will pay for the loss of your property in the home.", "en"),
        (
            "El asegurador pagará los gastos de la hospitalización en que incurra el asegurado por un accidente.",
            "es",
        ),
        ("我們會支付閣下的醫療費用", "zh"),
        ("123 456", ""),
    ],
)
def test_language_is_told_by_its_commonest_words_or_script(text, language):
    assert examine([Page(1, text)]).language == language


def test_boxes_stand_on_the_lines_of_the_passage():
    data = make_pdf(WORDING)
    (page,) = documents.read(data, "home.pdf").pages
    start = page.text.index("damage")
    found = documents.boxes(data, 1, start, page.text.index("pipe."))
    assert len(found) == 2  # the passage runs over a line end
    first, second = found
    assert first.left > second.left and first.top < second.top
    assert all(0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1 for box in found)


def test_page_image_has_the_width_asked_for_and_is_marked_only_where_lit():
    data = make_pdf(WORDING)
    (page,) = documents.read(data, "home.pdf").pages
    start = page.text.index("We pay")
    plain = Image.open(io.BytesIO(documents.page_image(data, 1, width=600)))
    lit = Image.open(io.BytesIO(documents.page_image(data, 1, width=600, lit=[(start, start + 20)])))
    assert plain.size[0] == lit.size[0] == 600
    (box, *_) = documents.boxes(data, 1, start, start + 20)
    marked = [
        (x / lit.size[0], y / lit.size[1])
        for y in range(lit.size[1])
        for x in range(lit.size[0])
        if lit.getpixel((x, y)) != plain.getpixel((x, y))
    ]
    assert marked
    assert all(
        box.left - 0.01 < x < box.right + 0.01 and box.top - 0.01 < y < box.bottom + 0.01 for x, y in marked
    )


def test_page_that_is_not_there_is_refused():
    with pytest.raises(UnreadablePolicy, match="no page 2"):
        documents.page_image(make_pdf(WORDING), 2, width=300)


def test_schedule_of_a_real_file_keeps_its_rows_below_the_names_of_their_columns():
    clauses = split_clauses(documents.read(SAMPLE.read_bytes(), "health.pdf").pages)
    tables = [c for c in clauses if any("SCHEDULE OF BENEFITS" in h for h in c.heading)]
    rows = {p.text: c for c in tables for p in c.passages}
    for row in (
        "Cataract, per eye Rs 30,000 Rs 45,000 Rs 75,000",
        "Domiciliary Hospitalisation Not available Rs 50,000 10% of SI, at most Rs 2,00,000",
        "Co-payment, all claims 10% Nil Nil",
    ):
        assert len(rows[row].heading) == 1
        lead_in = rows[row].lead_in.text if rows[row].lead_in else ""
        assert "Benefit Silver Gold Platinum" in f"{rows[row].text} {lead_in}"


def test_no_letter_of_a_real_file_is_lost():
    sheets = documents.read(SAMPLE.read_bytes(), "health.pdf").pages
    spans = [span for span, role in account(sheets) if role in (Role.HEADING, Role.FURNITURE)]
    spans += [s for clause in split_clauses(sheets) for p in clause.passages for s in p.spans]
    kept = sorted((s.page, i) for s in spans for i in range(s.start, s.end))
    letters = [(p.number, i) for p in sheets for i, char in enumerate(p.text) if char.isalnum()]
    assert [place for place in kept if sheets[place[0] - 1].text[place[1]].isalnum()] == letters
