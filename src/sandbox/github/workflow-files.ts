/** Workflow files as GitHub Actions reads them: what may dispatch them, their inputs, and a run's name. */
import { parse } from 'yaml';
import { invalid, notFound } from './refusal.ts';
import { branchHead, commitOf, DEFAULT_BRANCH, type State } from './state.ts';

export interface WorkflowFile {
  readonly path: string;
  readonly name: string;
  /** Null where it does not listen to `workflow_dispatch`. */
  readonly inputs: Readonly<Record<string, WorkflowInput>> | null;
  readonly runName: string | null;
}

interface WorkflowInput {
  readonly required: boolean;
  readonly default: string | null;
}

type Tree = Readonly<Record<string, unknown>>;

const treeOf = (value: unknown): Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};

/** GitHub knows the workflows of the default branch; the file is read at the commit that is run. */
export const workflowAt = (state: State, file: string, sha: string): WorkflowFile => {
  const path = `.github/workflows/${file}`;
  const known = filesAt(state, branchHead(state, DEFAULT_BRANCH))[path];
  if (known === undefined) throw notFound();
  const text = filesAt(state, sha)[path];
  if (text === undefined) throw invalid(`Workflow does not exist at ${sha}`);
  const tree = treeOf(parse(text));
  return {
    path,
    name: typeof tree.name === 'string' ? tree.name : path,
    inputs: dispatchInputs(tree.on),
    runName: typeof tree['run-name'] === 'string' ? tree['run-name'] : null,
  };
};

const filesAt = (state: State, sha: string): Readonly<Record<string, string>> =>
  state.git.files(commitOf(state, sha).tree);

const dispatchInputs = (on: unknown): WorkflowFile['inputs'] => {
  if (on === 'workflow_dispatch') return {};
  if (Array.isArray(on)) return on.includes('workflow_dispatch') ? {} : null;
  const events = treeOf(on);
  if (!Object.hasOwn(events, 'workflow_dispatch')) return null;
  const inputs = treeOf(treeOf(events.workflow_dispatch).inputs);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const { required, default: byDefault } = treeOf(value);
      const input = {
        required: required === true,
        default: byDefault === undefined ? null : String(byDefault),
      };
      return [name, input];
    }),
  );
};

/** What it is started with; refuses what the file does not ask for, and what it lacks. */
export const inputsFor = (
  { inputs: declared }: WorkflowFile,
  given: unknown,
): Readonly<Record<string, string>> => {
  if (declared === null) throw invalid("Workflow does not have 'workflow_dispatch' trigger");
  const asked = treeOf(given);
  const unexpected = Object.keys(asked).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0) {
    throw invalid(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      const value = asked[name] ?? input.default;
      if (value === null && input.required) throw invalid(`Required input '${name}' not provided`);
      return [name, String(value ?? '')];
    }),
  );
};

/** The name of a run: what the file says, its inputs filled in; else that of the workflow. */
export const runTitle = (
  { name, runName }: WorkflowFile,
  inputs: Readonly<Record<string, string>>,
): string =>
  runName === null
    ? name
    : runName.replaceAll(
        /\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}/g,
        (_, input: string) => inputs[input] ?? '',
      );
