/** The OpenAPI 3.1 document as what a page shows: calls by group, fields as rows, an example of each call. */

/** Deeper fields than this are shown by their form alone. */
const DEEPEST = 4;

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
}

interface RawParameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface RawOperation {
  tags?: string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  security?: Record<string, string[]>[];
  parameters?: RawParameter[];
  requestBody?: Content & { required?: boolean };
  responses?: Record<string, Content & { description?: string }>;
}

export interface OpenApiDocument {
  info?: { title?: string; version?: string };
  servers?: { url: string }[];
  paths?: Record<string, Record<string, RawOperation | RawParameter[] | string>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Body {
  mediaType: string;
  schema: Schema;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  needsKey: boolean;
  parameters: RawParameter[];
  request: Body | null;
  responses: { status: string; description: string; body: Body | null }[];
}

export interface Field {
  /** Path from the root: "options.include[]". */
  name: string;
  schema: Schema;
  required: boolean;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Calls by group, in the order of the document; a call without a group comes under an empty name. */
export function readOperations(document: OpenApiDocument): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const shared = Array.isArray(item['parameters']) ? item['parameters'] : [];
    for (const method of METHODS) {
      const raw = item[method];
      if (raw === undefined || typeof raw === 'string' || Array.isArray(raw)) continue;
      const responses = Object.entries(raw.responses ?? {}).sort(([a], [b]) => a.localeCompare(b));
      const group = raw.tags?.[0] ?? '';
      groups.set(group, [
        ...(groups.get(group) ?? []),
        {
          id: `${method}${path.replace(/[^a-zA-Z0-9]+/g, '-').replace(/-$/, '')}`,
          method: method.toUpperCase(),
          path,
          summary: raw.summary ?? '',
          description: raw.description ?? '',
          // A call that can end in "key missing" needs one, also where its description forgot to say so.
          needsKey: (raw.security ?? []).length > 0 || raw.responses?.['401'] !== undefined,
          parameters: [...shared, ...(raw.parameters ?? [])],
          request: bodyOf(raw.requestBody),
          responses: responses.map(([status, response]) => ({
            status,
            description: response.description ?? '',
            body: bodyOf(response),
          })),
        },
      ]);
    }
  }
  return groups;
}

function bodyOf(content: Content | undefined): Body | null {
  const [mediaType, media] = Object.entries(content?.content ?? {})[0] ?? [];
  return mediaType === undefined || media?.schema === undefined ? null : { mediaType, schema: media.schema };
}

/** Name of the component that a schema refers to; null if it stands for itself. */
export function referredName(schema: Schema): string | null {
  return /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? '')?.[1] ?? null;
}

/** The alternatives of a schema without null; one entry if there is no choice. */
export function alternatives(schema: Schema): Schema[] {
  const choices = schema.oneOf ?? schema.anyOf;
  return choices === undefined ? [schema] : choices.filter((choice) => choice.type !== 'null');
}

/** Fields of an object as rows, those of nested objects below it; empty for what is no object. */
export function fieldsOf(schema: Schema, prefix = '', depth = 0): Field[] {
  const merged = mergeAll(schema);
  return Object.entries(merged.properties ?? {}).flatMap(([key, field]) => {
    const name = `${prefix}${key}`;
    const row: Field = { name, schema: field, required: merged.required?.includes(key) === true };
    const only = alternatives(field);
    const inner = only.length === 1 ? only[0] : undefined;
    if (inner === undefined || depth >= DEEPEST) return [row];
    if (inner.items !== undefined) return [row, ...fieldsOf(inner.items, `${name}[].`, depth + 1)];
    return [row, ...fieldsOf(inner, `${name}.`, depth + 1)];
  });
}

/** The parts of `allOf` as one; parts that refer to a component count only there. */
function mergeAll(schema: Schema): Schema {
  const parts = [schema, ...(schema.allOf ?? [])];
  return {
    ...schema,
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})) as Record<string, Schema>,
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

/** A call that can be pasted into a shell: $KEY stands for the key, $ID and the like for parts of the path. */
export function exampleCall(operation: Operation, document: OpenApiDocument, server: string): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema ?? {}, document)))}`);
  const address = `${server}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const streams = operation.responses.some(({ body }) => body?.mediaType === 'text/event-stream');
  const lines = [
    `curl ${streams ? '-N ' : ''}${operation.method === 'GET' ? '' : `-X ${operation.method} `}"${address}"`,
    ...(operation.needsKey ? [`-H "Authorization: Bearer $KEY"`] : []),
  ];
  if (operation.request?.mediaType === 'application/json') {
    const body = JSON.stringify(exampleOf(operation.request.schema, document));
    lines.push(`-H "Content-Type: application/json"`, `-d '${body.replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}

/** A small value that fits a schema: given examples first, of objects only what is needed. */
function exampleOf(schema: Schema, document: OpenApiDocument, depth = 0): unknown {
  const name = referredName(schema);
  if (name !== null) {
    const target = document.components?.schemas?.[name];
    return target === undefined || depth > DEEPEST ? {} : exampleOf(target, document, depth + 1);
  }
  const given = [schema.example, schema.examples?.[0], schema.const, schema.default, schema.enum?.[0]];
  const first = given.find((value) => value !== undefined && value !== null);
  if (first !== undefined) return first;
  const [choice] = alternatives(schema);
  if (choice !== undefined && choice !== schema) return exampleOf(choice, document, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'object' || schema.properties !== undefined || schema.allOf !== undefined) {
    const { properties = {}, required = [] } = mergeAll(schema);
    const shown = Object.entries(properties).filter(([key]) => required.includes(key));
    const rows = shown.length > 0 || depth > 0 ? shown : Object.entries(properties).slice(0, 1);
    return Object.fromEntries(rows.map(([key, field]) => [key, exampleOf(field, document, depth + 1)]));
  }
  if (type === 'array')
    return schema.items === undefined || depth > DEEPEST ? [] : [exampleOf(schema.items, document, depth + 1)];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  const formats: Record<string, string> = {
    uuid: '00000000-0000-4000-8000-000000000000',
    uri: 'https://www.ihre-stadt.de/',
    date: '2026-03-12',
    'date-time': '2026-03-12T14:05:00Z',
  };
  return formats[schema.format ?? ''] ?? '…';
}
