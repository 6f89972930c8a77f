import type { Severity } from '../core/finding.ts'
import type { DarajaEnvironment } from './environment.ts'

export type UrlProblemCode =
  | 'url/malformed'
  | 'url/stray-characters'
  | 'url/not-https'
  | 'url/local-address'
  | 'url/private-address'
  | 'url/example-host'
  | 'url/bare-ip'
  | 'url/unusual-port'
  | 'url/userinfo'
  | 'url/fragment'
  | 'url/uppercase-host'
  | 'url/forbidden-word'
  | 'url/test-host'
  | 'url/odd-path'

export interface UrlContext {
  readonly environment: DarajaEnvironment | 'unknown'
  /** `c2b` for registered confirmation and validation URLs, `stk` for the CallBackURL of M-PESA Express. */
  readonly api: 'stk' | 'c2b'
}

export interface UrlProblem {
  readonly code: UrlProblemCode
  readonly severity: Severity
  /** What was seen, one sentence. */
  readonly detail: string
  /** Never holds user, password or the whole URL. */
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>
  /** Where in the raw value it begins, in UTF-16 units from 0. */
  readonly offset?: number
  /** The value without this problem, where that is certain enough to offer. */
  readonly cleaned?: string
}
