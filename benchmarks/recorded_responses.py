"""The answers of a run as files: what the bare callable and nginx send, header fields included."""

import gzip
import json
import urllib.request
from pathlib import Path
from string import Template

from app.static_export.nginx_config import quoted
from benchmarks.processes import NO_PROXY

CONFIGURATION = Path(__file__).with_name("competitors") / "nginx.conf"
BY_SERVER = {"date", "connection", "server"}
"""Header fields that every server adds by itself."""

BY_NGINX = {"content-length", "content-type", "content-encoding", "vary"}
"""Header fields that nginx makes of the file; `vary` is added as the others are."""


def record(address: str, paths: dict[str, str], folder: Path) -> None:
    """Ask for each path and write its answer; `paths` says the `Accept-Encoding` for each."""
    answers = {}
    for number, (path, encoding) in enumerate(paths.items()):
        request = urllib.request.Request(address + path, headers={"Accept-Encoding": encoding})
        with NO_PROXY.open(request) as response:
            body: bytes = response.read()
            fields = [(name.lower(), value) for name, value in response.getheaders()]
        file = f"{number}.body"
        (folder / file).write_bytes(body)
        if encoding == "gzip":
            (folder / f"{number}.json").write_bytes(gzip.decompress(body))
            (folder / f"{number}.json.gz").write_bytes(body)
        headers = [(name, value) for name, value in fields if name not in BY_SERVER]
        answers[path] = {"headers": headers, "body": file}
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")


def configure_nginx(folder: Path, port: int, log: Path | None = None) -> Path:
    """Write the configuration that serves the gzip answers of a folder; return its file.

    With a log file, nginx writes its default format to it, unbuffered as it does by default.
    """
    answers = json.loads((folder / "answers.json").read_text("utf-8"))
    blocks = []
    for path, answer in answers.items():
        number = answer["body"].partition(".")[0]
        if not (folder / f"{number}.json.gz").exists():
            continue
        added = [
            f"      add_header {name} {quoted(value)};"
            for name, value in answer["headers"]
            if name not in BY_NGINX or name == "vary"
        ]
        lines = [f"      alias {folder}/{number}.json;", "      gzip_static on;", *added]
        blocks.append(f"    location = {path} {{\n" + "\n".join(lines) + "\n    }")
    (folder / "tmp").mkdir(exist_ok=True)
    text = Template(CONFIGURATION.read_text("utf-8")).substitute(
        port=port, locations="\n".join(blocks), access_log=log or "off"
    )
    file = folder / f"nginx-{port}.conf"
    file.write_text(text, encoding="utf-8")
    return file
