// Whose address and whose token.
import { expect, test } from "vitest";
import { HUB_ENVIRONMENT, readAccess } from "./access.js";

const ADDRESSES = { huggingface: "https://one.example", modelscope: "https://two.example" };

test("a variable names a mirror, an empty one leaves the known address", () => {
  const access = readAccess({ HF_ENDPOINT: "https://mirror.example", MODELSCOPE_ENDPOINT: "" }, ADDRESSES);

  expect(access.huggingface).toEqual({ endpoint: "https://mirror.example", token: "" });
  expect(access.modelscope.endpoint).toBe(ADDRESSES.modelscope);
});

test("each hub gets its own token and no other", () => {
  const access = readAccess({ HF_TOKEN: "a", MODELSCOPE_API_TOKEN: " b " }, ADDRESSES);

  expect([access.huggingface.token, access.modelscope.token]).toEqual(["a", "b"]);
  expect(HUB_ENVIRONMENT).toEqual(["HF_ENDPOINT", "HF_TOKEN", "MODELSCOPE_ENDPOINT", "MODELSCOPE_API_TOKEN"]);
});
