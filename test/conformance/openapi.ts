/**
 * Compares calls with GitHub's published OpenAPI document: what the app sent, and what the sandbox
 * answered. GitHub's schemas let unknown keys through; a key that it would ignore is a mistake here.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Exchange } from '../../src/sandbox/rest/server.ts';

type Fields = Readonly<Record<string, unknown>>;

const FILE = new URL('../../fixtures/github/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(FILE, 'utf8')) as Fields;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'github');

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Follows `$ref` at each step, as the document repeats nothing. */
const at = (from: unknown, ...path: readonly string[]): unknown => {
  const here = resolved(from);
  const [key, ...rest] = path;
  if (key === undefined) return here;
  return isFields(here) ? at(here[key], ...rest) : undefined;
};

const resolved = (value: unknown): unknown => {
  if (!isFields(value) || typeof value.$ref !== 'string') return value;
  return at(document, ...value.$ref.split('/').slice(1));
};

const shapeOf = (path: string): string => path.replaceAll(/\{\w+\}/g, '{}');

const pathOf = new Map(Object.keys(at(document, 'paths') as Fields).map((p) => [shapeOf(p), p]));

/** Where the schema stands in the document: Ajv compiles it there once, with what it refers to. */
const validators = new Map<string, ValidateFunction>();
const validatorAt = (...path: readonly string[]): ValidateFunction => {
  const pointer = path.map((key) =>
    encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const $ref = `github#/${pointer.join('/')}`;
  const known = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, known);
  return known;
};

const faultsOf = (validate: ValidateFunction, value: unknown): readonly string[] =>
  validate(value)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
      );

/** Where GitHub is known to do otherwise than its document says. */
const EXCEPTIONS: readonly { readonly why: string; readonly fault: RegExp }[] = [
  {
    why: 'An address that nobody gave is an empty text, which the document itself has as its default.',
    fault:
      /^answered \d+ (?:\/\d+)?\/(?:log_url|target_url|environment_url) must match format "uri"/,
  },
];

/** What is wrong with a call and its answer, in words; empty when both are as GitHub documents them. */
export const faultsIn = (exchange: Exchange): readonly string[] => [
  ...faultsOn(exchange, queryFaults),
  // What is refused may be as wrong as it likes.
  ...(exchange.status < 400 ? faultsOn(exchange, bodyFaults) : []),
  ...answerFaults(exchange),
];

/** The same of the answer alone. */
export const answerFaults = (exchange: Exchange): readonly string[] =>
  faultsOn(exchange, faultsOfAnswer);

type Look = (place: readonly string[], exchange: Exchange) => readonly string[];

const faultsOn = (exchange: Exchange, look: Look): readonly string[] => {
  const { method, route } = exchange;
  const path = pathOf.get(shapeOf(route));
  if (path === undefined) return [`${route} is not in GitHub's document`];
  return look(['paths', path, method.toLowerCase()], exchange)
    .filter((each) => !EXCEPTIONS.some(({ fault }) => fault.test(each)))
    .map((fault) => `${method} ${route} ${fault}`);
};

const queryFaults = (place: readonly string[], { query }: Exchange): readonly string[] => {
  const declared = at(document, ...place, 'parameters');
  const all = Array.isArray(declared) ? declared.map((each) => at(each) as Fields) : [];
  const known = all.filter((each) => each.in === 'query');
  const missing = known.filter(
    ({ required, name }) => required === true && !(String(name) in query),
  );
  return [
    ...missing.map(({ name }) => `lacks ?${name}`),
    ...Object.entries(query).flatMap(([name, value]) => {
      const parameter = known.find((each) => each.name === name);
      if (parameter === undefined) return [`knows no ?${name}`];
      return fitsQuery(parameter.schema, value) ? [] : [`takes no ?${name}=${value}`];
    }),
  ];
};

const fitsQuery = (schema: unknown, value: string): boolean => {
  const { type, enum: values } = at(schema) as Fields;
  if (type === 'integer') return /^\d+$/.test(value);
  return !Array.isArray(values) || values.includes(value);
};

const bodyFaults = (place: readonly string[], { sent }: Exchange): readonly string[] => {
  const where = [...place, 'requestBody', 'content', 'application/json', 'schema'];
  const schema = at(document, ...where);
  if (schema === undefined) {
    return isFields(sent) && Object.keys(sent).length > 0 ? ['takes no body'] : [];
  }
  return [
    ...faultsOf(validatorAt(...where), sent).map((fault) => `sent ${fault}`),
    ...unknownKeys(schema, sent, '').map((key) => `sent ${key}, which GitHub does not know`),
  ];
};

/** The branches of a schema, all of which may name keys. */
const branches = (schema: unknown): readonly Fields[] => {
  const own = at(schema);
  if (!isFields(own)) return [];
  const inner = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => {
    const each = own[key];
    return Array.isArray(each) ? each.flatMap(branches) : [];
  });
  return [own, ...inner];
};

const unknownKeys = (schema: unknown, value: unknown, path: string): readonly string[] => {
  const all = branches(schema);
  if (Array.isArray(value)) {
    const items = all.map((each) => each.items).find((each) => each !== undefined);
    return value.flatMap((each) => unknownKeys(items, each, `${path}[]`));
  }
  if (!isFields(value)) return [];
  const named = Object.assign({}, ...all.map((each) => each.properties ?? {})) as Fields;
  // Without a single name it is a map of anything, such as a deployment's payload.
  if (Object.keys(named).length === 0) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key in named ? unknownKeys(named[key], each, `${path}/${key}`) : [`${path}/${key}`],
  );
};

/** Every call may be refused, documented or not; a refusal has one shape ("Troubleshooting the REST API"). */
const refusalFaults = (status: number, answered: unknown): readonly string[] => {
  if (status < 400) return [`documents no answer ${status}`];
  const isTold = isFields(answered) && typeof answered.message === 'string';
  return isTold ? [] : [`answered ${status} without a message`];
};

const faultsOfAnswer = (
  place: readonly string[],
  { status, answered }: Exchange,
): readonly string[] => {
  const responses = [...place, 'responses', String(status)];
  const response = at(document, ...responses);
  if (response === undefined) return refusalFaults(status, answered);
  const { $ref } = (at(document, ...place, 'responses') as Fields)[String(status)] as Fields;
  const from = typeof $ref === 'string' ? $ref.split('/').slice(1) : responses;
  const where = [...from, 'content', 'application/json', 'schema'];
  if (at(document, ...where) === undefined) {
    return status >= 400 || answered === null ? [] : [`documents no body with ${status}`];
  }
  return faultsOf(validatorAt(...where), answered).map((fault) => `answered ${status} ${fault}`);
};
