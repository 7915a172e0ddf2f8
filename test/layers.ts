import type { Import, Module } from "./import-graph.ts";

/** The places of the layout (ARCHITECTURE.md). `service:NAME` is a place of its own for each service. */
type Layer =
  | "contract"
  | "engine"
  | "ports"
  | "http"
  | `service:${string}`
  | "providers"
  | "media"
  | "config"
  | "cli"
  | "main"
  | "client"
  | "console"
  | "tooling";

interface Rule {
  /** Own layer is always allowed. */
  readonly layers: readonly Layer[];
  /** Layers of which only types, or a module named `port.ts`, may be imported. */
  readonly portsOf?: readonly Layer[];
  readonly packages: (name: string) => boolean;
}

const HTTP_PACKAGES = /^(?:node:(?:http|https|http2)|fastify|@fastify\/.*|fastify-.*)$/;
const noHttp = (name: string): boolean => !HTTP_PACKAGES.test(name);
const any = (): boolean => true;

/** What each place may import, other packages of this repository included. What is not named is forbidden. */
const RULES: Readonly<Record<Exclude<Layer, `service:${string}`> | "service", Rule>> = {
  contract: { layers: [], packages: (name) => name === "zod" },
  engine: { layers: ["contract"], packages: noHttp },
  ports: { layers: ["contract", "engine"], packages: (name) => name === "zod" },
  http: { layers: ["contract", "engine", "ports"], packages: any },
  service: { layers: ["contract", "engine", "ports", "media"], portsOf: ["providers"], packages: noHttp },
  providers: { layers: ["contract", "media"], packages: noHttp },
  media: { layers: ["contract"], packages: noHttp },
  config: { layers: ["contract"], packages: noHttp },
  cli: { layers: ["contract", "engine", "client", "config", "media", "providers", "main"], packages: any },
  main: { layers: ["contract", "engine", "ports", "http", "providers", "media", "config"], packages: any },
  client: { layers: ["contract"], packages: (name) => !name.startsWith("node:") },
  console: { layers: ["client"], packages: (name) => !name.startsWith("node:") },
  // Nothing of it ships, so it may look at everything; nothing that ships may look at it.
  tooling: { layers: [], packages: any },
};

const PLACES: readonly (readonly [RegExp, Layer])[] = [
  [/^packages\/contract\//, "contract"],
  [/^packages\/engine\//, "engine"],
  [/^packages\/client\//, "client"],
  [/^apps\/console\/vite\.config\.ts$/, "tooling"],
  [/^apps\/console\//, "console"],
  [/^packages\/server\/src\/main(?:\/|\.ts$)/, "main"],
  [/^packages\/server\/src\/(?:dialect|service)\.ts$/, "ports"],
  [/^packages\/server\/src\/http\//, "http"],
  [/^packages\/server\/src\/providers\//, "providers"],
  [/^packages\/server\/src\/media\//, "media"],
  [/^packages\/server\/src\/config\//, "config"],
  [/^packages\/server\/(?:src\/cli|bin)\//, "cli"],
  [/^(?:bench|conformance|examples|scripts|test)\//, "tooling"],
  [/^[^/]+\.(?:ts|mjs)$/, "tooling"],
];

const OWN_PACKAGES: Readonly<Record<string, Layer>> = {
  "@headway/contract": "contract",
  "@headway/engine": "engine",
  "@headway/client": "client",
  "@headway/client/react": "client",
  "@headway/client/shared": "client",
  "@headway/server": "main",
  "@headway/console": "console",
};

/** The place of a module; null for one that lies in none, which is a violation by itself. */
export function layerOf(path: string): Layer | null {
  const service = /^packages\/server\/src\/services\/([^/]+)\//.exec(path)?.[1];
  if (service !== undefined) return `service:${service}`;
  return PLACES.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** Tests and their tools may reach across layers; what ships may not import them. */
export function isTestModule(path: string): boolean {
  return (
    /\.(?:test|testsuite|testing|bench)\.tsx?$/.test(path) ||
    /\/(?:testing|test|fixtures)\//.test(path) ||
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

function complaint(from: string, layer: Layer, { to, isPackage, typeOnly }: Import): string | null {
  const target = isPackage ? (OWN_PACKAGES[to] ?? null) : layerOf(to);
  if (isPackage && target === null && to.startsWith("@headway/") && !to.endsWith("/testing"))
    return `${to}: no public door`;
  if (!isPackage && layer !== "tooling" && workspaceOf(from) !== workspaceOf(to))
    return `${to}: crosses packages by a path`;
  if (isTestModule(from) || layer === "tooling") return null;
  if (isTestModule(to) || to.endsWith("/testing")) return `${to}: a test's module`;
  if (layer.startsWith("service:") && target?.startsWith("service:") && target !== layer)
    return `${to}: another service`;

  const rule = RULES[layer.startsWith("service:") ? "service" : (layer as keyof typeof RULES)];
  if (isPackage && target === null) return rule.packages(to) ? null : `${to}: not for ${layer}`;
  if (target === null) return `${to}: lies in no known place`;
  if (target === layer || rule.layers.includes(target)) return null;
  // The one composition root mounts the services; nothing else knows them by name.
  if (layer === "main" && target.startsWith("service:")) return null;
  if (rule.portsOf?.includes(target) === true && (typeOnly || /\/ports?\.ts$/.test(to))) return null;
  return `${to}: ${layer} may not know ${target}`;
}

function workspaceOf(path: string): string {
  return /^(?:packages|apps)\/[^/]+/.exec(path)?.[0] ?? path.split("/")[0] ?? path;
}
