import socket
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from prompts.still import faces, text
from prompts.still.file import ratio_name
from prompts.still.inspect import inspect, ordered
from prompts.still.load import open_still
from prompts.still.report import Composition, Finding, Level, Report, Trust
from prompts.still.sharpness import findings_of_sharpness, sharpness_of
from prompts.still.views import views_of


def test_two_dogs_are_two_equal_subjects_with_boxes(shipped, finding):
    report = shipped("two_dogs.jpg")
    assert report.equal_subjects
    assert report.composition is Composition.PAIR
    assert finding(report, "IMG-08").trust is Trust.HINT
    upper, lower = sorted((s.box for s in report.subjects), key=lambda box: box.y)
    # The heads, read off the picture by eye.
    assert upper.centre == pytest.approx((0.41, 0.32), abs=0.05)
    assert lower.centre == pytest.approx((0.57, 0.53), abs=0.05)


def test_the_dandelion_is_a_clear_subject(shipped, finding):
    report = shipped("dandelions.jpg")
    assert report.composition is Composition.SUBJECT
    assert not report.equal_subjects
    assert finding(report, "IMG-07").text == "clear subject"
    assert report.main.box.centre == pytest.approx((0.3, 0.33), abs=0.06)
    assert report.free.widest == "right"
    assert report.scenery.largest == "foliage"


def test_the_mountains_are_a_landscape_with_horizon_and_sky(shipped):
    report = shipped("mountains.jpg")
    assert report.composition is Composition.LANDSCAPE
    assert 0.15 < report.scenery.sky < 0.4
    assert report.depth.horizon is not None
    assert report.depth.evidence


def test_the_creek_has_water_and_foliage(shipped):
    report = shipped("creek.jpg")
    assert report.composition is Composition.LANDSCAPE
    assert report.scenery.water > 0.05
    assert report.scenery.foliage > 0.2
    assert report.scenery.sky == 0


def test_the_astronaut_is_a_portrait_below_the_wanted_size(shipped, finding):
    report = shipped("astronaut.png")
    assert report.composition is Composition.PORTRAIT
    assert report.faces == 1
    assert report.main.kind == "face"
    assert report.main.box.centre == pytest.approx((0.44, 0.22), abs=0.05)
    assert finding(report, "IMG-01").level is Level.WARN


def test_the_coffee_cup_is_a_clear_subject_below_the_wanted_size(shipped, finding):
    report = shipped("coffee.png")
    assert report.composition is Composition.SUBJECT
    assert finding(report, "IMG-01").level is Level.WARN
    assert report.main.box.centre == pytest.approx((0.46, 0.5), abs=0.1)


def test_a_report_travels_as_json(example, shipped):
    report = shipped(example.name)
    assert Report.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize("name", ["astronaut.png", "two_dogs.jpg"])
def test_inspection_is_deterministic_whatever_came_before(name, examples):
    data = (examples / name).read_bytes()
    first = inspect(data, ocr=False)
    inspect((examples / "coffee.png").read_bytes(), ocr=False)
    assert inspect(data, ocr=False) == first


def _flipped(data: bytes) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        turned = image.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        turned.save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.parametrize("name", ["dandelions.jpg", "coffee.png", "astronaut.png", "two_dogs.jpg"])
def test_flipping_a_still_flips_its_boxes(name, shipped, examples):
    report = shipped(name)
    mirrored = inspect(_flipped((examples / name).read_bytes()), ocr=False)
    assert mirrored.composition is report.composition
    assert mirrored.equal_subjects is report.equal_subjects
    count = 2 if report.equal_subjects else 1
    there = sorted(s.box.centre[1] for s in report.subjects[:count])
    back = sorted(s.box.centre[1] for s in mirrored.subjects[:count])
    assert back == pytest.approx(there, abs=0.06)
    for subject in report.subjects[:count]:
        x, y = subject.box.centre
        assert any(
            other.box.centre == pytest.approx((1 - x, y), abs=0.06)
            for other in mirrored.subjects[:count]
        )


@pytest.mark.parametrize("long_side", [2600, 1300, 700])
def test_scaling_and_saving_again_keep_the_subject(long_side, shipped, examples):
    report = shipped("dandelions.jpg")
    out = BytesIO()
    with Image.open(examples / "dandelions.jpg") as image:
        image.thumbnail((long_side, long_side))
        image.save(out, "WEBP", quality=80)
    again = inspect(out.getvalue(), ocr=False)
    assert again.composition is report.composition
    assert again.main.box.centre == pytest.approx(report.main.box.centre, abs=0.06)


