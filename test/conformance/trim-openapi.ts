/**
 * Makes fixtures/github/openapi.json: of GitHub's published OpenAPI document the operations that the
 * sandbox answers, and what they refer to, as plain JSON Schema. The whole is 13 MB, its package 385.
 *
 *     npm pack @octokit/openapi@<version>, unpack it, and then
 *     npm run openapi <folder of the package>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { createDeliveries } from '../../src/sandbox/github/deliver.ts';
import { createState } from '../../src/sandbox/github/state.ts';
import { createAccess } from '../../src/sandbox/rest/access.ts';
import { routesFor } from '../../src/sandbox/rest/server.ts';

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

/** What is said about a schema and changes nothing of what fits it. */
const SAID =
  /^(?:description|examples?|externalDocs|summary|tags|operationId|title|deprecated|x-.*)$/;
/** In these, keys are names that GitHub gave. */
const NAMES = new Set(['properties', 'paths', 'schemas', 'parameters', 'responses', 'headers']);

const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsIn = (value: Json, ...path: readonly string[]): Fields => {
  const found = path.reduce<Json>((at, key) => (isFields(at) ? at[key] : undefined), value);
  return isFields(found) ? found : {};
};

const withoutWords = (value: Json, named = false): Json => {
  if (Array.isArray(value)) return value.map((each) => withoutWords(each));
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([key]) => named || !SAID.test(key));
  const plain = kept.map(([key, each]) => [key, withoutWords(each, !named && NAMES.has(key))]);
  return named ? Object.fromEntries(plain) : withoutNullable(Object.fromEntries(plain));
};

/** OpenAPI 3.0 writes `nullable`, which JSON Schema does not know. */
const withoutNullable = ({ nullable, ...schema }: Fields): Json => {
  if (nullable !== true) return schema;
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema.enum) ? { enum: [...new Set([...schema.enum, null])] } : {};
  return { ...schema, ...values, type: [schema.type, 'null'] };
};

const referredIn = (value: Json): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referredIn);
  if (!isFields(value)) return [];
  const own = typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(referredIn)];
};

/** Parameters have other names here and there. */
const shapeOf = (path: string): string => path.replaceAll(/\{\w+\}/g, '{}');

const answeredRoutes = () => {
  const state = createState({ clock: systemClock, files: {}, requiredChecks: [] });
  return routesFor(createAccess(state), createDeliveries({}));
};

const operationsOf = (document: Fields): Fields => {
  const known = fieldsIn(document, 'paths');
  const paths: Record<string, Record<string, Json>> = {};
  for (const { method, template } of answeredRoutes()) {
    const path = Object.keys(known).find((each) => shapeOf(each) === shapeOf(template));
    const operation = fieldsIn(known, path ?? '', method.toLowerCase());
    if (path === undefined || operation.responses === undefined) {
      throw new Error(`GitHub's document has no ${method} ${template}`);
    }
    paths[path] = { ...paths[path], [method.toLowerCase()]: withoutWords(operation) };
  }
  return paths;
};

const trimmed = (document: Fields, version: string): Fields => {
  const paths = operationsOf(document);
  const components: Record<string, Record<string, Json>> = {};
  const open = [...referredIn(paths)];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const [, , kind = '', name = ''] = ref.split('/');
    if (components[kind]?.[name] !== undefined) continue;
    const part = withoutWords(fieldsIn(document, 'components', kind)[name]);
    components[kind] = { ...components[kind], [name]: part };
    open.push(...referredIn(part));
  }
  const { openapi } = document;
  return { openapi, info: { title: 'GitHub REST, trimmed', version }, paths, components };
};

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('name the folder of the unpacked package');
const read = (path: string): Fields => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const { version } = read('package.json');
const document = read('generated/api.github.com.json');
const out = new URL('../../fixtures/github/openapi.json', import.meta.url);
writeFileSync(out, `${JSON.stringify(trimmed(document, String(version)), null, 1)}\n`);
