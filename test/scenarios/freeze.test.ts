/** An environment that is closed for a while: who waits, until when, and who gets through all the same. */
import { afterEach, describe, expect, it } from 'vitest';
import { type ExportLine, exportLines } from '../../src/services/audit/audit-export.ts';
import { replayAll } from '../../src/services/audit/audit-replay.ts';
import { decideAgain } from '../../src/services/promotion/evaluate.ts';
import { type Pull, type Story, tellStory, timeless } from './story.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The story's clock starts now. */
const START = Math.floor(Date.now() / MINUTE) * MINUTE;
const END = START + 3 * HOUR;
const local = (at: number): string => new Date(at).toISOString().slice(0, 16);

interface Said {
  readonly to?: number;
  readonly frozen?: boolean;
  readonly execute?: 'auto' | 'manual';
}

const policyWith = ({ to = END, frozen = true, execute = 'auto' }: Said = {}): string => `version: 1
${frozen ? 'freezes:' : '# Never closed.'}
${frozen ? `  - { name: stocktaking, reason: We count., environments: [production], from: ${local(START - HOUR)}, to: ${local(to)}, time_zone: UTC }` : ''}
environments:
  - name: production
    production: true
    execute: ${execute}
`;

let story: Story;
afterEach(async () => {
  const { warnings } = story;
  await story.close();
  expect(warnings).toEqual([]);
});

const asked = async (said?: Said): Promise<Pull> => {
  story = await tellStory(policyWith(said));
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote production');
  return pull;
};
const adopt = async (said: Said): Promise<void> => {
  const files = { '.github/lockkeeper.yml': policyWith(said) };
  // Taking a freeze away loosens, which needs somebody else's yes.
  const change = story.as('bob').openPull({ title: 'Policy', branch: 'policy', files });
  story.as('grace').review(change.number, 'APPROVE');
  story.as('omar').merge(change.number, 'squash');
  await story.later(MINUTE);
};
const run = ({ headSha }: Pull): string => timeless(story.run(headSha, 'production'));
const row = ({ headSha }: Pull): string =>
  timeless(/\| freeze \| (.*) \|/.exec(story.summary(headSha, 'production'))?.[1] ?? 'none');
const says = async (login: string, pull: Pull, text: string): Promise<string> => {
  const before = story.replies(pull.number).length;
  await story.say(login, pull.number, text);
  const reaction = story.sandbox.read.comments(pull.number).findLast(({ body }) => body === text);
  return timeless(story.replies(pull.number)[before] ?? `only ${reactionOf(reaction)}`);
};
const reactionOf = (comment: object | undefined): string =>
  comment !== undefined && 'reactions' in comment ? JSON.stringify(comment.reactions) : 'nothing';
const except = (login: string, pull: Pull, reason = ''): Promise<string> =>
  says(login, pull, `/freeze except production${reason === '' ? '' : ` because "${reason}"`}`);
const deployed = (): readonly string[] => story.deployments('production');

describe('a promotion', () => {
  it('waits while the environment is closed, and goes on by itself when it opens', async () => {
    const pull = await asked();
    expect(run(pull)).toMatchInlineSnapshot(`"in_progress: Waiting for freeze until TIME UTC"`);
    expect(row(pull)).toMatchInlineSnapshot(
      `"closed until TIME UTC: \`stocktaking\` (We count). It goes on by itself then. An exception needs a reason and a second person: \`/freeze except production because "…"\`."`,
    );
    await story.later(END - SECOND - story.clock.now());
    expect(deployed()).toEqual([]);
    await story.later(END - story.clock.now());
    expect(deployed()).toEqual([pull.headSha]);
    expect(row(pull)).toBe('no freeze is on');
  });

  it('that lacks an approval as well says both where its state is shown', async () => {
    const rules = '    approvals: { rules: [{ teams: [platform] }] }\n';
    story = await tellStory(`${policyWith()}${rules}`);
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote production');
    const told = '| freeze: closed until TIME UTC: `stocktaking` (We count)<br>also: approvals |';
    expect(timeless(story.status(pull.number))).toContain(told);
    expect(await says('ada', pull, '/status')).toContain(told);
  });

  it('that is approved waits again when a freeze is added', async () => {
    const pull = await asked({ frozen: false, execute: 'manual' });
    expect(run(pull)).toBe('action_required: Approved, waiting to be executed');
    await adopt({ execute: 'manual' });
    expect(run(pull)).toBe('in_progress: Waiting for freeze until TIME UTC');
    expect(await says('ada', pull, '/execute production')).toContain('is `pending`');
    await story.later(END - story.clock.now());
    expect(run(pull)).toBe('action_required: Approved, waiting to be executed');
  });

  it('goes when the freeze is taken back', async () => {
    const pull = await asked();
    await adopt({ frozen: false });
    expect(deployed()).toEqual([pull.headSha]);
  });
});

