/** The sandbox where a port is taken: one sentence with the option that helps, and nothing stays open. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openSandbox } from '../../src/demo/open-sandbox.ts';
import { runVerb } from '../adapters/cli/run-verb.ts';

const takenPort = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () =>
      resolve(String((server.address() as AddressInfo).port)),
    );
    onTestFinished(() => new Promise((done) => server.close(() => done())));
  });

it.each(['port', 'appPort'] as const)(
  'says which option names the %s that is taken',
  async (name) => {
    const port = await takenPort();
    const options = { port: '0', appPort: '0', [name]: port };
    expect(await runVerb((io) => openSandbox(io, options))).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} is taken: give ${name === 'port' ? '--port' : '--app-port'} another one, or stop what listens there.\n`,
    });
  },
);
