import type { Backends } from './backends.ts'
import type { RecordedRequest } from './exchange.ts'

/** One fault, or one healthy answer, of a recorded server. */
export interface RecordingCase {
  readonly name: string
  /** The set-up in words. */
  readonly config: string
  readonly request: Omit<RecordedRequest, 'port'>
  /** Which of the server's ports; the first by default. */
  readonly listener?: number
  /** Sent so often, the last answer is kept: limits take more than one request. */
  readonly times?: number
}

export interface Setup {
  /** A folder of its own, removed afterwards. */
  readonly folder: string
  readonly ports: readonly number[]
  readonly backends: Backends
}

export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface ServerUnderRecord {
  /** Also the name of the fixture file. */
  readonly name: string
  readonly server: string
  /** Command whose output names the version. */
  readonly version: Launch
  readonly listeners: number
  /** Writes the configuration into the folder and says how to start the server in the foreground. */
  prepare(setup: Setup): Promise<Launch>
  readonly cases: readonly RecordingCase[]
}

/** What dpkg says about installed packages. */
export const packageVersion = (...names: readonly string[]): Launch => ({
  command: 'dpkg-query',
  args: ['-W', '-f', `\${Package} \${Version} `, ...names],
})

export const healthyCases: readonly RecordingCase[] = [
  ['ack-json', 'the app acknowledges with JSON'],
  ['ack-empty', 'the app answers 200 without a body'],
  ['ack-created', 'the app answers 201 with JSON'],
  ['ack-no-content', 'the app answers 204'],
  ['ack-text', 'the app answers with the text OK'],
].map(([name = '', config = '']) => ({
  name: `healthy-${name}`,
  config: `passes on to an app: ${config}`,
  request: { path: `/healthy/${name}` },
}))

/** The app refuses by itself, and the server in front only passes it on. */
export const refusalCases: readonly RecordingCase[] = [401, 403, 404, 422, 500, 503].map((status) => ({
  name: `app-refuses-${status}`,
  config: `passes on to an app that answers ${status} with JSON`,
  request: { path: `/healthy/refuse-${status}` },
}))
