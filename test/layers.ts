import { findFolderCycles, type Import, type Module } from "./import-graph.ts";

/** The places of the layout (ARCHITECTURE.md). `service:NAME` is a place of its own for each service. */
type Layer =
  | "contract"
  | "ports"
  | "engine"
  | "tools"
  | "html-document"
  | "rule-editor"
  | "listening"
  | "slides"
  | "conversation-analysis"
  | "local-models"
  | "exam"
  | "service-kit"
  | "http"
  | `service:${string}`
  | "providers"
  | "config"
  | "cli"
  | "main"
  | "client"
  | "console"
  | "tooling";

interface Rule {
  /** Own layer is always allowed. */
  readonly layers: readonly Layer[];
  readonly packages: (name: string) => boolean;
}

const HTTP_PACKAGES = /^(?:node:(?:http|https|http2)|fastify|@fastify\/.*|fastify-.*)$/;
const noHttp = (name: string): boolean => !HTTP_PACKAGES.test(name);
const any = (): boolean => true;

/** What each place may import, other packages of this repository included. What is not named is forbidden. */
const RULES: Readonly<Record<Exclude<Layer, `service:${string}`> | "service", Rule>> = {
  contract: { layers: [], packages: (name) => name === "zod" },
  ports: { layers: ["contract"], packages: (name) => name === "zod" || name === "@ai-sdk/provider" },
  engine: { layers: ["contract"], packages: noHttp },
  tools: { layers: ["contract"], packages: noHttp },
  "html-document": { layers: ["contract", "ports"], packages: noHttp },
  "rule-editor": { layers: ["contract", "ports", "tools", "html-document"], packages: noHttp },
  listening: { layers: ["contract", "ports", "tools"], packages: noHttp },
  slides: { layers: ["contract"], packages: noHttp },
  "conversation-analysis": { layers: ["contract", "ports"], packages: noHttp },
  "local-models": { layers: ["contract", "ports", "tools"], packages: noHttp },
  exam: { layers: ["contract", "ports", "tools"], packages: noHttp },
  "service-kit": { layers: ["contract", "engine", "ports"], packages: noHttp },
  http: { layers: ["contract", "engine", "service-kit"], packages: any },
  service: {
    layers: ["contract", "engine", "ports", "service-kit", "tools", "html-document", "listening", "slides"],
    packages: noHttp,
  },
  providers: { layers: ["contract", "ports", "tools", "local-models"], packages: noHttp },
  // The settings that choose providers are described by the lists of providers.
  config: { layers: ["contract", "providers"], packages: noHttp },
  cli: {
    layers: ["contract", "ports", "engine", "client", "tools", "local-models", "exam", "config", "providers", "main"],
    packages: any,
  },
  main: {
    layers: [
      "contract",
      "ports",
      "engine",
      "rule-editor",
      "listening",
      "conversation-analysis",
      "local-models",
      "exam",
      "service-kit",
      "http",
      "providers",
      "config",
    ],
    packages: any,
  },
  client: { layers: ["contract"], packages: (name) => !name.startsWith("node:") },
  console: { layers: ["client"], packages: (name) => !name.startsWith("node:") },
  // Nothing of it ships, so it may look at everything; nothing that ships may look at it.
  tooling: { layers: [], packages: any },
};

/** Packages that are a place of their own. */
const PACKAGES = [
  "contract",
  "ports",
  "engine",
  "tools",
  "html-document",
  "rule-editor",
  "listening",
  "slides",
  "conversation-analysis",
  "local-models",
  "exam",
  "client",
] as const;

