import { expect, test } from "vitest";
import { readPytest } from "./collect-pytest.js";

const read = (text: string) => readPytest(text.split("\n"));

test("of several failed tests the one that raised something is told, with its frames in project code", () => {
  const told = read(`=================================== FAILURES ===================================
_____________________________ test_a_loss_is_small _____________________________

    def test_a_loss_is_small():
>       assert loss() < 1
E       assert 2 < 1

tests/test_task.py:9: AssertionError
______________________ test_every_parameter_gets_a_gradient ____________________

    def test_every_parameter_gets_a_gradient():
>       task.loss(outputs, targets).backward()

tests/test_model.py:44:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
src/digits/task.py:63: in loss
    return cross_entropy(outputs, targets.float())
/home/me/.venv/lib/python3.12/site-packages/torch/nn/functional.py:3555: in cross_entropy
    return torch._C._nn.cross_entropy_loss(
E   RuntimeError: expected target dtype to be Long or Byte, but got Float
=========================== short test summary info ============================
FAILED tests/test_task.py::test_a_loss_is_small - assert 2 < 1`);

  expect(told?.raised).toEqual([
    { type: "RuntimeError", message: "expected target dtype to be Long or Byte, but got Float" },
  ]);
  expect(told?.frames).toEqual([
    { path: "tests/test_model.py", line: 44, function: "", code: "task.loss(outputs, targets).backward()" },
    {
      path: "src/digits/task.py",
      line: 63,
      function: "loss",
      code: "return cross_entropy(outputs, targets.float())",
    },
  ]);
});

test("an expectation that was not met is told with the name of its test", () => {
  const told = read(`=================================== FAILURES ===================================
_______________________ test_the_loss_falls[cnn] _______________________________

>       assert last < first
E       assert 2.3 < 2.3

tests/test_train.py:120: AssertionError
=========================== short test summary info ============================`);

  expect(told?.raised).toEqual([{ type: "AssertionError", message: "test_the_loss_falls[cnn]: assert 2.3 < 2.3" }]);
});

test("an import that fails while tests are collected is told, in conftest too", () => {
  const collecting = read(`==================================== ERRORS ====================================
____________________ ERROR collecting tests/test_model.py ______________________
ImportError while importing test module '/p/tests/test_model.py'.
Traceback:
tests/test_model.py:12: in <module>
    from digits.trainer import Trainer
src/digits/trainer.py:20: in <module>
    from .models import bulid_model
E   ImportError: cannot import name 'bulid_model' from 'digits.models'
=========================== short test summary info ============================`);
  const conftest = read(`ImportError while loading conftest '/p/tests/conftest.py'.
tests/conftest.py:8: in <module>
    from digits.task import Task
src/digits/task.py:3: in <module>
    import not_there_pkg
E   ModuleNotFoundError: No module named 'not_there_pkg'`);

  expect([collecting?.raised.at(-1)?.type, collecting?.frames.at(-1)]).toMatchObject([
    "ImportError",
    { path: "src/digits/trainer.py", line: 20 },
  ]);
  expect(conftest?.raised).toEqual([{ type: "ModuleNotFoundError", message: "No module named 'not_there_pkg'" }]);
});

test("output that is not of pytest, or of a suite that passed, tells nothing", () => {
  expect(read("Traceback (most recent call last):\nValueError: x")).toBeNull();
  expect(read("....\n4 passed in 0.1s")).toBeNull();
});
