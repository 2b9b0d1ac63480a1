// Environments for tests: this machine's own Python under any name, made in no time, counted.
import { sha256 } from "../../base/hash.js";
import type { EnvironmentReady, EnvironmentRequest, Environments, HostFacts } from "../../ports/environments.js";

export const TOY_HOST: HostFacts = {
  platform: "linux-x86_64",
  cpu: "toy",
  cores: 2,
  memoryBytes: 8 * 1024 ** 3,
  diskFreeBytes: 64 * 1024 ** 3,
  python: { path: "python3", version: "3.11.0", venv: true },
  gpus: [],
  uv: "",
  probed: [],
};

export class ToyEnvironments implements Environments {
  readonly asked: EnvironmentRequest[] = [];

  async ensure(request: EnvironmentRequest): Promise<EnvironmentReady> {
    this.asked.push(request);
    return {
      ok: true,
      path: "/usr",
      python: "python3",
      pythonVersion: "3.11.0",
      roots: ["/usr"],
      sitePackages: "/usr/lib/python3/dist-packages",
      key: sha256(`${request.profile}\n${request.lock}`),
      fromCache: true,
      installer: { name: "pip", version: "0" },
      seconds: 0,
      downloadSeconds: 0,
      downloadBytes: 0,
      probed: [],
      indexesLeftOut: [],
      commands: [],
    };
  }

  async host(): Promise<HostFacts> {
    return TOY_HOST;
  }
}
