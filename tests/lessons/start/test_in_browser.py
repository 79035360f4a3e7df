"""Lesson 00 worked in JupyterLab: every cell runs, the slider redraws the picture."""


def test_the_pixel_slider_redraws_the_picture(lab):
    lesson = lab.open("00_start_here")
    cell = lesson.run_until("PixelSlider(image)")
    cell.wait_for("img")
    before = cell.picture()
    cell.screenshot("00-slider-before")
    cell.drag_slider("pixels", 300)
    cell.wait_until(lambda: cell.picture() != before, what="another picture")
    assert "32 x 32" in cell.text()
    assert lesson.execute("image.size") == "3072"
    cell.screenshot("00-slider-after")


def test_the_whole_lesson_runs_and_reads_well(lab):
    lesson = lab.open("00_start_here")
    lesson.run_all()
    report = lesson.cell("report = doctor.examine()").text()
    assert "✔" in report and "free memory" in report
    assert lesson.cell("course_map()").find("img")
    assert "got 7" in lesson.cell("megabytes.check(lambda").text()
    lesson.screenshot("00-light-1280")
    lab.theme("dark")
    lab.resize(800)
    lesson.screenshot("00-dark-800")
    lab.resize(1280)
    lab.theme("light")