describe('an exception', () => {
  it('is asked for by one and confirmed by another, who had no part in it', async () => {
    const pull = await asked();
    story.as('grace').push({ branch: 'tax', files: { 'price.txt': 'with taxes\n' } });
    await story.quiet();
    const { headSha } = story.sandbox.read.pull(pull.number);
    await story.green(headSha);
    await story.say('ada', pull.number, '/promote production');
    const now = { ...pull, headSha };
    for (const login of ['ada', 'grace']) story.as('omar').setRole(login, 'maintain');

    expect(await except('ada', now)).toMatchInlineSnapshot(
      `"\`/freeze except\` needs a reason here. Write it behind \`because\`."`,
    );
    expect(await except('ada', now, 'it burns')).toMatchInlineSnapshot(
      `"You asked to let the promotion to \`production\` through \`stocktaking\`. A second person confirms it with \`/freeze except production\`: anyone with \`maintain\` permission except \`ada\` and \`grace\`."`,
    );
    expect(row(now)).toMatchInlineSnapshot(
      `"closed until TIME UTC: \`stocktaking\` (We count) · \`ada\` asked for an exception (it burns). It goes on by itself then. A second person confirms the exception with \`/freeze except production\`: anyone with \`maintain\` permission except \`ada\` and \`grace\`."`,
    );
    expect(await except('ada', now, 'it burns')).toMatchInlineSnapshot(
      `"This lets nothing through the freeze of \`production\`: you asked for the exception, and a second person confirms it."`,
    );
    expect(await except('grace', now)).toMatchInlineSnapshot(
      `"This lets nothing through the freeze of \`production\`: nobody lets their own work through, and you wrote 1 commit of #1 and pushed to its branch."`,
    );
    expect(await except('linus', now)).toMatchInlineSnapshot(
      `"You may not let anything through a freeze of \`production\`: that is for anyone with \`maintain\` permission."`,
    );
    expect(deployed()).toEqual([]);

    story.as('omar').setRole('linus', 'maintain');
    expect(await except('linus', now)).toMatchInlineSnapshot(`"only ["+1"]"`);
    expect(deployed()).toEqual([headSha]);
    expect(row(now)).toMatchInlineSnapshot(
      `"closed until TIME UTC (\`stocktaking\`: We count), and this goes through: \`ada\` asked for an exception (it burns), \`linus\` confirmed it"`,
    );
  });

  it('needs a freeze that holds it up', async () => {
    const pull = await asked({ frozen: false, execute: 'manual' });
    expect(await except('ada', pull, 'it burns')).toMatchInlineSnapshot(
      `"No freeze holds up the promotion to \`production\`, so there is nothing to except it from. \`/why production\` says what it waits for."`,
    );
  });

  it('is void when the policy changes, and asked for anew', async () => {
    const pull = await asked();
    await except('ada', pull, 'it burns');
    await adopt({ to: END + HOUR });
    expect(row(pull)).toMatchInlineSnapshot(
      `"closed until TIME UTC: \`stocktaking\` (We count) · what \`ada\` said does not count: the policy of this environment changed after it; ask again. It goes on by itself then. An exception needs a reason and a second person: \`/freeze except production because "…"\`."`,
    );
    expect(await except('omar', pull)).toMatchInlineSnapshot(
      `"\`/freeze except\` needs a reason here. Write it behind \`because\`."`,
    );
    await except('omar', pull, 'it still burns');
    story.as('omar').setRole('linus', 'maintain');
    await except('linus', pull);
    expect(deployed()).toEqual([pull.headSha]);
  });

  it('is void when whoever confirmed it may no longer', async () => {
    const pull = await asked({ execute: 'manual' });
    story.as('omar').setRole('linus', 'maintain');
    await except('ada', pull, 'it burns');
    await except('linus', pull);
    expect(run(pull)).toBe('action_required: Approved, waiting to be executed');
    story.as('omar').setRole('linus', 'write');
    await story.say('ada', pull.number, '/execute production');
    expect(run(pull)).toBe('in_progress: Waiting for freeze until TIME UTC');
    expect(row(pull)).toContain(
      'what `linus` said does not count: confirming an exception here is for anyone with `maintain` permission',
    );
    expect(deployed()).toEqual([]);
  });

  it('is for one promotion: another one asks again', async () => {
    const pull = await asked();
    await except('ada', pull, 'it burns');
    await except('omar', pull);
    expect(deployed()).toEqual([pull.headSha]);
    await story.deployed('production', 'failure');
    await story.say('ada', pull.number, '/retry production');
    expect(run(pull)).toBe('in_progress: Waiting for freeze until TIME UTC');
    expect(row(pull)).not.toContain('ada');
  });
});

/** The record as an auditor reads it. */
async function* exported(): AsyncGenerator<ExportLine> {
  for await (const line of exportLines(story.app.store)) yield JSON.parse(line) as ExportLine;
}

it('stands in the record with its window, who asked, who confirmed and why', async () => {
  const pull = await asked();
  await except('ada', pull, 'it burns');
  await except('omar', pull, 'I saw it');
  const repository = await story.app.store.repositories.byName('acme', 'shop');
  const entries = await story.app.store.record.entries(`repository:${repository?.id}`, 0, 1_000);
  const said = entries.filter(({ kind }) => kind.startsWith('exception.'));
  expect(said.map(({ kind }) => kind)).toEqual(['exception.asked', 'exception.confirmed']);
  const window = { freeze: 'stocktaking', from: START - HOUR };
  expect(JSON.parse(said[1]?.body ?? '')).toMatchObject({
    by: { login: 'omar' },
    exception: { ...window, reason: 'I saw it' },
  });
  const decision = entries.findLast(({ kind }) => kind === 'decision');
  const { verdicts } = JSON.parse(decision?.body ?? '') as { readonly verdicts: readonly object[] };
  expect(verdicts.find((each) => 'gate' in each && each.gate === 'freeze')).toMatchObject({
    status: 'pass',
    reasons: [
      {
        code: 'excepted',
        windows: [
          {
            ...window,
            to: END,
            exception: {
              asked: { person: { login: 'ada' }, reason: 'it burns' },
              confirmed: { person: { login: 'omar' }, reason: 'I saw it' },
            },
          },
        ],
      },
    ],
  });
  const replays: (string | undefined)[] = [];
  for await (const { replay } of replayAll(exported(), decideAgain)) replays.push(replay?.kind);
  expect(new Set(replays)).toEqual(new Set(['same']));
});
