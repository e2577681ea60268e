"""What a real browser shows of a video: Chromium, headless and offline, draws frames and hands their pixels over."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

SECONDS = 60
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PAGE = b"""<!doctype html><meta charset=utf-8><script>
const wait = (target, name) => new Promise(done => target.addEventListener(name, done, {once: true}));
const later = ms => new Promise(done => setTimeout(done, ms));
async function play(job) {
  const blob = new Blob([await (await fetch(job.url)).arrayBuffer()], {type: job.type});
  const video = document.createElement('video');
  video.muted = true; video.preload = 'auto'; document.body.append(video);
  const failed = new Promise((_, fail) => video.addEventListener('error', () => fail(video.error.message)));
  video.src = URL.createObjectURL(blob);
  await Promise.race([wait(video, 'loadeddata'), failed, later(20000).then(() => { throw 'no data'; })]);
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const pen = canvas.getContext('2d', {willReadFrequently: true, colorSpace: 'srgb'});
  const shots = [];
  for (const time of job.times) {
    const shown = new Promise(done => video.requestVideoFrameCallback((_, about) => done(about.mediaTime)));
    const seeked = wait(video, 'seeked');
    video.currentTime = time;
    await Promise.race([seeked, failed, later(10000)]);
    const at = await Promise.race([shown, later(1500).then(() => -1)]);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    await fetch('/pixels', {method: 'POST', body: pixels});
    shots.push(at);
  }
  const about = {width: canvas.width, height: canvas.height, shots, seconds: video.duration,
                 sound: video.webkitAudioDecodedByteCount || 0};
  video.remove();
  return about;
}
(async () => {
  for (;;) {
    const job = await (await fetch('/next')).json();
    let answer;
    try { answer = await play(job); } catch (error) { answer = {error: String(error)}; }
    await fetch('/done', {method: 'POST', body: JSON.stringify(answer)});
  }
})();
</script><body>"""

TYPES = {".webm": "video/webm", ".mkv": "video/webm", ".mp4": "video/mp4", ".ogv": "video/ogg", ".mov": "video/mp4"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Frames as the browser draws them, RGB in square pixels, and the length of the video in seconds."""

    frames: list[NDArray[np.uint8]]
    seconds: float


class NotPlayedError(Exception):
    """The browser does not play the file; its reason."""


def program() -> str | None:
    """The browser that is installed here, None without any."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Browser:
    """One browser for many videos."""

    def __init__(self) -> None:
        self._jobs: queue.Queue[dict[str, Any]] = queue.Queue()
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._pixels: list[bytes] = []
        self._files: dict[str, Path] = {}
        browser = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/next":
                    self._send(json.dumps(browser._jobs.get()).encode(), "application/json")
                elif self.path in browser._files:
                    self._send(browser._files[self.path].read_bytes(), "application/octet-stream")
                else:
                    self._send(PAGE if self.path == "/" else b"", "text/html")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/pixels":
                    browser._pixels.append(body)
                else:
                    browser._answers.put(json.loads(body))
                self._send(b"", "text/plain")

            def _send(self, data: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._profile = tempfile.TemporaryDirectory(prefix="browser-")
        found = program()
        assert found is not None, "no browser is installed"
        self._process = subprocess.Popen(
            [
                found,
                "--headless",
                "--disable-gpu",
                "--no-first-run",
                "--mute-audio",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",  # keeps a headless browser open after the page was loaded
                f"--user-data-dir={self._profile.name}",
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
                f"http://127.0.0.1:{self._server.server_port}/",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def shows(self, path: Path, seconds: Sequence[float]) -> Shown:
        """Frames that are shown at some moments.

        Raises:
            NotPlayedError: the browser does not play it.
        """
        name = f"/{len(self._files)}{path.suffix}"
        self._files[name] = path
        self._pixels = []
        self._jobs.put({"url": name, "times": list(seconds), "type": TYPES.get(path.suffix, "")})
        answer = self._answers.get(timeout=SECONDS)
        if "error" in answer:
            raise NotPlayedError(answer["error"])
        size = answer["height"], answer["width"], 4
        frames = [np.frombuffer(data, np.uint8).reshape(size)[:, :, :3] for data in self._pixels]
        return Shown(frames=frames, seconds=float(answer["seconds"] or 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._server.shutdown()
        self._server.server_close()
        self._profile.cleanup()
