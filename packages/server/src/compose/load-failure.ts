import { pathToFileURL } from "node:url";

/** Why a module of own services could not be loaded, with what to do (codes: https://nodejs.org/api/errors.html). */
export function loadFailure(file: string, error: unknown): string {
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ERR_UNKNOWN_FILE_EXTENSION":
    case "ERR_IMPORT_ATTRIBUTE_MISSING":
    case "ERR_UNSUPPORTED_DIR_IMPORT":
      return `${file} is no module. HEADWAY_SERVICES names files that end in .ts, .mts, .js or .mjs.`;
    case "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING":
      return `${file} is TypeScript below node_modules, which Node does not run. Name a file that is built to JavaScript.`;
    case "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX":
      return `${placeOf(file, error)} cannot be run: ${message}. Types are only stripped: write no enum, no namespace and no parameter property.`;
    case "ERR_MODULE_NOT_FOUND":
      return `${file} cannot be loaded: ${message}. Install the package beside the file (npm install), or correct the import.`;
    default:
      if (error instanceof SyntaxError && /import statement outside a module|token 'export'/.test(message)) {
        return `${file} is read as a CommonJS module, as the package.json beside it says. Let its name end in .mts (or .mjs), or write "type": "module" there.`;
      }
      return `${placeOf(file, error)} failed while it was loaded: ${message}. Correct it and start again.`;
  }
}

/** The file with the line that the stack names first. */
function placeOf(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = [pathToFileURL(file).href, file].map((name) => stack.indexOf(`${name}:`)).find((index) => index >= 0);
  const line = at === undefined ? undefined : /:(\d+)/.exec(stack.slice(at).replace(/^file:/, ""))?.[1];
  return line === undefined ? file : `${file}:${line}`;
}
