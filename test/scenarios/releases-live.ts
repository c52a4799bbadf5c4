/** The ground of stories about what was live before: pull requests that went to production in turn. */
import { type Pull, type Story, tellStory } from './story.ts';

/** Nothing but a green build is asked for, and every pull request can follow every other. */
export const PRODUCTION = `version: 1
environments:
  - name: production
    production: true
    gates: { contains-live: false, checks: { required: [build] } }
    separation_of_duties: off
`;

export interface LivedStory extends Story {
  /** What went live, oldest first. */
  readonly releases: readonly Pull[];
  /** One of them, counted from 1. */
  release(number: number): Pull;
  /** One more goes live, by ada. */
  goesLive(branch: string, files?: Readonly<Record<string, string>>): Promise<Pull>;
  /** Asks on the newest release's page; the answer, with commits as R1, R2, … */
  ask(login: string, command: string): Promise<string>;
  /** What is live, as R1, R2, … */
  live(): Promise<string>;
  /** The newest check run of a release, without its instant. */
  runOf(number: number): string;
  /** What the record tells of this kind. */
  told(kind: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export const tellLived = async (count: number, policy = PRODUCTION): Promise<LivedStory> => {
  const story = await tellStory(policy);
  const releases: Pull[] = [];
  const release = (number: number): Pull => {
    const found = releases[number - 1];
    if (found === undefined) throw new Error(`there is no release ${number}`);
    return found;
  };
  const goesLive: LivedStory['goesLive'] = async (
    branch,
    files = { [`${branch}.txt`]: 'new\n' },
  ) => {
    const pull = story.as('ada').openPull({ title: branch, branch, files });
    await story.green(pull.headSha);
    await story.say('ada', pull.number, '/promote production');
    await story.deployed('production');
    await story.later(60_000);
    releases.push(pull);
    return pull;
  };
  for (let n = 1; n <= count; n += 1) await goesLive(`release-${n}`);
  const names = (): Record<string, string> =>
    Object.fromEntries(releases.map(({ headSha }, index) => [`R${index + 1}`, headSha]));
  return Object.assign(story, {
    releases,
    release,
    goesLive,
    ask: async (login: string, command: string) => {
      const page = releases.at(-1)?.number ?? 0;
      const before = story.replies(page).length;
      await story.say(login, page, command);
      return story.replies(page).length === before ? 'none' : story.lastReply(page, names());
    },
    live: async () => {
      const entry = await story.app.world.store.ledger.live(600, 'production');
      return Object.entries(names()).find(([, sha]) => sha === entry?.sha)?.[0] ?? 'nothing';
    },
    runOf: (number: number) =>
      story.run(release(number).headSha, 'production').replace(/ \d{4}-.*/, ''),
    told: async (kind: string) => {
      const entries = await story.app.world.store.record.entries('repository:600', 0, 1_000);
      return entries
        .filter((entry) => entry.kind === kind)
        .map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>);
    },
  });
};
