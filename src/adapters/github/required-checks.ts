/**
 * Which checks a branch wants before anything is merged into it. GitHub keeps them in two places,
 * rulesets and classic branch protection, and both hold. Neither reading needs an administrator.
 */
import { z } from 'zod';
import type { RequiredCheck } from '../../core/facts.ts';
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';
import type { Octokit } from './octokit.ts';
import { readAnswer } from './read-answer.ts';

const PAGE = 100;
const MAX_RULES = 1_000;

const rulesAnswer = z.array(z.object({ type: z.string(), parameters: z.unknown().optional() }));
const checksOfRule = z.object({
  required_status_checks: z.array(
    z.object({ context: z.string(), integration_id: z.number().nullish() }),
  ),
});
const branchAnswer = z.object({
  protection: z.object({
    required_status_checks: z
      .object({
        contexts: z.array(z.string()),
        checks: z
          .array(z.object({ context: z.string(), app_id: z.number().nullable() }))
          .default([]),
      })
      .optional(),
  }),
});

interface Place {
  readonly octokit: Octokit;
  readonly repository: Repository;
  readonly branch: string;
}

export const requiredChecks = (github: GitHub): Pick<CodeHostReader, 'requiredChecks'> => ({
  requiredChecks: async (repository, branch) => {
    const place = { octokit: await client(github, repository), repository, branch };
    const all = [...(await byRules(place)), ...(await byProtection(place))];
    const distinct = new Map(all.map((each) => [JSON.stringify([each.name, each.appId]), each]));
    return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  },
});

const byRules = ({ octokit, repository, branch }: Place): Promise<readonly RequiredCheck[]> =>
  reach('read the rules of a branch', async () => {
    const rules: z.infer<typeof rulesAnswer> = [];
    const ask = { ...at(repository), branch, per_page: PAGE };
    for await (const { data } of octokit.paginate.iterator(
      octokit.rest.repos.getBranchRules,
      ask,
    )) {
      rules.push(...readAnswer('the rules of a branch', rulesAnswer, data));
      if (rules.length > MAX_RULES) {
        throw new HostFault(
          'unreadable',
          `Too many to read: more than ${MAX_RULES} rules of a branch.`,
        );
      }
    }
    return rules
      .filter(({ type }) => type === 'required_status_checks')
      .map(({ parameters }) => readAnswer('a rule of a branch', checksOfRule, parameters))
      .flatMap((rule) => rule.required_status_checks)
      .map(({ context, integration_id }) => required(context, integration_id));
  });

/** `contexts` has every name; `checks` says of some which app they must come from. */
const byProtection = async (place: Place): Promise<readonly RequiredCheck[]> => {
  const { octokit, repository, branch } = place;
  const { data } = await reach('read the protection of a branch', () =>
    octokit.rest.repos.getBranch({ ...at(repository), branch }),
  );
  const { protection } = readAnswer('the protection of a branch', branchAnswer, data);
  const { contexts = [], checks = [] } = protection.required_status_checks ?? {};
  const unnamed = contexts.filter((name) => !checks.some((check) => check.context === name));
  return [
    ...checks.map(({ context, app_id }) => required(context, app_id)),
    ...unnamed.map((name) => required(name, null)),
  ];
};

/** Where any app will do, GitHub says null, nothing, or -1. */
const required = (name: string, appId: number | null | undefined): RequiredCheck => ({
  name,
  appId: typeof appId === 'number' && appId > 0 ? appId : null,
});
