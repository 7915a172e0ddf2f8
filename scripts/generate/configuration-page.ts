import { settingSchemas } from "../../packages/server/src/config/load-config.ts";
import { metaOf, type SettingMeta } from "../../packages/server/src/config/setting.ts";
import { VENDOR_VARIABLES } from "../../packages/server/src/config/vendor-variables.ts";
import { generatedPage, markdownTable } from "./markdown.ts";

const INTRODUCTION = `Every setting can be given as an environment variable, or under its key in \`headway.config.json\` in the working directory
(another file: \`HEADWAY_CONFIG\`). The environment takes precedence; an empty variable counts as absent. \`headway config\` prints the effective
settings and their sources. The server does not start with an invalid value: it names the variable, the value and the expected form. Secrets are
never printed.

\`\`\`json
{ "port": 9000, "llm": "ollama:llama3.1", "origins": ["https://app.example.org"], "retentionDays": 30 }
\`\`\``;

/** docs/configuration.md: every setting with its meaning, form and default, from the schema. */
export function configurationPage(): string {
  const settings = settingSchemas().map(([key, schema]) => ({
    key,
    meta: metaOf(schema),
    defaultValue: defaultOf(schema),
  }));
  const groups = [...new Set(settings.map(({ meta }) => meta.group))];
  const sections = groups.map((group) => {
    const rows = settings
      .filter(({ meta }) => meta.group === group)
      .map(({ key, meta, defaultValue }) => [
        `\`${meta.env}\`<br>\`${key}\``,
        meta.description,
        `${meta.expected}${meta.secret === true ? " (secret)" : ""}`,
        shownDefault(meta, defaultValue),
      ]);
    return `## ${group}\n\n${markdownTable(["Variable and key", "Meaning", "Form", "Default"], rows)}`;
  });
  const vendors = VENDOR_VARIABLES.map(({ name, means }) => [`\`${name}\``, means]);
  return generatedPage("Configuration", "packages/server/src/config/schema.ts", [
    INTRODUCTION,
    ...sections,
    `## Keys and addresses of models\n\nRead from the environment only, by their usual names.\n\n${markdownTable(["Variable", "Meaning"], vendors)}`,
    "## Set-up\n\n`HEADWAY_SETUP_SYSTEM=0` keeps `npm start`, `npm test` and `npm run setup` from installing system packages.",
  ]);
}

function defaultOf(schema: ReturnType<typeof settingSchemas>[number][1]): unknown {
  const parsed = schema.safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}

function shownDefault(meta: SettingMeta, value: unknown): string {
  if (meta.defaultText !== undefined) return meta.defaultText;
  return value === undefined ? "none" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
