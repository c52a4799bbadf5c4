/** Where metrics are told and traces are sent: nowhere, unless it is set. */
import type { Report } from './key-settings.ts';

export interface MetricsAt {
  readonly host: string;
  readonly port: number;
}

/** Null where they are not told, and where the port is none, which is reported. */
export const readMetricsAt = (
  port: string | null,
  host: string | null,
  report: Report,
): MetricsAt | null => {
  if (port === null) {
    if (host !== null) report('METRICS_HOST', 'METRICS_HOST does nothing without METRICS_PORT.');
    return null;
  }
  const number = readPort('METRICS_PORT', port, report);
  return number === null ? null : { host: host ?? '127.0.0.1', port: number };
};

export const readPort = (name: string, value: string, report: Report): number | null => {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  return report(name, `${name} is "${value}"; it must be a whole number from 0 to 65535.`);
};

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** Without TLS as well: most collectors stand beside the app, and nothing secret is sent. */
export const readCollector = (value: string | null, report: Report): string | null => {
  if (value === null) return null;
  const isWeb = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (isWeb) return value.replace(/\/+$/, '');
  return report(
    ENDPOINT,
    `${ENDPOINT} is "${value}"; it must be a URL such as http://localhost:4318.`,
  );
};
