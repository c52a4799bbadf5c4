/** A program in a process of its own, spoken with by messages: what it costs is its own alone. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface Child {
  readonly pid: number;
  /** Sends it, and resolves with what comes back next. */
  ask(message: object | string): Promise<unknown>;
  stop(): Promise<void>;
}

interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

/** Does not wait for anything: whether and when it is ready is its own matter. */
export const startChild = (file: string, { env = {}, execArgv = [] }: ChildOptions = {}): Child => {
  const child = fork(new URL(`../../${file}`, import.meta.url), [], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid ?? 0,
    ask: (message) => {
      child.send(message);
      return nextMessage(child, file);
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const nextMessage = (child: ChildProcess, file: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`${file} ended before it answered`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message);
    });
  });

/** The other side: answers each message, and says by itself what it has cost so far. */
export const answerEach = <Message>(answer: (message: Message) => Promise<object>): void => {
  process.on('message', (message) => {
    if (message === HOW_MUCH) {
      process.send?.(process.cpuUsage());
      return;
    }
    void answer(message as Message).then((reply) => process.send?.(reply));
  });
};

const HOW_MUCH = 'how much processor time';

/** Processor time of the child so far: other programs on the machine make it no longer. */
export const processorMsOf = async (child: Child): Promise<number> => {
  const { user, system } = (await child.ask(HOW_MUCH)) as NodeJS.CpuUsage;
  return (user + system) / 1_000;
};
