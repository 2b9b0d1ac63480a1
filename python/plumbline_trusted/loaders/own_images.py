"""A person's own pictures: the folder is read where it lies, in the size that was settled."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.door import Json, Refusal, integer, mapping, text
from plumbline_trusted.own.image_folder import listed, manifest, pictures
from plumbline_trusted.table import Table


def own_images(source: Json) -> Table:
    root, own = Path(text(source, "path")), mapping(source, "own")
    if not root.is_dir() or manifest(listed(root)) != text(source, "sha256"):
        raise Refusal(
            "E_CHANGED",
            f"{root.name} 里的图片与建立项目时不同",
            f"{root.name} holds other pictures than when the project was made of it",
            root.name,
        )
    size = mapping(own, "image")
    held = list(pictures(root, own))
    return Table(
        name=text(source, "package"),
        task=text(source, "task"),
        source={
            "provider": "local",
            "package": text(source, "package"),
            "loader": "images",
            "sha256": text(source, "sha256"),
        },
        licence="your own data",
        inputs=[list(one.values) for one in held],
        labels=[one.label for one in held],
        shape=(integer(size, "height", low=1), integer(size, "width", low=1)),
        channels=integer(size, "channels", low=1, high=3),
        top=255,
    )