def test_an_exif_turn_gives_the_same_boxes(shipped, examples):
    report = shipped("coffee.png")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    out = BytesIO()
    with Image.open(examples / "coffee.png") as image:
        image.transpose(Image.Transpose.ROTATE_90).save(out, "PNG", exif=exif)
    turned = inspect(out.getvalue(), ocr=False)
    assert turned.turned
    assert (turned.width, turned.height) == (600, 400)
    assert turned.subjects == report.subjects


def test_nothing_of_the_metadata_is_in_the_report(encode, ground, disc):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRETCAM"
    exif[ExifTags.Base.DateTime] = "2019:03:04 05:06:07"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (48.0, 12.0, 31.0), 3: "E", 4: (11.0, 7.0, 5.0)}
    data = encode(disc(ground(), 0.5, 0.5), "JPEG", exif=exif, comment=b"SECRETNOTE")
    text = inspect(data, ocr=False).model_dump_json()
    assert not any(secret in text for secret in ("SECRET", "2019", "48.0", "GPS"))


def test_a_hint_is_never_a_warning(example, shipped):
    report = shipped(example.name)
    assert all(
        f.level in (Level.GOOD, Level.INFO) for f in report.findings if f.trust is Trust.HINT
    )


def test_findings_come_most_important_first():
    def made(rule: str, level: Level) -> Finding:
        return Finding(rule=rule, trust=Trust.FACT, level=level, text=rule)

    findings = [
        made("IMG-04", Level.INFO),
        made("IMG-07", Level.GOOD),
        made("IMG-03", Level.WARN),
        made("IMG-01", Level.WARN),
    ]
    assert [f.rule for f in ordered(findings)] == ["IMG-01", "IMG-03", "IMG-07", "IMG-04"]


@pytest.mark.parametrize(
    ("size", "level", "words"),
    [
        ((1920, 1080), Level.GOOD, "1920×1080"),
        ((1080, 1920), Level.GOOD, "1080×1920"),
        ((1280, 720), Level.INFO, "720p"),
        ((768, 1024), Level.INFO, "720p"),
        ((1023, 700), Level.WARN, "small"),
        ((500, 280), Level.WARN, "very small"),
    ],
)
def test_resolution_compares_long_and_short_side(size, level, words, look, finding):
    found = finding(look(np.full((size[1], size[0], 3), 120, np.uint8)), "IMG-01")
    assert found.level is level
    assert words in found.text
    assert found.trust is Trust.FACT


def test_ratios_beyond_most_models_are_named(look, finding):
    assert "too wide" in finding(look(np.zeros((400, 1200, 3), np.uint8)), "IMG-24").text
    assert "too tall" in finding(look(np.zeros((1200, 400, 3), np.uint8)), "IMG-24").text
    assert finding(look(np.zeros((500, 1200, 3), np.uint8)), "IMG-24") is None


@pytest.mark.parametrize(
    ("size", "name"),
    [((1920, 1080), "16:9"), ((1080, 1920), "9:16"), ((1278, 1920), "2:3"), ((700, 700), "1:1")],
)
def test_shapes_have_their_usual_names(size, name):
    assert ratio_name(*size) == name


def test_hard_jpeg_compression_is_read_from_the_tables(encode, ground, disc, finding):
    picture = disc(ground(), 0.5, 0.5)
    for quality in (10, 35, 55):
        found = finding(inspect(encode(picture, "JPEG", quality=quality), ocr=False), "IMG-03")
        assert found.level is Level.WARN
        assert found.value == pytest.approx(quality, abs=2)
    assert finding(inspect(encode(picture, "JPEG", quality=85), ocr=False), "IMG-03") is None


@pytest.mark.parametrize("shift", [0, 3])
def test_blocks_show_through_a_lossless_save_and_a_crop(shift, examples, encode, finding):
    with Image.open(examples / "mountains.jpg") as image:
        small = image.resize((960, 720))
    with Image.open(BytesIO(encode(small, "JPEG", quality=12))) as hard:
        laundered = hard.crop((shift, shift, 940, 700)).copy()
    found = finding(inspect(encode(laundered), ocr=False), "IMG-03")
    assert found.trust is Trust.MEASURED
    assert "blocks" in found.text
    assert finding(inspect(encode(small), ocr=False), "IMG-03") is None


