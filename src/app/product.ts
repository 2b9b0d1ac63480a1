// Where the product's own files lie, and reading them by relative path.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Shelf } from "../knowledge/shelf.js";
import { parseYaml } from "../spec/yaml.js";

/** Folder that holds rulebook/, knowledge/ and python/: the parent of dist/ or src/. */
export const PRODUCT_ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export interface Product {
  readonly root: string;
  readonly version: string;
  read(path: string): Promise<string | null>;
  list(folder: string): Promise<readonly string[]>;
}

export async function openProduct(root = PRODUCT_ROOT): Promise<Product> {
  const meta = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return {
    root,
    version: meta.version,
    read: async (path) => await readFile(join(root, path), "utf8").catch(() => null),
    list: async (folder) => await filesUnder(root, folder),
  };
}

/** The product with dropped-in recipes in the places where shipped ones lie: documents cite them alike. */
export function withRecipes(product: Product, shelf: Shelf): Product {
  const dropped = async () => (await shelf.recipes()).filter(({ shipped }) => !shipped);
  return {
    ...product,
    read: async (path) => {
      for (const { recipe, folder } of await dropped()) {
        const place = `knowledge/recipes/${recipe.id}/`;
        if (path.startsWith(place))
          return await readFile(join(folder, path.slice(place.length)), "utf8").catch(() => null);
      }
      return await product.read(path);
    },
    list: async (folder) => {
      const own = (await dropped()).map(({ recipe }) => `knowledge/recipes/${recipe.id}/recipe.yaml`);
      const all = new Set([...(await product.list(folder)), ...own.filter((path) => path.startsWith(`${folder}/`))]);
      return [...all].sort();
    },
  };
}

async function filesUnder(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? filesUnder(root, `${folder}/${entry.name}`) : Promise.resolve([`${folder}/${entry.name}`]),
    ),
  );
  return nested.flat().sort();
}

/** PyTorch's own indexes from the one file of public addresses. */
export async function torchIndexes(product: Product): Promise<{ cpu: string; gpu: string }> {
  const parsed = parseYaml((await product.read("knowledge/facts/addresses.yaml")) ?? "");
  const pytorch = parsed.ok ? ((parsed.data as Record<string, Record<string, string>>).pytorch ?? {}) : {};
  return { cpu: pytorch.cpu ?? "", gpu: pytorch.gpu ?? "" };
}
