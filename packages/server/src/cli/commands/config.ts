import type { Command } from "commander";
import { readConfig, shownValue, type EffectiveSetting } from "../../config/load-config.ts";
import { VENDOR_VARIABLES } from "../../config/vendor-variables.ts";
import type { CliContext, Report } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { table } from "../table.ts";

export function addConfigCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("config")
    .description("print every setting that is in force and where it comes from")
    .option("--json", "as JSON, with each setting's description")
    .action((options: { json?: true }) => {
      const { settings, fileName, problems, warnings, config } = readConfig(context);
      if (options.json === true) {
        context.terminal.out(JSON.stringify({ settings: settings.map(asJson), problems, warnings }, null, 2));
      } else {
        const rows = settings.map((one) => [
          one.meta.env,
          shown(one, config?.auth),
          one.origin === "file" ? fileName : one.origin,
        ]);
        for (const { name, secret } of VENDOR_VARIABLES) {
          const value = context.env[name];
          if (value) rows.push([name, secret ? "(hidden)" : value, "environment"]);
        }
        context.terminal.out(table(["SETTING", "VALUE", "FROM"], rows, context.terminal.paint));
        for (const warning of warnings) context.terminal.note(context.terminal.paint("yellow", warning));
        for (const problem of problems) context.terminal.note(context.terminal.paint("red", problem));
      }
      report(problems.length === 0 ? EXIT.ok.code : EXIT.usage.code);
    });
}

function shown({ key, meta, value, origin }: EffectiveSetting, auth: string | undefined): string {
  if (key === "auth" && value === undefined && auth !== undefined) return auth;
  if (origin === "default" && meta.defaultText !== undefined) return meta.defaultText;
  return shownValue(meta, value);
}

function asJson(one: EffectiveSetting): Readonly<Record<string, unknown>> {
  const { key, meta, value, origin } = one;
  const hidden = meta.secret === true && value !== undefined;
  return {
    name: meta.env,
    key,
    value: hidden ? "(hidden)" : (value ?? null),
    origin,
    description: meta.description,
    expected: meta.expected,
  };
}
