/** Which keys may stand at a place of a policy file, as the schema says. */
import type { Path } from './problem.ts';
import { schemaOfKeys } from './schema.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const root: Schema = schemaOfKeys();

export const knownKeys = (path: Path): readonly string[] => {
  let at = branches(root);
  for (const step of path) at = at.flatMap((schema) => stepInto(schema, step));
  return at.flatMap((schema) => Object.keys(schema.properties ?? {}));
};

const branches = (schema: Schema): readonly Schema[] =>
  schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(branches);

const stepInto = (schema: Schema, step: string | number): readonly Schema[] => {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof step === 'number') return items === undefined ? [] : branches(items);
  if (Object.hasOwn(properties, step)) return branches(properties[step] ?? {});
  return typeof additionalProperties === 'object' ? branches(additionalProperties) : [];
};
