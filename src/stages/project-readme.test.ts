import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { aProposal, aSpec } from "../../test/makers/spec.js";
import { makeReadme } from "./project-readme.js";

const DIGITS = "Classify images of handwritten digits, accuracy at least 95%, CPU only";
const TUMOURS = "Classify patients in a table as malignant or benign, roc_auc at least 0.9";

async function readmeFor(request: string, files: Readonly<Record<string, string>>): Promise<string> {
  const spec = await aSpec(request);
  const technology = await aProposal(spec);
  return await withProbe({ files }, (probe) => makeReadme(probe, spec, technology));
}

test("the request to the service carries the picture of the first row itself", async () => {
  const readme = await readmeFor(DIGITS, {
    "data/sample/sample.jsonl": '{"id":"a","path":"images/a.png","label":"2"}\n',
    "data/sample/images/a.png": "the bytes of a picture",
  });

  const image = Buffer.from("the bytes of a picture").toString("base64");
  expect(readme).toContain(`-d '{"inputs":[{"id":"a","image":"${image}"}]}'`);
});

test("the form of a prediction is the recipe's own", async () => {
  const spec = await aSpec("Predict the price of a house from the columns of a table, MAE as low as possible");
  const technology = await aProposal(spec);

  const readme = await withProbe({ files: {} }, (probe) => makeReadme(probe, spec, technology));

  expect(readme).toContain("`{id, prediction}`");
});

test("the request to the service carries the columns of the first row, without its label", async () => {
  const readme = await readmeFor(TUMOURS, {
    "data/sample/sample.jsonl": '{"id":"a","features":{"mean_radius":11.75},"label":"benign"}\n',
  });

  expect(readme).toContain(`-d '{"inputs":[{"id":"a","features":{"mean_radius":11.75}}]}'`);
});

const BY_STEPS = Object.fromEntries(
  ["linear", "mlp", "resnet-mlp"].map((id) => [`configs/model/${id}.yaml`, `name: ${id}\nlearning_rate: 0.05\n`]),
);

test("values shown for the command line are known to every candidate of every recipe", async () => {
  const readme = await readmeFor(TUMOURS, BY_STEPS);

  expect(readme).toContain("model.learning_rate=");
  expect(readme).not.toContain("model.dropout=");
});

test("no learning rate is shown where a candidate is fitted at once", async () => {
  const readme = await readmeFor(TUMOURS, { ...BY_STEPS, "configs/model/mlp.yaml": "name: ridge\npenalty: 1.0\n" });

  expect(readme).not.toContain("model.learning_rate=");
});

test("a text, two pictures or a series go to the service as they stand", async () => {
  const row = {
    id: "a",
    path_a: "images/a.png",
    path_b: "images/b.png",
    start: "2001-01-01",
    history: [1, 2],
    label: [3],
  };
  const readme = await readmeFor(TUMOURS, {
    "data/sample/sample.jsonl": `${JSON.stringify(row)}\n`,
    "data/sample/images/a.png": "one",
    "data/sample/images/b.png": "two",
  });

  const [image_a, image_b] = ["one", "two"].map((text) => Buffer.from(text).toString("base64"));
  const inputs = [{ id: "a", image_a, image_b, start: "2001-01-01", history: [1, 2] }];
  expect(readme).toContain(`-d '${JSON.stringify({ inputs })}'`);
});
