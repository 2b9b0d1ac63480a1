// What the maker of environments is handed by app.
import type { Clock } from "../../ports/clock.js";
import type { Executor } from "../../ports/executor.js";

export interface EnvironmentsOptions {
  readonly executor: Executor;
  readonly cacheDir: string;
  /** PATH, HOME, PIP_*, UV_*, proxy and certificate variables. Its values may hold credentials. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** PyTorch's own indexes, from knowledge/facts/addresses.yaml; "" = none. */
  readonly torchIndexes: { readonly cpu: string; readonly gpu: string };
  /** The person's own choice of Python (path or name); absent or "" = look on PATH. */
  readonly python?: string;
  /** Text of the projects' pyproject.toml: the settings under which their type checker reads the libraries. Absent: they are not read. */
  readonly pyproject?: string;
  /** Takes the CUDA build for a CPU profile when there is no other. */
  readonly allowCudaWheel?: boolean;
}
