// Runs the hubs contract on every adapter, each against a server on this machine that speaks its REST.
import { describe } from "vitest";
import { createHuggingFace } from "../../src/hubs/huggingface.js";
import { createModelScope } from "../../src/hubs/modelscope.js";
import { hubsContract } from "./hubs.js";
import { hubDownloadContract } from "./hubs-download.js";
import type { HubMaker } from "./hubs-parts.js";

const MAKERS: readonly HubMaker[] = [
  { dialect: "huggingface", make: createHuggingFace },
  { dialect: "modelscope", make: createModelScope },
];

describe.each(MAKERS)("$dialect", (maker) => {
  hubsContract(maker);
  hubDownloadContract(maker);
});
