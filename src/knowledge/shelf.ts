// The shipped and the dropped-in knowledge: recipes, hardware speeds, lexicon files; read once, validated at the door.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../base/errors.js";
import { type FixClass, FixFile } from "../spec/fix.js";
import { Recipe } from "../spec/recipe.js";
import { parseYaml } from "../spec/yaml.js";
import { Hardware } from "./hardware.js";

const Addresses = z.looseObject({ huggingface: z.url(), modelscope: z.url() });
/** Base addresses of the hubs, by name. */
export type HubAddresses = z.infer<typeof Addresses>;

export interface ShelvedRecipe {
  readonly recipe: Recipe;
  /** Absolute folder; `template/` lies in it. */
  readonly folder: string;
  readonly shipped: boolean;
  /** Dropped in under the id of a shipped one: the lexicon speaks of its data. */
  readonly replaces?: true;
  /** Folders of knowledge/own whose files lie over the template, the later over the earlier. */
  readonly layers?: readonly string[];
  /** Files of the template that a project over a person's data has no use for. */
  readonly without?: readonly string[];
  /** Project path → text that lies over everything. */
  readonly files?: ReadonlyMap<string, string>;
}

export interface Shelf {
  readonly root: string;
  recipes(): Promise<readonly ShelvedRecipe[]>;
  recipe(id: string): Promise<ShelvedRecipe | null>;
  hardware(): Promise<Hardware>;
  /** Base addresses of the hubs that full data comes from. */
  hubs(): Promise<HubAddresses>;
  /** Parsed YAML files of knowledge/lexicon by file name. */
  lexicon(): Promise<Readonly<Record<string, unknown>>>;
  /** Classes of failures with their repairs, of all files of knowledge/fixes. */
  fixes(): Promise<readonly FixClass[]>;
}

/** `extra`: folders that hold community recipes, each with recipe.yaml and template/. */
export function openShelf(root: string, extra: readonly string[] = []): Shelf {
  let recipes: Promise<readonly ShelvedRecipe[]> | null = null;
  let hardware: Promise<Hardware> | null = null;
  let hubs: Promise<HubAddresses> | null = null;
  let lexicon: Promise<Readonly<Record<string, unknown>>> | null = null;
  let fixes: Promise<readonly FixClass[]> | null = null;
  const shelf: Shelf = {
    root,
    recipes: () => {
      recipes ??= loadRecipes(root, extra);
      return recipes;
    },
    recipe: async (id) => (await shelf.recipes()).find((entry) => entry.recipe.id === id) ?? null,
    hardware: () => {
      hardware ??= loadYaml(join(root, "facts", "hardware.yaml")).then((data) => Hardware.parse(data));
      return hardware;
    },
    hubs: () => {
      hubs ??= loadYaml(join(root, "facts", "addresses.yaml")).then((data) => Addresses.parse(data));
      return hubs;
    },
    lexicon: () => {
      lexicon ??= loadFolder(join(root, "lexicon"));
      return lexicon;
    },
    fixes: () => {
      fixes ??= loadFolder(join(root, "fixes")).then((files) =>
        Object.values(files).flatMap((file) => FixFile.parse(file).classes),
      );
      return fixes;
    },
  };
  return shelf;
}

/** The same shelf with one recipe more; it takes the place of one with the same id. */
export function shelfWith(shelf: Shelf, added: ShelvedRecipe): Shelf {
  const recipes = async () => {
    const all = await shelf.recipes();
    const same = all.find(({ recipe }) => recipe.id === added.recipe.id);
    if (same === undefined) return [...all, added];
    const placed: ShelvedRecipe = same.shipped || same.replaces ? { ...added, replaces: true } : added;
    return all.map((each) => (each === same ? placed : each));
  };
  return { ...shelf, recipes, recipe: async (id) => (await recipes()).find(({ recipe }) => recipe.id === id) ?? null };
}

/** What the reading must know of the recipes to choose among them. */
export async function readableRecipes(shelf: Shelf) {
  return (await shelf.recipes()).map(({ recipe: { id, family, triggers, modalities, titles }, shipped, replaces }) => ({
    id,
    family,
    triggers,
    modalities,
    ...(shipped || replaces ? {} : { about: titles }),
  }));
}

async function loadRecipes(root: string, extra: readonly string[]): Promise<readonly ShelvedRecipe[]> {
  const shipped = await recipeFolders(join(root, "recipes"));
  const found: ShelvedRecipe[] = [];
  for (const folder of shipped) found.push({ recipe: await loadRecipe(folder, root), folder, shipped: true });
  for (const parent of extra)
    for (const folder of await recipeFolders(parent)) {
      const recipe = await loadRecipe(folder, root);
      const before = found.findIndex((each) => each.recipe.id === recipe.id);
      if (before < 0) found.push({ recipe, folder, shipped: false });
      else found[before] = { recipe, folder, shipped: false, replaces: true };
    }
  return found;
}

/** `root`: the product's knowledge/. @throws InputError naming the file and field. */
export async function loadRecipe(folder: string, root: string): Promise<Recipe> {
  const path = join(folder, "recipe.yaml");
  const parsed = Recipe.safeParse(await inherited(await loadYaml(path), root));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`;
  throw new InputError({
    says: { zh: `配方 ${path} 无效：${where}`, en: `Recipe ${path} is not valid: ${where}` },
    hint: {
      zh: "修正该字段，再执行 plumbline recipes check DIR",
      en: "Correct this field, then type `plumbline recipes check DIR`",
    },
    at: path,
  });
}

const Extending = z.looseObject({ extends: z.string().regex(/^[a-z][a-z0-9-]*$/) });
/** What speaks for one recipe alone. */
const NOT_INHERITED = new Set(["triggers", "requests"]);

/** The fields of recipe.yaml over those of the shipped recipe that it extends. @throws InputError when there is none. */
export async function inherited(own: unknown, root: string): Promise<unknown> {
  const extending = Extending.safeParse(own);
  if (!extending.success) return own;
  const base = await loadYaml(join(root, "recipes", extending.data.extends, "recipe.yaml"));
  const fields = Object.entries(z.looseObject({}).parse(base)).filter(([key]) => !NOT_INHERITED.has(key));
  return { ...Object.fromEntries(fields), ...extending.data };
}

/** Folders that hold a recipe.yaml; one that is still being written stops nobody else. */
async function recipeFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "recipe.yaml")))
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function loadFolder(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const files: Record<string, unknown> = {};
  for (const name of names) files[name] = await loadYaml(join(folder, name));
  return files;
}

async function loadYaml(path: string): Promise<unknown> {
  const parsed = parseYaml(await textOf(path));
  if (parsed.ok) return parsed.data;
  const first = parsed.faults[0];
  throw new InputError({
    says: {
      zh: `${path} 第 ${first?.line ?? 0} 行不是合法的 YAML：${first?.message ?? ""}`,
      en: `${path} line ${first?.line ?? 0} is not valid YAML: ${first?.message ?? ""}`,
    },
    hint: { zh: "修正该行", en: "Correct that line" },
    at: path,
  });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new InputError({
      says: { zh: `读不到 ${path}`, en: `${path} cannot be read` },
      hint: {
        zh: "每个配方是一个文件夹，内有 recipe.yaml 与 template/",
        en: "A recipe is a folder that holds recipe.yaml and template/",
      },
      at: path,
      cause,
    });
  }
}
