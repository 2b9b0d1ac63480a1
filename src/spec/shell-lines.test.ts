import { expect, test } from "vitest";
import { shellLines } from "./shell-lines.js";

test.each([
  ["comments and blank lines", "# why\n\necho a   # then\n", "echo a\n"],
  ["line breaks", "python x.py \\\n  --a 1 \\\n  --b 2\n", "python x.py --a 1 --b 2"],
  ["spaces", "  echo   a\t b\n", "echo a b\n"],
])("%s say nothing", (_, one, other) => {
  expect(shellLines(one)).toEqual(shellLines(other));
});

test.each([
  ["spaces in quotes", "echo 'a  b'\n", "echo 'a b'\n"],
  ["a hash in quotes", 'echo "a # b"\n', 'echo "a "\n'],
  ["a hash inside a word", "echo a#b\n", "echo a\n"],
  ["a break inside quotes", "echo 'a\nb'\n", "echo 'a b'\n"],
  ["what a scheduler reads", "#SBATCH --nodes=1\n", "#SBATCH --nodes=2\n"],
  ["which shell it is", "#!/bin/sh\n", "#!/bin/bash\n"],
  ["an escaped space", "echo a\\ \\ b\n", "echo a\\ b\n"],
])("%s are said", (_, one, other) => {
  expect(shellLines(one)).not.toEqual(shellLines(other));
});

test.each(["cat <<END\n# text\nEND\n", "echo $'a # b'\n", "echo 'open\n"])("of %j nothing is sure", (text) => {
  expect(shellLines(text)).toBeNull();
});
