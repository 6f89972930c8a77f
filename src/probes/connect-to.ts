import type { ConnectTo } from '../core/settings.ts'

export interface ConnectTarget {
  readonly host: string
  readonly port: number
}

/** The first `--connect-to` rule for this host and port, as curl applies them; undefined if none does. */
export function findConnectTo(rules: readonly ConnectTo[], host: string, port: number): ConnectTarget | undefined {
  const rule = rules.find(
    (candidate) =>
      (candidate.host === '' || candidate.host.toLowerCase() === host.toLowerCase()) &&
      (candidate.port === null || candidate.port === port),
  )
  return rule && { host: rule.toHost === '' ? host : rule.toHost, port: rule.toPort ?? port }
}
