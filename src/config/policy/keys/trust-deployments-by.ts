/** `trust_deployments_by:` whose deployments past Lockkeeper prove that a release was there. */
import { z } from 'zod';
import { login, loginOf } from './plain.ts';

export const trustDeploymentsByKey = z
  .array(login)
  .max(20)
  .optional()
  .describe(
    'Whose deployments past Lockkeeper count for the environments after it; when left out, github-actions[bot] where no environment comes before, nobody elsewhere.',
  );

/** Where a release enters, the usual pipeline is how it gets in; further on, only we let it pass. */
export const buildTrust = (
  text: z.infer<typeof trustDeploymentsByKey>,
  { after }: { readonly after: readonly string[] },
): readonly string[] => text?.map(loginOf) ?? (after.length === 0 ? ['github-actions[bot]'] : []);