const PLACES: readonly (readonly [RegExp, Layer])[] = [
  [/^apps\/console\/vite\.config\.ts$/, "tooling"],
  [/^apps\/console\//, "console"],
  [/^packages\/server\/src\/(?:main(?:\/|\.ts$)|compose\/)/, "main"],
  [/^packages\/server\/src\/(?:service-kit\/|define\.ts$)/, "service-kit"],
  [/^packages\/server\/src\/http\//, "http"],
  [/^packages\/server\/src\/providers\//, "providers"],
  [/^packages\/server\/src\/config\//, "config"],
  [/^packages\/server\/(?:src\/cli|bin)\//, "cli"],
  [/^(?:bench|conformance|examples|scripts|test)\//, "tooling"],
  [/^[^/]+\.(?:ts|mjs)$/, "tooling"],
];

const OWN_PACKAGES: Readonly<Record<string, Layer>> = {
  ...Object.fromEntries(PACKAGES.map((name) => [`@headway-jobs/${name}`, name])),
  "@headway-jobs/server": "main",
  "@headway-jobs/console": "console",
};

/** The place of a module; null for one that lies in none, which is a violation too. */
export function layerOf(path: string): Layer | null {
  const service = /^packages\/server\/src\/services\/([^/]+)\//.exec(path)?.[1];
  if (service !== undefined) return `service:${service}`;
  const name = /^packages\/([^/]+)\//.exec(path)?.[1];
  return PACKAGES.find((one) => one === name) ?? PLACES.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** Tests and their tools may reach across layers; what ships may not import them. */
export function isTestModule(path: string): boolean {
  return (
    /\.(?:test|testsuite|testing|bench)\.tsx?$/.test(path) ||
    /\/(?:testing|test|training|fixtures)\//.test(path) ||
    path.startsWith("test/")
  );
}

/** One sentence for every import that breaks a rule. */
export function violations(modules: readonly Module[]): string[] {
  return modules.flatMap((module) => {
    const layer = layerOf(module.path);
    if (layer === null) return [`${module.path} lies in no place that test/layers.ts knows`];
    const found = module.imports.flatMap((one) => complaint(module.path, layer, one) ?? []);
    return found.map((what) => `${module.path} → ${what}`);
  });
}

/** One sentence for every circle of folders (or of folders and files beside them) among what ships. */
export function folderCycles(modules: readonly Module[]): string[] {
  const shipped = modules.filter(({ path }) => !isTestModule(path) && layerOf(path) !== "tooling");
  return findFolderCycles(shipped).map(
    ({ places, imports }) => `${[...places, places[0]].join(" → ")}: ${imports.join(" and ")}`,
  );
}

function complaint(from: string, layer: Layer, { to, isPackage }: Import): string | null {
  const target = isPackage ? layerOfPackage(to) : layerOf(to);
  if (isPackage && target === null && to.startsWith("@headway-jobs/")) return `${to}: no public door`;
  if (!isPackage && layer !== "tooling" && workspaceOf(from) !== workspaceOf(to))
    return `${to}: crosses packages by a path`;
  if (isTestModule(from) || layer === "tooling") return null;
  if (isTestModule(to) || /\/testing(?:\/|$)/.test(to)) return `${to}: a test's module`;
  // The defaults of settings that bound the engine are the engine's own; the settings know nothing else of it.
  if (layer === "config" && to === "@headway-jobs/engine/limits") return null;
  if (layer.startsWith("service:") && target?.startsWith("service:") && target !== layer)
    return `${to}: another service`;

  const rule = RULES[layer.startsWith("service:") ? "service" : (layer as keyof typeof RULES)];
  if (isPackage && target === null) return rule.packages(to) ? null : `${to}: not for ${layer}`;
  if (target === null) return `${to}: lies in no known place`;
  if (target === layer || rule.layers.includes(target)) return null;
  // The one composition root mounts the services; nothing else knows them by name.
  if (layer === "main" && target.startsWith("service:")) return null;
  return `${to}: ${layer} may not know ${target}`;
}

/** The place of a package of this repository, by the name of the package or of one of its public modules. */
function layerOfPackage(name: string): Layer | null {
  if (name.includes("/src/") || /\.tsx?$/.test(name)) return null;
  return OWN_PACKAGES[name.split("/").slice(0, 2).join("/")] ?? null;
}

function workspaceOf(path: string): string {
  return /^(?:packages|apps)\/[^/]+/.exec(path)?.[0] ?? path.split("/")[0] ?? path;
}
