/** How a policy names a workflow to run: the gate of that name, `deploy:` and `verify:` say it alike. */
import { z } from 'zod';

/** What Lockkeeper itself tells the workflow it is about. */
const OWN_INPUTS = ['environment', 'sha', 'promotion', 'fence'];
const INPUT_NAME =
  'a name of an input, other than environment, sha, promotion and fence, which are always sent';

const inputName = z
  .string()
  .regex(/^[A-Za-z_][\w-]{0,99}$/, INPUT_NAME)
  .refine((name) => !OWN_INPUTS.includes(name), INPUT_NAME);

/** GitHub takes no more inputs than these together with ours. */
const MAX_INPUTS = 21;

export const workflowShape = {
  file: z
    .string()
    .max(200)
    .regex(/^[\w.-]+\.ya?ml$/, 'the name of a file in .github/workflows, such as deploy.yml')
    .describe('A file in .github/workflows of the default branch.'),
  inputs: z
    .record(inputName, z.string().max(1_000))
    .refine((inputs) => Object.keys(inputs).length <= MAX_INPUTS, `at most ${MAX_INPUTS} inputs`)
    .optional()
    .describe('Inputs it is given beside environment, sha and promotion.'),
};

export interface WorkflowText {
  readonly file: string;
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  readonly timeout?: string | undefined;
}