@pytest.mark.parametrize("name", ["dandelions.jpg", "creek.jpg", "mountains.jpg", "astronaut.png"])
def test_blur_and_enlargement_are_told_from_sharpness(name, examples, encode):
    def measured(picture: np.ndarray) -> Finding:
        return findings_of_sharpness(sharpness_of(views_of(open_still(encode(picture))), None))[0]

    with Image.open(examples / name) as image:
        image.draft("RGB", (900, 900))
        image.thumbnail((900, 900))
        sharp = np.asarray(image.convert("RGB"))
    height, width = sharp.shape[:2]
    tiny = cv2.resize(sharp, (width // 3, height // 3), interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(tiny, (width, height), interpolation=cv2.INTER_CUBIC)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 2.5)
    assert measured(sharp).text == "sharp"
    for spoiled in (enlarged, blurred):
        found = measured(spoiled)
        assert found.level is Level.WARN
        assert found.trust is Trust.MEASURED


def test_sharpness_is_measured_on_the_subject_not_on_its_soft_ground(ground, disc, look, finding):
    soft = cv2.GaussianBlur(ground(), (0, 0), 6)
    assert finding(look(disc(soft, 0.3, 0.5)), "IMG-02").text == "sharp"


def test_a_plain_surface_gets_no_word_on_sharpness(look, finding):
    assert finding(look(np.full((720, 1280, 3), 90, np.uint8)), "IMG-02") is None


def test_darkness_is_judged_on_the_subject(ground, disc, look, finding):
    night = ground(colour=(8, 8, 10))
    assert finding(look(night), "IMG-05").level is Level.WARN
    # A white cat on black is not too dark.
    lit = look(disc(night, 0.5, 0.5, 0.3, colour=(225, 222, 218)))
    assert finding(lit, "IMG-05") is None
    dim = look(ground(colour=(45, 45, 48)))
    assert finding(dim, "IMG-05").level in (Level.INFO, Level.WARN)
    assert finding(look(ground()), "IMG-05") is None


def test_posterised_colours_are_hinted_at(examples, encode, finding):
    with Image.open(examples / "mountains.jpg") as image:
        few = image.resize((960, 720)).quantize(24).convert("RGB")
        plain = image.resize((960, 720))
    found = finding(inspect(encode(few), ocr=False), "IMG-06")
    assert found.trust is Trust.HINT
    assert finding(inspect(encode(plain), ocr=False), "IMG-06") is None


def test_a_grey_photo_is_not_called_posterised(examples, encode, finding):
    with Image.open(examples / "mountains.jpg") as image:
        grey = image.convert("L")
    assert finding(inspect(encode(grey, "JPEG", quality=90), ocr=False), "IMG-06") is None


def test_flat_graphics_and_line_art_are_not_photos(look, finding):
    poster = np.full((720, 1280, 3), (240, 235, 220), np.uint8)
    for i, colour in enumerate([(220, 40, 40), (20, 90, 200), (30, 160, 90)]):
        cv2.rectangle(poster, (150 + 330 * i, 200), (400 + 330 * i, 560), colour, -1)
    drawing = np.full((720, 1280, 3), 255, np.uint8)
    for i in range(24):
        cv2.circle(drawing, (640, 360), 20 + 14 * i, (0, 0, 0), 2, cv2.LINE_AA)
    for picture in (poster, drawing):
        report = look(picture)
        assert not report.photo
        assert report.composition is Composition.GRAPHIC
        assert finding(report, "IMG-18") is not None


def test_all_shipped_stills_are_photos(example, shipped):
    assert shipped(example.name).photo


@pytest.mark.parametrize(("x", "side"), [(0.25, "right"), (0.75, "left")])
def test_free_space_is_on_the_other_side_of_the_subject(x, side, ground, disc, look):
    report = look(disc(ground(), x, 0.5))
    assert report.main.box.centre == pytest.approx((x, 0.5), abs=0.05)
    assert report.free.widest == side
    assert max(report.free.left, report.free.right) == pytest.approx(0.75 - 0.09, abs=0.06)


@pytest.mark.parametrize(
    "places", [((0.28, 0.5), (0.72, 0.5)), ((0.5, 0.27), (0.55, 0.75)), ((0.2, 0.4), (0.7, 0.6))]
)
def test_two_like_things_are_equal_subjects(places, ground, disc, look):
    picture = ground()
    for x, y in places:
        picture = disc(picture, x, y)
    report = look(picture)
    assert report.equal_subjects
    centres = sorted(s.box.centre for s in report.subjects)
    assert centres == [pytest.approx(place, abs=0.05) for place in sorted(places)]


def test_equal_things_need_not_have_one_colour(ground, disc, look):
    report = look(disc(disc(ground(), 0.3, 0.5), 0.7, 0.5, colour=(40, 70, 200)))
    assert report.equal_subjects


@pytest.mark.parametrize("count", [3, 5])
def test_a_row_of_like_things_is_equal(count, ground, disc, look):
    picture = ground()
    for i in range(count):
        picture = disc(picture, (i + 0.5) / count, 0.5, 0.09)
    report = look(picture)
    assert report.equal_subjects
    assert len(report.subjects) == count


def test_texture_and_shades_have_no_subject(look):
    noise = np.random.default_rng(2).integers(0, 255, (720, 1280, 3), np.uint8)
    shade = np.tile(np.linspace(20, 230, 1280)[None, :, None], (720, 1, 3)).astype(np.uint8)
    for picture in (noise, shade):
        report = look(picture)
        assert report.subjects == ()
        assert report.composition is Composition.UNKNOWN


def test_a_smooth_gradient_has_no_visible_blocks(encode, finding):
    sky = np.tile(np.linspace((70, 40, 90), (250, 150, 70), 720)[:, None], (1, 1280, 1))
    data = encode(sky.astype(np.uint8), "JPEG", quality=92)
    assert finding(inspect(data, ocr=False), "IMG-03") is None


def test_a_large_and_a_small_thing_have_a_hierarchy(ground, disc, look):
    report = look(disc(disc(ground(), 0.35, 0.5, 0.25), 0.8, 0.5, 0.07))
    assert not report.equal_subjects
    assert report.main.box.centre == pytest.approx((0.35, 0.5), abs=0.06)


def test_one_thing_on_calm_ground_is_clear_and_not_equal(ground, disc, look, finding):
    report = look(disc(ground(), 0.5, 0.5))
    assert finding(report, "IMG-07").level is Level.GOOD
    assert not report.equal_subjects


def test_crops_keep_the_subject_and_have_another_shape(ground, disc, look):
    report = look(disc(ground(), 0.8, 0.5))
    assert {c.ratio for c in report.crops} == {"9:16", "1:1"}
    for crop in report.crops:
        box, main = crop.box, report.main.box
        assert box.x <= main.x + 0.02
        assert main.x + main.w <= box.x + box.w + 0.02
        wanted = {"9:16": 9 / 16, "1:1": 1.0}[crop.ratio]
        assert box.w * report.width / (box.h * report.height) == pytest.approx(wanted, rel=0.02)


def test_a_sea_horizon_is_found_where_it_is(look):
    rng = np.random.default_rng(5)
    picture = np.empty((720, 1280, 3))
    picture[:290] = np.linspace((90, 140, 215), (170, 195, 225), 290)[:, None, :]
    picture[290:] = (40, 80, 110)
    picture[290:] += rng.normal(0, 9, (430, 1280, 1))
    report = look(np.clip(picture + rng.normal(0, 1.5, picture.shape), 0, 255).astype(np.uint8))
    assert report.depth.horizon == pytest.approx(290 / 720, abs=0.03)
    assert report.composition is Composition.LANDSCAPE
    assert report.scenery.sky == pytest.approx(0.4, abs=0.06)
    assert report.scenery.water > 0.3


def test_converging_lines_are_perspective_and_planks_are_not(look, ground):
    street = ground(colour=(170, 168, 165))
    for i in range(-6, 7):
        cv2.line(street, (640 + i * 16, 300 + abs(i) * 2), (640 + i * 240, 720), (40, 40, 45), 5)
        cv2.line(street, (640 + i * 16, 280 - abs(i) * 2), (640 + i * 240, 0), (60, 40, 45), 5)
    assert look(street).depth.perspective
    planks = ground(colour=(170, 168, 165))
    for y in range(40, 720, 60):
        cv2.line(planks, (0, y), (1280, y), (40, 40, 45), 5)
    report = look(planks)
    assert not report.depth.perspective
    assert report.depth.horizon is None


def test_a_missing_face_finder_leaves_faces_unknown(monkeypatch, examples, finding):
    monkeypatch.setattr(faces, "_finder", lambda: None)
    report = inspect((examples / "astronaut.png").read_bytes(), ocr=False)
    assert report.faces == 0
    assert "not checked" in finding(report, "IMG-15").text


def test_a_lost_cascade_file_is_a_missing_face_finder(monkeypatch, tmp_path):
    faces._finder.cache_clear()
    monkeypatch.setattr(cv2.data, "haarcascades", str(tmp_path))
    try:
        assert faces._finder() is None
    finally:
        faces._finder.cache_clear()


def test_several_equal_faces_lead_to_a_question(examples, encode, finding):
    with Image.open(examples / "astronaut.png") as image:
        head = image.convert("RGB").crop((110, 0, 350, 240))
    group = Image.new("RGB", (960, 480), (120, 130, 140))
    for i in range(2):
        group.paste(head, (140 + 420 * i, 120))
    report = inspect(encode(group), ocr=False)
    assert report.faces == 2
    assert report.equal_subjects
    assert report.composition is Composition.PAIR
    assert finding(report, "IMG-08").trust is Trust.MEASURED
    crowd = Image.new("RGB", (1500, 1000), (120, 130, 140))
    for i in range(12):
        crowd.paste(head, (20 + 370 * (i % 4), 20 + 320 * (i // 4)))
    assert inspect(encode(crowd), ocr=False).composition is Composition.CROWD


def written(words: list[tuple[str, float, tuple[int, int]]], picture: np.ndarray) -> np.ndarray:
    for line, size, place in words:
        cv2.putText(
            picture, line, place, cv2.FONT_HERSHEY_SIMPLEX, size, (20, 20, 20), 3, cv2.LINE_AA
        )
    return picture


def test_large_text_is_read_with_its_place(encode, ground, finding):
    picture = written([("HARBOUR CAFE", 3.2, (250, 400))], ground())
    report = inspect(encode(picture))
    assert report.text_checked
    assert [line.text.replace(" ", "").upper() for line in report.texts] == ["HARBOURCAFE"]
    assert report.texts[0].box.centre == pytest.approx((0.48, 0.51), abs=0.06)
    assert finding(report, "IMG-11") is None


def test_small_text_gets_a_warning(encode, ground, finding):
    picture = written([("Fine print 2024", 0.6, (300, 400))], ground())
    found = finding(inspect(encode(picture)), "IMG-11")
    assert found.level is Level.WARN
    assert found.text == "small text will not survive motion"


def test_much_text_gets_a_warning(encode, ground, finding):
    lines = [(f"GRAND OPENING SALE {i}", 2.6, (30, 120 + 110 * i)) for i in range(6)]
    found = finding(inspect(encode(written(lines, ground()))), "IMG-10")
    assert found.level is Level.WARN


def test_a_round_object_is_not_text(encode, ground, disc):
    assert inspect(encode(disc(ground(), 0.5, 0.5))).texts == ()


def test_without_the_extra_text_is_not_checked(monkeypatch, encode, ground, finding):
    monkeypatch.setattr(text, "_reader", lambda: None)
    report = inspect(encode(ground()))
    assert not report.text_checked
    assert finding(report, "IMG-10").text == "text not checked"


def test_the_text_reader_never_asks_the_network(monkeypatch, encode, ground):
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("the text reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    text._reader.cache_clear()
    assert inspect(encode(written([("OPEN", 3.0, (400, 400))], ground()))).text_checked


def test_lost_model_files_are_no_reason_to_download(monkeypatch):
    text._reader.cache_clear()
    monkeypatch.setattr(text, "_READER", "not_there.onnx")
    try:
        assert text._reader() is None
    finally:
        text._reader.cache_clear()


def test_an_even_cool_backdrop_is_no_water(look, ground, disc):
    backdrop = ground(720, 1280, (70, 80, 96))
    report = look(disc(backdrop, 0.5, 0.5, 0.25))
    assert report.scenery.water == 0


def test_a_night_sky_between_towers_is_no_water(look, ground):
    picture = ground(720, 1280, (40, 55, 100))
    for x in (80, 500, 1100):
        picture[120:, x : x + 30] = (30, 25, 20)
    picture[640:] = (25, 20, 15)
    assert look(picture).scenery.water < 0.04


def test_a_text_reader_that_stumbles_costs_only_the_text(monkeypatch, encode, ground):
    def broken(*_, **__):
        raise RuntimeError("engine")

    monkeypatch.setattr("prompts.still.text._reader", lambda: broken)
    report = inspect(encode(ground()))
    assert not report.text_checked
    assert "text not checked" in [finding.text for finding in report.findings]


@pytest.mark.parametrize(
    ("level", "sky", "land"),
    [
        (0.2, (90, 140, 220), (60, 90, 40)),
        (0.5, (90, 140, 220), (60, 90, 40)),
        (0.5, (200, 200, 205), (120, 110, 90)),
        (0.8, (200, 200, 205), (120, 110, 90)),
    ],
)
def test_bands_of_sky_and_land_are_no_subject(look, level, sky, land):
    rows = np.linspace(0, 1, 720)[:, None, None]
    above = np.array(sky) * (0.7 + 0.3 * rows / level)
    below = np.array(land) * (1.1 - 0.5 * (rows - level))
    picture = np.where(rows < level, above, below) * np.ones((1, 1280, 1))
    grain = np.random.default_rng(0).normal(0, 2, picture.shape)
    report = look(np.clip(picture + grain, 0, 255).astype(np.uint8), "JPEG", quality=93)
    assert report.subjects == ()
    assert report.composition is not Composition.SUBJECT
