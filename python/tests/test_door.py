"""The door: strict JSON in, finite JSON out, a bilingual refusal instead of a traceback."""

from __future__ import annotations

import math

import pytest
from conftest import Run

from plumbline_trusted.door import Refusal, decode, encode, is_number

PROGRAMS = ["data.py", "evaluate.py", "probe.py", "inspect_code.py", "meaning.py"]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b'{"x": NaN}', b"\xff\xfe{}", b"{}", b'{"x": 1e999}']
)
def test_every_program_refuses_what_is_no_request(run: Run, program: str, raw: bytes) -> None:
    code, answer = run(program, raw)

    assert code == 3
    assert set(answer["error"]) == {"code", "message", "at"}
    assert answer["error"]["message"]["zh"] != answer["error"]["message"]["en"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_answer_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(Refusal) as refusal:
        encode({"deep": [{"value": value}]})

    assert refusal.value.code == "E_NOT_FINITE"


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(Refusal):
        decode(b"[" * 100_000, "stdin")


def test_true_is_not_a_number() -> None:
    assert not is_number(True)
    assert is_number(0)
