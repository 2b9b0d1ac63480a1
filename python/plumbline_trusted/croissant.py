"""Croissant metadata of a mini set: files with hashes, parts, fields and licence.

Croissant 1.0, made from dataset.json. The same text stands in the trusted programs and in the
project, so that a set that is drawn again has the same metadata byte by byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

NAME = "croissant.json"
FILES = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
SPLITS = {"train": "cr:TrainingSplit", "val": "cr:ValidationSplit", "test": "cr:TestSplit"}
PICTURES = "pictures"
PATHS = ("path", "path_a", "path_b")
MOST_ROWS = 1000  # looked at for a value of each field
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(described: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """The bytes of croissant.json; `described` is dataset.json, `files` the folder by name."""
    pictures = any(name.startswith("images/") for name in files)
    classes = [name for name in described.get("classes", []) if isinstance(name, str)]
    sets = [_splits(), *([_classes(classes)] if classes else [])]
    sets += [_pictures()] if pictures else []
    held = [part for part in FILES if files[FILES[part]].strip()]
    # Readers take a column of digits for numbers, which meet no text: such a label points nowhere.
    linked = bool(classes) and not all(_is_number(name) for name in classes)
    sets += [_records(part, files, linked, pictures) for part in held]
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": str(described["name"]),
        "description": _description(described),
        "license": str(described["licence"]),
        "url": _origin(described.get("source")),
        "version": f"1.0.0+{_digest(files['dataset.json'])[:12]}",
        "isLiveDataset": False,
        "distribution": _distribution(files, pictures),
        "recordSet": sets,
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _description(described: Mapping[str, Any]) -> str:
    splits = described["splits"]
    rows = ", ".join(f"{splits[part]['rows']} {part}" for part in FILES)
    return (
        f"A small part of {described['name']} for {described['task']}: {rows}; seed "
        f"{described['seed']}. The rows of the test part are inputs alone: their labels are sealed."
    )


def _origin(source: Any) -> str:
    """Where the rows come from, as a package URL or a hash: no address is guessed."""
    told = source if isinstance(source, dict) else {}
    name, version = told.get("package"), told.get("version")
    if isinstance(name, str):
        kind = {"npm": "npm", "debian": "deb/debian"}.get(str(told.get("provider")), "pypi")
        return f"pkg:{kind}/{name}" + (f"@{version}" if version else "")
    digest = told.get("data_sha256") or _digest(json.dumps(told, sort_keys=True).encode())
    return f"urn:sha256:{digest}"


def _distribution(files: Mapping[str, bytes], pictures: bool) -> list[dict[str, Any]]:
    listed = [_file(name, files[name], "application/jsonlines") for name in FILES.values()] + [
        _file("dataset.json", files["dataset.json"], "application/json")
    ]
    if not pictures:
        return listed
    return [
        *listed,
        {
            "@type": "cr:FileSet",
            "@id": PICTURES,
            "name": PICTURES,
            "description": "The pictures; dataset.json holds the hash over all of them.",
            "encodingFormat": "image/png",
            "includes": "images/*.png",
        },
    ]


def _file(name: str, content: bytes, kind: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{len(content)} B",
        "encodingFormat": kind,
        "sha256": _digest(content),
    }


def _splits() -> dict[str, Any]:
    fields = [_named("splits/name", "sc:Text"), _named("splits/url", "sc:URL")]
    rows = [{"splits/name": part, "splits/url": url} for part, url in SPLITS.items()]
    return {**_set("splits", fields, "splits/name"), "dataType": "cr:Split", "data": rows}


def _classes(names: list[str]) -> dict[str, Any]:
    fields = [_named("classes/name", ["sc:Text", "sc:name"])]
    rows = [{"classes/name": name} for name in names]
    return {**_set("classes", fields, "classes/name"), "dataType": "sc:Enumeration", "data": rows}


def _pictures() -> dict[str, Any]:
    source = {"fileSet": {"@id": PICTURES}}
    fields = [
        {
            **_named("images/path", "sc:Text"),
            "source": {**source, "extract": {"fileProperty": "fullpath"}},
        },
        {
            **_named("images/content", "sc:ImageObject"),
            "source": {**source, "extract": {"fileProperty": "content"}},
        },
    ]
    return _set("images", fields, "images/path")


def _records(
    part: str, files: Mapping[str, bytes], classes: bool, pictures: bool
) -> dict[str, Any]:
    """One record set a part, with the fields of its rows."""
    content = files[FILES[part]]
    fields: list[dict[str, Any]] = []
    for name, value in _values(content).items():
        if isinstance(value, dict):
            fields += [_column(part, name, key, inner) for key, inner in value.items()]
        else:
            fields.append(_field(part, name, value))
    for field in fields:
        if classes and field["name"] == "label":
            field["references"] = {"field": {"@id": "classes/name"}}
        if pictures and field["name"] in PATHS:
            field["references"] = {"field": {"@id": "images/path"}}
    rows = content.count(b"\n")
    told = f"The {part} part, {rows} rows" + ("; labels are sealed." if part == "test" else ".")
    return {**_set(part, fields, f"{part}/id"), "description": told}


def _values(content: bytes) -> dict[str, Any]:
    """The fields of a row, each with a value that is not missing where one is found."""
    known: dict[str, Any] = {}
    for line in content.splitlines()[:MOST_ROWS]:
        for name, value in json.loads(line).items():
            if isinstance(value, dict):
                inner = known.setdefault(name, {})
                inner.update({k: v for k, v in value.items() if inner.get(k) is None})
            elif known.get(name) is None:
                known[name] = value
    return known


def _field(part: str, name: str, value: Any) -> dict[str, Any]:
    many = isinstance(value, list)
    kind = _type(value[0] if many and value else value)
    source = {"fileObject": {"@id": FILES[part]}, "extract": {"column": name}}
    field = {**_named(f"{part}/{name}", kind), "source": source}
    return {**field, "repeated": True} if many else field


def _column(part: str, outer: str, name: str, value: Any) -> dict[str, Any]:
    """A value inside an object: JSON lines have the object as their column."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    source = {
        "fileObject": {"@id": FILES[part]},
        "extract": {"column": outer},
        "transform": {"jsonPath": f'$."{quoted}"'},
    }
    identity = f"{part}/{outer}/{quote(name, safe='')}"
    return {**_named(identity, _type(value)), "name": name, "source": source}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "sc:Boolean"
    return "sc:Float" if isinstance(value, (int, float)) else "sc:Text"


def _set(name: str, fields: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": {"@id": key},
        "field": fields,
    }


def _named(identity: str, kind: str | list[str]) -> dict[str, Any]:
    name = identity.split("/", 1)[1]
    return {"@type": "cr:Field", "@id": identity, "name": name, "dataType": kind}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
