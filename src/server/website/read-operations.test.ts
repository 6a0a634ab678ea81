import { describe, expect, it } from 'vitest';
import { exampleCall, fieldsOf, type OpenApiDocument, readOperations } from './read-operations.ts';
import { renderApi } from './render-api.ts';

const DOCUMENT: OpenApiDocument = {
  paths: {
    '/api/sources/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      patch: {
        tags: ['sources'],
        summary: 'Changes <name>',
        security: [{ key: [] }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Change' } } } },
        responses: {
          '404': { description: 'None' },
          '200': {
            description: 'With `sync`',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Change' } } },
          },
        },
      },
    },
    '/api/questions': {
      post: {
        tags: ['assistant'],
        summary: 'Ask',
        responses: {
          '200': {
            description: 'Events',
            content: {
              'text/event-stream': {
                schema: {
                  oneOf: [
                    { type: 'object', properties: { type: { const: 'start' } } },
                    { type: 'object', properties: { type: { const: 'end' }, at: { type: 'integer' } } },
                  ],
                },
              },
            },
          },
        },
      },
    },
    '/api/trace': { get: { responses: { '401': { description: 'Key missing' } } } },
  },
  components: {
    schemas: {
      Change: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', example: "O'Neill", maxLength: 200 },
          options: {
            type: 'object',
            properties: {
              include: { type: 'array', items: { type: 'object', properties: { deep: { type: 'boolean' } } } },
            },
          },
          kind: { type: 'string', enum: ['a', 'b'], default: 'a' },
        },
      },
      Loop: { type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Loop' } } },
    },
  },
};

const operationOf = (group: string) => {
  const [operation] = readOperations(DOCUMENT).get(group) ?? [];
  if (operation === undefined) throw new Error(`no call in ${group}`);
  return operation;
};

describe('calls of the OpenAPI document', () => {
  it('are grouped, with shared parameters and ordered responses', () => {
    const call = operationOf('sources');
    expect([...readOperations(DOCUMENT).keys()]).toEqual(['sources', 'assistant', '']);
    expect(call.parameters.map(({ name }) => name)).toEqual(['id']);
    expect(call.responses.map(({ status }) => status)).toEqual(['200', '404']);
    expect(call.id).toBe('patch-api-sources-id');
  });

  it('need a key where they say so, or where they can end for lack of one', () => {
    expect(operationOf('sources').needsKey).toBe(true);
    expect(operationOf('assistant').needsKey).toBe(false);
    expect(operationOf('').needsKey).toBe(true);
  });

  it('have an example that survives the shell', () => {
    expect(exampleCall(operationOf('sources'), DOCUMENT, 'https://x.example')).toBe(
      [
        'curl -X PATCH "https://x.example/api/sources/$ID" \\',
        '  -H "Authorization: Bearer $KEY" \\',
        '  -H "Content-Type: application/json" \\',
        `  -d '{"name":"O'\\''Neill"}'`,
      ].join('\n'),
    );
    expect(exampleCall(operationOf('assistant'), DOCUMENT, '')).toContain('curl -N -X POST');
  });

  it('name nested fields by their path', () => {
    const fields = fieldsOf(DOCUMENT.components?.schemas?.['Change'] ?? {});
    expect(fields.map(({ name }) => name)).toEqual([
      'name',
      'options',
      'options.include',
      'options.include[].deep',
      'kind',
    ]);
    expect(fields[0]?.required).toBe(true);
  });
});

describe('the page of calls', () => {
  const page = renderApi(
    { language: 'de', demo: false, versioned: (address) => address },
    { document: DOCUMENT, publicUrl: 'https://x.example' },
  );

  it('shows who may call, forms, limits and alternatives, and escapes what it shows', () => {
    expect(page).toContain('Changes &lt;name&gt;');
    expect(page).toContain('Braucht den Schlüssel der Verwaltung.');
    expect(page).toContain('href="#form-Change"');
    expect(page).toContain('id="form-Change"');
    expect(page).toContain('Höchstens 200 Zeichen.');
    expect(page).toContain('Erlaubt: <code>a</code>, <code>b</code>.');
    expect(page).toContain('eine dieser Formen');
    expect(page).toContain('With <code>sync</code>');
    expect(page).toContain('<h2 class="kern-heading-large" id="gruppe-weitere">Weitere</h2>');
  });

  it('has no id twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
