/**
 * Compares what the sandbox delivers with the published schemas of GitHub's webhooks.
 */
import schemas from '@octokit/webhooks-schemas' with { type: 'json' };
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
addFormats.default(ajv);
// Not the whole: its union of all events takes seconds to compile.
ajv.addSchema({ definitions: schemas.definitions }, 'webhooks');

const validators = new Map<string, ValidateFunction>();

/** The schema of an event with this action; null where none is published. */
const validatorOf = (event: string, action: string | null): ValidateFunction | null => {
  const name = [`${event}$${action ?? 'event'}`, `${event}_event`].find(
    (each) => each in schemas.definitions,
  );
  if (name === undefined) return null;
  const known = validators.get(name) ?? ajv.compile({ $ref: `webhooks#/definitions/${name}` });
  validators.set(name, known);
  return known;
};

/** Where GitHub is known to do otherwise than the schemas say, which are older. */
const EXCEPTIONS: readonly { readonly why: string; readonly fault: RegExp }[] = [
  {
    why: 'An address that nobody gave is an empty text.',
    fault: /\/deployment_status\/log_url must match format "uri"/,
  },
  {
    why: 'A run that was skipped came later, and when a signature was verified as well.',
    fault:
      /check_suite\/conclusion must be equal to one of the allowed values .* skipped$|verification must NOT have additional properties {"additionalProperty":"verified_at"}/,
  },
  {
    why: 'The list of events lacks those that came later, such as deployment_protection_rule.',
    fault:
      /^installation\S* \/installation\/events\/\d+ must be equal to one of the allowed values .* deployment_\w+$/,
  },
];

export const payloadFaults = (
  event: string,
  action: string | null,
  body: unknown,
): readonly string[] => {
  const validate = validatorOf(event, action);
  const name = action === null ? event : `${event}.${action}`;
  if (validate === null) return [`${name} has no published schema`];
  if (validate(body)) return [];
  const said = (validate.errors ?? []).map(
    ({ instancePath, message, params, data }) =>
      `${name} ${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)} ${typeof data === 'object' ? '' : String(data)}`,
  );
  return said.filter((each) => !EXCEPTIONS.some(({ fault }) => fault.test(each)));
};
