"""Heavy libraries are not imported until they are needed, as checked in a new Python process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PAGES = """
import sys
from pathlib import Path
from web import create_app
from web.settings import Settings

client = create_app(Settings(data=Path(sys.argv[1]), reader="none")).test_client()
event = client.get("/api/v1/events").json["events"][0]
ids = [article["id"] for article in event["articles"]][:2]
pages = ["/", f"/events/{event['id']}", f"/articles/{ids[0]}", "/compare?article=" + "&article=".join(ids)]
pages += ["/compare/texts", "/method", "/search", f"/api/v1/articles/{ids[0]}/matches", "/api/v1/articles"]
for page in pages:
    assert client.get(page).status_code == 200, page
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"torch", "sentence_transformers", "transformers", "trafilatura", "sklearn", "warcio"}))
"""


def test_only_searching_imports_torch(sample_archive: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PAGES, str(sample_archive)], capture_output=True, text=True, check=False, timeout=120
    )
    assert result.stderr == ""
    assert result.stdout.strip() == "[]"


LIST = """
import sys
from pathlib import Path
from web import create_app
from web.settings import Settings

assert create_app(Settings(data=Path(sys.argv[1]), reader="none")).test_client().get("/").status_code == 200
print(sorted({"faiss", "simplemma", "torch"} & set(sys.modules)))
"""


def test_the_list_of_events_imports_neither_model_nor_lemmatiser(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LIST, str(tmp_path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert result.stderr == ""
    assert result.stdout.strip() == "[]"
