"""The files of the kit, as they lie in cypher/browser/: `python -m graph.browser.kit` writes them."""

from __future__ import annotations

import shutil
from pathlib import Path

from graph.browser import guide, saved, style
from graph.queries import catalogue

PORT = 7475
GUIDE, STYLE, SAVED = "guide.html", "style.grass", "saved.csv"
FAVOURITES, ZIP = "favourites", "favourites.zip"


def address_at(port: int) -> str:
    """Where the kit is served on this machine. `localhost` is what Neo4j Browser allows from the start."""
    return f"http://localhost:{port}"


def written(address: str = address_at(PORT)) -> dict[str, bytes]:
    """The text files by their path, each of them as UTF-8. address: where the guide finds the style."""
    queries = saved.saved(catalogue())
    texts = {
        GUIDE: guide.guide(catalogue(), address),
        STYLE: style.style(),
        SAVED: saved.as_csv(queries),
        **{f"{FAVOURITES}/{one.file}.cypher": one.query for one in queries},
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}


def kit(address: str = address_at(PORT)) -> dict[str, bytes]:
    """All files: those of `written`, and the favourites once more in one zip."""
    return {**written(address), ZIP: saved.as_zip(saved.saved(catalogue()))}


def main() -> None:
    """Write the files into cypher/browser/, in place of what is there."""
    folder = Path(__file__).resolve().parents[2] / "cypher" / "browser"
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in written().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
