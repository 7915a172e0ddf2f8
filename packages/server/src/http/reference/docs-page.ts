import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from "./openapi.ts";
import { escapeHtml, htmlPage, inlineCode } from "./page.ts";

/** The API reference as one readable page, made from the OpenAPI document. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const sections = tags.map((tag) => {
    const description = document.tags.find(({ name }) => name === tag)?.description;
    const own = operations.filter(({ operation }) => operation.tags.includes(tag));
    return `<h2 id="${escapeHtml(tag)}">${escapeHtml(tag)}</h2>
${description === undefined ? "" : `<p class="soft">${escapeHtml(description)}</p>`}
${own.map(({ path, method, operation }) => operationHtml(document, method, path, operation)).join("\n")}`;
  });
  const contents = tags.map((tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`).join(" · ");
  return htmlPage(
    `${document.info.title} API`,
    `<h1>${escapeHtml(document.info.title)} API</h1>
<p class="soft">${escapeHtml(document.info.description)}</p>
<p>${contents} · <a href="#schemas">Schemas</a> · <a href="/docs/errors">Errors</a> · <a href="/openapi.json">OpenAPI 3.1</a></p>
${sections.join("\n")}
${schemasHtml(document)}`,
  );
}

function operationHtml(document: OpenApiDocument, method: string, path: string, operation: OpenApiOperation): string {
  return `<h3 id="${escapeHtml(operation.operationId)}"><span class="verb">${method.toUpperCase()}</span>${escapeHtml(path)}</h3>
<p>${inlineCode(operation.summary)}</p>
${parametersHtml(operation.parameters ?? [])}
${bodyHtml(document, operation)}
${responsesHtml(operation)}`;
}

function parametersHtml(parameters: readonly OpenApiParameter[]): string {
  const rows = parameters
    .filter((parameter) => parameter.in !== "path")
    .map(({ name, in: place, schema, description }) => {
      const about = description === undefined ? "" : ` · ${inlineCode(description)}`;
      return `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}</td><td>${typeHtml(schema)}${about}</td></tr>`;
    });
  return rows.length === 0 ? "" : `<table>${rows.join("")}</table>`;
}

function bodyHtml(document: OpenApiDocument, { requestBody }: OpenApiOperation): string {
  const entry = Object.entries(requestBody?.content ?? {})[0];
  if (entry === undefined) return "";
  const [mediaType, { schema }] = entry;
  const name = componentOf(schema);
  const shape = name === null ? schema : (document.components.schemas[name] ?? {});
  const { properties = {}, required = [] } = shape as { properties?: Record<string, object>; required?: string[] };
  const rows = Object.entries(properties).map(
    ([member, property]) =>
      `<tr><td><code>${escapeHtml(member)}</code></td><td>${required.includes(member) ? "required" : ""}</td><td>${typeHtml(property)}</td></tr>`,
  );
  // A body that has one of several forms names no members of its own.
  const members = rows.length === 0 ? schemaDetails(schema) : `<table>${rows.join("")}</table>`;
  const link = name === null || rows.length === 0 ? "" : ` · ${schemaLink(name)}`;
  return `<p class="soft">Body: ${escapeHtml(mediaType)}${link}</p>${members}`;
}

function responsesHtml({ responses }: OpenApiOperation): string {
  const rows = Object.entries(responses).map(([status, { description, content }]) => {
    const schema = Object.values(content ?? {})[0]?.schema;
    const shape = schema === undefined ? "" : schemaDetails(schema);
    return `<tr><td>${status}</td><td>${inlineCode(description)}${shape}</td></tr>`;
  });
  return `<table>${rows.join("")}</table>`;
}

function schemaDetails(schema: object): string {
  const name = componentOf(schema);
  if (name !== null) return ` · ${schemaLink(name)}`;
  const { type } = schema as { type?: string };
  return type === "string" ? "" : `<details><summary>schema</summary>${jsonHtml(schema)}</details>`;
}

/** Every named schema once; operations and other schemas refer to it. */
function schemasHtml({ components }: OpenApiDocument): string {
  const entries = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escapeHtml(name)}"><summary>${escapeHtml(name)}</summary>${jsonHtml(schema)}</details>`,
  );
  return `<h2 id="schemas">Schemas</h2>\n${entries.join("\n")}`;
}

function jsonHtml(schema: object): string {
  return `<pre><code>${escapeHtml(JSON.stringify(schema, null, 2))}</code></pre>`;
}

function schemaLink(name: string): string {
  return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
}

/** The name of the component that a schema refers to; null for a schema that stands in its place. */
function componentOf(schema: object): string | null {
  const { $ref } = schema as { $ref?: string };
  return $ref?.split("/").at(-1) ?? null;
}

interface Described {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

function typeHtml(schema: object): string {
  const name = componentOf(schema);
  if (name !== null) return schemaLink(name);
  const { type, enum: values, default: preset, minimum, maximum, maxLength } = schema as Described;
  const parts = [
    values === undefined
      ? (type ?? "any")
      : values.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(" "),
    minimum === undefined ? "" : `from ${minimum}`,
    maximum === undefined || maximum > 1e9 ? "" : `to ${maximum}`,
    maxLength === undefined ? "" : `at most ${maxLength} characters`,
    preset === undefined ? "" : `default <code>${escapeHtml(JSON.stringify(preset))}</code>`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
