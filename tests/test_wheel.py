import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(folder):
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(ROOT).as_posix() for file in files}


def test_the_wheel_in_an_empty_environment_holds_all_that_the_command_needs(tmp_path):
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    needed = files_below(ROOT / "evaluation" / "review") | files_below(ROOT / "evaluation" / "reports")
    needed |= files_below(ROOT / "runs" / "exchange")
    assert "runs/exchange/formats/maxqda_segments.yaml" in needed
    assert "evaluation/review/static/vendor/htmx.min.js" in needed
    assert not needed - carried
    run(sys.executable, "-m", "venv", tmp_path / "empty")
    python = tmp_path / "empty" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    command = python.with_name("intercoder")
    assert run(command, "--version", cwd=tmp_path).strip().endswith("0.1.0")

    home = Path(run(python, "-c", "import coder; print(coder.__path__[0])", cwd=tmp_path).strip())
    assert home.is_relative_to(tmp_path)
    demo = home / "demo"
    people = [demo / f"codings_rater_{name}.csv" for name in "ab"]
    run(command, "import", *sorted(demo.glob("interview_*")), demo / "codebook.yaml", *people, cwd=tmp_path)
    report = json.loads(run(command, "agree", "--json", "--html", "page.html", cwd=tmp_path))
    assert report["groups"][0]["group"] == "people-people"
    assert "<svg" in (tmp_path / "page.html").read_text(encoding="utf-8")
    texts = "from prompts import fingerprint; print(fingerprint(brief=True), fingerprint(brief=False))"
    assert len(run(python, "-c", texts, cwd=tmp_path).split()) == 2
