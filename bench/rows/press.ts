/** What a person in Slack waits for: from the press until it is acknowledged, and until its check run shows it. */
import { atMost, median, numberText, type Row, told } from '../row.ts';
import { openShop, type Shop, until } from '../world/shop.ts';

/** Slack tells the person that something went wrong after that. */
const SLACK_WAITS_MS = 3_000;

interface Pressed {
  readonly acknowledgedMs: number;
  readonly shownMs: number;
}

export const pressRows = async ({ isQuick }: { isQuick: boolean }): Promise<readonly Row[]> => {
  const shop = await openShop({ slack: true });
  try {
    const presses: Pressed[] = [];
    await linkGrace(shop);
    for (const { number } of await shop.readyPulls(isQuick ? 10 : 30, 'not reviewed')) {
      presses.push(await pressOn(shop, number));
    }
    const of = `median of ${presses.length} presses; GitHub and Slack answer at once, in the same process`;
    const most = numberText(Math.max(...presses.map(({ acknowledgedMs }) => acknowledgedMs)));
    return [
      atMost(SLACK_WAITS_MS, {
        what: 'own time, press in Slack to its acknowledgement',
        value: median(presses.map(({ acknowledgedMs }) => acknowledgedMs)),
        unit: 'ms',
        beside: `${most} ms the longest`,
        how: of,
      }),
      told({
        what: 'own time, press in Slack to the check run updated',
        value: median(presses.map(({ shownMs }) => shownMs)),
        unit: 'ms',
        how: of,
      }),
    ];
  } finally {
    await shop.close();
  }
};

const linkGrace = async ({ sandbox, app }: Shop): Promise<void> => {
  const { team, users } = sandbox.slack.workspace;
  const user = users.find(({ name }) => name === 'grace')?.id ?? '';
  await app.store.identities.put({
    id: 'grace',
    slack: { team: team.id, user },
    person: { id: 1002, login: 'grace', machine: false },
    provedAt: app.world.clock.now(),
    toldOnGitHub: true,
  });
};

const pressOn = async (shop: Shop, number: number): Promise<Pressed> => {
  const { slack } = shop.sandbox;
  await shop.sayUntil('ada', number, '/promote staging', ['POST', '/check-runs']);
  await shop.quiet();
  const message = slack.read.messages('releases').at(-1);
  if (message === undefined) throw new Error('nothing waits in Slack');
  const seen = shop.sandbox.calls.length;
  const begun = performance.now();
  const sent = await slack.as('grace').press(message, 'approve');
  const acknowledgedMs = performance.now() - begun;
  if (sent.status !== 200) throw new Error(`a press was answered with ${sent.status}`);
  const isShown = (): boolean =>
    shop.sandbox.calls
      .slice(seen)
      .some(({ method, route }) => method !== 'GET' && route.includes('/check-runs'));
  await until(isShown, 'the check run of a press');
  const shownMs = performance.now() - begun;
  await shop.quiet();
  await shop.deployed();
  await shop.later();
  return { acknowledgedMs, shownMs };
};
