import { runConformance } from "./run.ts";

const USAGE = "Usage: node conformance/src/main.ts BASE_URL [--key sk_…] [--only PREFIX]\n";

const [baseUrl, ...options] = process.argv.slice(2);
if (baseUrl === undefined || !URL.canParse(baseUrl)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const valueOf = (name: string): string | undefined =>
    options.includes(name) ? options[options.indexOf(name) + 1] : undefined;
  const [key, only] = [valueOf("--key"), valueOf("--only")];
  const results = await runConformance({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    ...(key === undefined ? {} : { key }),
    ...(only === undefined ? {} : { only }),
    onResult: ({ id, rule, problem }) =>
      process.stdout.write(problem === null ? `ok    ${id}\n` : `FAILS ${id}: ${rule}\n      ${problem}\n`),
  });
  const failed = results.filter(({ problem }) => problem !== null).length;
  process.stdout.write(`${results.length - failed} of ${results.length} cases hold\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
