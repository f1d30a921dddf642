"""A claim's folder: what was begun, the diary, attachments with their offers, and that all of it is logged."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from datetime import date
from decimal import Decimal as D
from email.message import EmailMessage

import pytest
from pdf_files import make_pdf
from PIL import Image
from store_records import FORM, REJECTED, add, everything_in, sheet_for

from intelliclaim.documents import picture, read_paper
from intelliclaim.errors import UnknownAssessment, UnknownPolicy, UnsupportedFile
from intelliclaim.facts import find_in_paper, read_facts
from intelliclaim.store import Store
from intelliclaim.store.schema import MIGRATIONS
from intelliclaim.types import Form, Quantity, Unit
from intelliclaim.types.casework import Begun, Diary, Folder, Standing

INVOICE = """Larkspur Clinic
Invoice No 4471   Date: 06/03/2026
Date of admission: 04/03/2026
Description Amount (Rs)
Room rent 4 days @ 6,000 24,000.00
Surgeon fee 80,000.00
Sub-total 1,04,000.00
Implant 1,36,000.00
Total 2,40,000.00"""
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
BEGUN = Begun("a hedgehog ate the carpet", Form(age=44), "C-9")


def mail(body: str, *, invoice: bytes = b"", html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ana Bell <ana@example.org>", "Burst pipe"
    message["Date"] = "Mon, 16 Feb 2026 10:00:00 +0000"
    message.set_content(body, subtype="html" if html else "plain")
    if invoice:
        message.add_attachment(invoice, maintype="application", subtype="pdf", filename="bill.pdf")
    return message.as_bytes()


# --- papers to text


def test_email_is_read_with_its_head_apart_from_its_words():
    paper = read_paper(mail("The pipe burst on 14 Feb 2026."), "claim.eml")
    assert paper.text == "The pipe burst on 14 Feb 2026."
    assert paper.about == "from Ana Bell <ana@example.org>, sent 16 Feb 2026, “Burst pipe”"


def test_email_in_html_is_read_as_it_is_shown():
    body = "<style>p {color: red}</style><p>The pipe <b>burst</b>.</p><p>Come &amp; see.</p>"
    assert read_paper(mail(body, html=True), "claim.eml").text == "The pipe burst.\nCome & see."


def test_pdf_within_an_email_is_read_under_its_name():
    text = read_paper(mail("See the bill.", invoice=make_pdf(["Total 90.00"])), "claim.eml").text
    assert "See the bill." in text and "[bill.pdf]\nTotal 90.00" in text


def test_picture_has_no_text_and_is_kept_all_the_same():
    assert read_paper(PNG, "roof.png").text == ""


def test_picture_is_drawn_upright_within_a_screen_and_a_damaged_one_is_not():
    photo, out = Image.new("RGB", (3000, 1000)), io.BytesIO()
    exif = photo.getexif()
    exif[0x0112] = 6  # turn right, as a phone held upright says
    photo.save(out, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(picture(out.getvalue()))).size == (467, 1400)
    assert picture(PNG) is None


def test_damaged_pdf_is_kept_without_text():
    assert read_paper(b"%PDF-1.4 nothing more", "bill.pdf").text == ""


@pytest.mark.parametrize(
    ("data", "name"), [(b"MZ", "run.exe"), (b"no picture", "roof.jpg"), (b" ", "bill.pdf"), (b"x", "noend")]
)
def test_other_files_are_refused(data, name):
    with pytest.raises(UnsupportedFile, match=name):
        read_paper(data, name)


# --- text to finds


def found(text: str) -> dict[str, object]:
    return {find.field: find.value for find in find_in_paper(text)}


def test_invoice_gives_its_rows_total_currency_and_day_of_loss():
    facts = found(INVOICE)
    assert facts["claimed_amount"] == D(240000)
    assert facts["currency"] == "INR"
    assert facts["loss_date"] == date(2026, 3, 4)
    assert [(line.label, line.amount) for line in facts["lines"]] == [
        ("Room rent", D(24000)),
        ("Surgeon fee", D(80000)),
        ("Implant", D(136000)),
    ]
    assert (facts["lines"][0].quantity, facts["lines"][0].rate) == (Quantity(D(4), Unit.DAY), D(6000))


def test_find_says_the_words_that_it_was_read_in():
    words = {find.field: find.words for find in find_in_paper(INVOICE)}
    assert words["claimed_amount"] == "Total 2,40,000.00"
    assert words["loss_date"] == "Date of admission: 04/03/2026"


def test_ambiguous_date_comes_with_its_note():
    (told,) = [find for find in find_in_paper(INVOICE) if find.field == "loss_date"]
    assert "could also be" in told.note


def test_cells_on_lines_of_their_own_are_put_together():
    facts = found("Units\n2 600.00 1,200.00\nVAT\n£240.00\nTotal due\n£1,440.00\nTel 020 7946 0000")
    assert [(line.label, line.amount) for line in facts["lines"]] == [("Units", D(1200)), ("VAT", D(240))]
    assert (facts["claimed_amount"], facts["currency"]) == (D(1440), "GBP")


def test_letter_is_read_as_a_claim_is():
    facts = found("The pipe burst on 14 Feb 2026. The floor is £1,700 to repair.")
    assert (facts["loss_date"], facts["claimed_amount"]) == (date(2026, 2, 14), D(1700))


def test_paper_without_facts_gives_none():
    assert find_in_paper("Kind regards") == () == find_in_paper(" ")


# --- folders in the store


@pytest.fixture
def policy(store):
    return add(store, "a", name="Quixotry")


def test_claim_that_was_begun_comes_back_after_reopening(tmp_path):
    store = Store(tmp_path)
    kept = store.folders.keep_begun(Folder(0, add(store, "a").id), BEGUN)
    store.close()
    again = Store(tmp_path)
    assert again.folders.folder(kept).begun == BEGUN
    assert [each.standing for each in again.folders.all()] == [Standing.OPEN]
    again.close()


def test_assessment_takes_what_was_begun_and_keeps_its_folder(store, policy):
    folder = store.folders.keep_begun(Folder(0, policy.id), BEGUN)
    first = store.claims.save_assessment("C-9", FORM, sheet_for(policy), "A. Iyer", folder)
    second = store.claims.save_assessment("C-9", FORM, sheet_for(policy), "A. Iyer", folder)
    (kept,) = store.folders.all()
    assert (kept.id, kept.begun, kept.assessment) == (folder, None, second)
    assert store.folders.of_assessment(first.id) == kept


def test_assessment_of_an_older_release_is_a_claim_of_its_own_until_something_is_kept_with_it(store, policy):
    assessed = store.claims.save_assessment("C-1", FORM, sheet_for(policy))
    (bare,) = store.folders.all()
    assert bare == Folder(0, policy.id, assessment=assessed)
    ids = {store.folders.put_diary(bare, Diary("A. Iyer"), "A. Iyer") for _ in range(2)}
    (kept,) = store.folders.all()
    assert ids == {kept.id} and kept.diary.assigned == "A. Iyer" and kept.assessment == assessed


def test_diary_is_logged_without_the_notes_words(store, policy):
    id_ = store.folders.put_diary(
        Folder(0, policy.id), Diary("B. Okafor", date(2026, 12, 1), "ask Ana"), "A. Iyer"
    )
    (entry,) = store.claims.log("claim")
    detail = json.loads(entry.detail)
    assert (entry.subject, entry.by, detail["assigned"], detail["due"]) == (
        str(id_),
        "A. Iyer",
        "B. Okafor",
        "2026-12-01",
    )
    assert "Ana" not in entry.detail and store.claims.verify_log() is None


def test_claim_is_overdue_on_its_day():
    folder = Folder(1, "p", Diary(due=date(2026, 12, 1)))
    assert folder.overdue(date(2026, 12, 1)) and not folder.overdue(date(2026, 11, 30))
    assert not Folder(1, "p").overdue(date(2026, 12, 1))


def attach(store, policy, data=b"zyzzyva bill", name="zyzzyva.txt"):
    folder = store.folders.keep_begun(Folder(0, policy.id), BEGUN)
    sha256 = hashlib.sha256(data).hexdigest()
    return store.folders.attach(
        store.folders.folder(folder), name, sha256, data, "", data.decode("latin-1"), "A. Iyer"
    )


def test_same_file_is_kept_once_with_a_claim_and_gone_only_with_its_last(store, policy):
    first, second = attach(store, policy), attach(store, policy)
    again = store.folders.attach(
        store.folders.folder(first.folder), "again.txt", first.sha256, b"zyzzyva bill", "", "", "A. Iyer"
    )
    assert again == first
    store.folders.detach(first, "A. Iyer")
    assert store.folders.file(second) == b"zyzzyva bill"
    store.folders.detach(second, "A. Iyer")
    assert not list((store.folder / "attachments").iterdir())


def test_policy_deleted_with_an_undecided_claim_leaves_no_word_of_its_attachments(store, policy):
    attach(store, policy)
    store.delete(policy.id)
    assert store.folders.all() == () and not list((store.folder / "attachments").iterdir())
    assert b"zyzzyva" not in everything_in(store.folder).lower()
    assert store.claims.verify_log() is None


def test_attachments_of_a_decided_claim_outlive_its_policy(store, policy):
    kept = attach(store, policy)
    assessed = store.claims.save_assessment("C-9", FORM, sheet_for(policy), "A. Iyer", kept.folder)
    store.claims.save_decision(assessed.id, REJECTED)
    store.delete(policy.id)
    (folder,) = store.folders.all()
    assert folder.standing is Standing.DECIDED
    assert store.folders.file(*store.folders.attachments(folder.id)) == b"zyzzyva bill"


def test_claim_on_a_deleted_policy_takes_nothing_any_more(store, policy):
    store.delete(policy.id)
    with pytest.raises(UnknownPolicy):
        store.folders.keep_begun(Folder(0, policy.id), BEGUN)


def test_discarded_claim_is_gone_and_an_assessed_one_cannot_be_discarded(store, policy):
    begun = attach(store, policy)
    store.folders.discard(store.folders.folder(begun.folder), "A. Iyer")
    with pytest.raises(UnknownAssessment):
        store.folders.folder(begun.folder)
    assert not list((store.folder / "attachments").iterdir())
    other = attach(store, policy)
    store.claims.save_assessment("C-9", FORM, sheet_for(policy), "", other.folder)
    with pytest.raises(ValueError, match="assessment"):
        store.folders.discard(store.folders.folder(other.folder), "A. Iyer")


def test_store_of_the_third_schema_opens_and_its_claims_have_folders(tmp_path):
    connection = sqlite3.connect(tmp_path / "intelliclaim.sqlite")
    for script in MIGRATIONS[:3]:
        connection.executescript(script)
    connection.execute("PRAGMA user_version = 3")
    connection.commit()
    connection.close()
    store = Store(tmp_path)
    assert store.folders.all() == ()
    assert store.folders.keep_begun(Folder(0, add(store, "a").id), BEGUN) == 1
    store.close()


# --- the assistant


@pytest.fixture
def folder(desk, home):
    return desk.keep_begun(Folder(0, home.id), BEGUN)


def offered(desk, folder, text="", form=Form()):  # noqa: B008 - frozen
    return {offer.find.field: offer for offer in desk.offers(folder, read_facts(text, form))}


def test_finds_are_offered_and_nothing_of_the_claim_changes(desk, folder):
    desk.attach(folder, INVOICE.encode(), "bill.txt", "A. Iyer")
    offers = offered(desk, folder)
    assert offers["claimed_amount"].find.value == D(240000) and offers["claimed_amount"].now is None
    assert desk.folder(folder.id).begun == BEGUN


def test_find_that_the_claim_has_already_is_not_offered(desk, folder):
    desk.attach(folder, INVOICE.encode(), "bill.txt")
    assert "claimed_amount" not in offered(desk, folder, form=Form(claimed_amount=D(240000)))
    assert offered(desk, folder, form=Form(claimed_amount=D(5)))["claimed_amount"].now == D(5)


def test_find_taken_is_in_the_form_logged_and_offered_no_more(desk, folder):
    paper = desk.attach(folder, INVOICE.encode(), "bill.txt")
    form = desk.take(offered(desk, folder)["claimed_amount"], Form(age=44), "A. Iyer")
    assert form == Form(age=44, claimed_amount=D(240000))
    assert "claimed_amount" not in offered(desk, folder)
    detail = json.loads(desk.log("claim")[0].detail)
    assert (detail["did"], detail["field"], detail["from"]) == ("taken", "claimed_amount", paper.sha256)
    assert "240000" not in desk.log("claim")[0].detail


def test_lines_of_a_second_invoice_are_put_behind_the_firsts(desk, folder):
    desk.attach(folder, INVOICE.encode(), "bill.txt")
    form = desk.take(offered(desk, folder)["lines"], Form(), "A. Iyer")
    desk.attach(folder, b"Taxi fare Rs 900.00\nPorter Rs 100.00", "taxi.txt")
    form = desk.take(offered(desk, folder, form=form)["lines"], form, "A. Iyer")
    assert [line.label for line in form.lines] == [
        "Room rent",
        "Surgeon fee",
        "Implant",
        "Taxi fare",
        "Porter",
    ]


def test_find_set_aside_is_offered_no_more(desk, folder):
    desk.attach(folder, INVOICE.encode(), "bill.txt")
    desk.set_aside(offered(desk, folder)["lines"], "A. Iyer")
    assert "lines" not in offered(desk, folder)


def test_file_too_large_is_refused_with_its_size(desk, folder):
    with pytest.raises(UnsupportedFile, match="21 MB; at most 20 MB"):
        desk.attach(folder, b"x" * 21_000_000, "bill.txt")


def test_folder_of_a_file_name_is_not_kept(desk, folder):
    assert desk.attach(folder, b"x", "..\\..\\secret/bill.txt").filename == "bill.txt"


def test_pack_tells_of_the_folder(desk, home, folder, monkeypatch):
    desk.attach(folder, INVOICE.encode(), "bill.txt", "A. Iyer")
    done = desk.assess(home.id, "A pipe burst.", Form(), "C-9", "A. Iyer", folder.id)
    assert "claim" in [entry.kind for entry in desk._entries_on(done)]
