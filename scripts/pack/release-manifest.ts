import { isTestModule } from "../../test/layers.ts";
import type { Manifest } from "./packages.ts";
import { shippedPath } from "./shipped-text.ts";

/**
 * The package.json of a tarball: exports name the built files with their types, test modules are not exported, and what serves only the checkout
 * (scripts, development dependencies) is left out.
 */
export function releaseManifest(manifest: Manifest): Record<string, unknown> {
  const { scripts: _scripts, devDependencies: _devDependencies, ...kept } = manifest;
  const exported = Object.entries(manifest.exports).filter(([, target]) => !isTestModule(target));
  return { ...kept, exports: Object.fromEntries(exported.map(([name, target]) => [name, builtTarget(target)])) };
}

function builtTarget(target: string): string | { readonly types: string; readonly default: string } {
  const built = `./${shippedPath(target.replace(/^\.\//, ""))}`;
  return built === target ? target : { types: built.replace(/\.js$/, ".d.ts"), default: built };
}
