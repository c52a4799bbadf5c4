/** Answers one GraphQL request as GitHub does: errors carry a type and stand beside the data. */
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  parse,
  validate,
} from 'graphql';
import type { State } from '../github/state.ts';
import { root } from './root.ts';
import { SCHEMA } from './schema.ts';

const schema = buildSchema(SCHEMA);

type Request = Readonly<Record<string, unknown>>;

export const answerGraphql = async (state: State, request: Request): Promise<object> => {
  const { query, variables } = request;
  if (typeof query !== 'string') {
    return { errors: [{ message: 'A query attribute must be specified and must be a string.' }] };
  }
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (fault) {
    return { errors: [{ message: String(fault) }] };
  }
  const faults = validate(schema, document);
  if (faults.length > 0) return { errors: faults.map(shown) };
  const result = await execute({
    schema,
    document,
    rootValue: root(state),
    variableValues: typeof variables === 'object' ? (variables as Record<string, unknown>) : null,
  });
  const errors = result.errors === undefined ? {} : { errors: result.errors.map(shown) };
  return { data: result.data ?? null, ...errors };
};

/** The name of the operation, known also of a request that is then not answered. */
export const operationIn = ({ query }: Request): string | null => {
  try {
    const { definitions } = parse(String(query));
    const operation = definitions.find((each) => each.kind === 'OperationDefinition');
    return operation?.kind === 'OperationDefinition' ? (operation.name?.value ?? null) : null;
  } catch {
    return null;
  }
};

const shown = (error: GraphQLError) => {
  const { type } = error.extensions;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    locations: error.locations ?? [],
    message: error.message,
  };
};
