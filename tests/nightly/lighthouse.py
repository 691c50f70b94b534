"""Lighthouse on its mobile profile over ten kinds of page: the median of three runs of each. Run by ``make lighthouse``.

Usage: ``python tests/nightly/lighthouse.py SITE [RUNS]``. Performance must be 95 or more, everything else 100. Times are
simulated for a slow phone, but a machine that is busy with other things still makes them worse: its load is printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from built import pages_of  # noqa: E402
from served import CHROMIUM, served_by_nginx  # noqa: E402

PROGRAM = HERE / "node_modules" / ".bin" / "lighthouse"
PAGES = ("/", "/decisions/", "/checklist/", "/search/", "/facts/", "/services-for-victims/", "/what-we-spend/")
KINDS = ("Plan", "Decision", "Measure")
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --ignore-certificate-errors"
NOT_OURS = ("canonical", "redirects-http")
"""Audits that no local copy can pass: its address is not the site's."""


def measured(address: str) -> tuple[dict[str, int], list[str]]:
    """The four scores of a page, and the audits that failed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = [str(PROGRAM), address, "--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={FLAGS}"]
        command.append("--only-categories=" + ",".join(WANTED))
        command.append("--skip-audits=" + ",".join(NOT_OURS))
        subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": CHROMIUM}, stdout=subprocess.DEVNULL)
        report = json.loads(out.read_text(encoding="utf-8"))
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in WANTED}
    failed = [
        name
        for category in list(WANTED)[1:]
        for reference in report["categories"][category]["auditRefs"]
        if report["audits"][name := reference["id"]]["score"] == 0
    ]
    return scores, failed


def main() -> int:
    site, runs = Path(sys.argv[1]).resolve(), int((sys.argv[2:] or ["3"])[0])
    pages = sorted(pages_of(site), key=lambda page: -page.file.stat().st_size)
    paths = [*PAGES, *(next(page.address for page in pages if page.kind == kind) for kind in KINDS)]
    low = 0
    with served_by_nginx(site) as (address, _):
        for path in paths:
            found = [measured(address + path.lstrip("/")) for _ in range(runs)]
            scores = {name: round(median(scores[name] for scores, _ in found)) for name in WANTED}
            failed = sorted({name for _, names in found for name in names})
            low += any(scores[name] < least for name, least in WANTED.items())
            print(f"{path}: {scores} {' '.join(failed)} (load {os.getloadavg()[0]:.1f})", flush=True)
    print(f"{len(paths)} pages, {runs} runs of each; {low} below {WANTED}")
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
