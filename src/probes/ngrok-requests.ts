import type { ProbeContext } from '../core/probe.ts'
import type { ImportedEvents } from '../inbox/import/imported-event.ts'
import { readNgrok } from '../inbox/import/read-ngrok.ts'
import { hostOf } from './app-endpoints.ts'
import { ngrokApis } from './ngrok-agent.ts'
import { refuseWhenOffline } from './offline.ts'

const limitMs = 30_000
/** The agent keeps at most a few hundred requests, each with its answer. */
const mostBytes = 256 * 1_048_576

export type NgrokRecording =
  | { readonly kind: 'answered'; readonly api: string; readonly recording: ImportedEvents }
  | { readonly kind: 'missing'; readonly api: string }

/** What the ngrok agents of this machine have recorded; agents beyond the first are asked too. */
export async function askNgrokRequests({
  ports,
  settings,
  signal,
}: Pick<ProbeContext, 'ports' | 'settings' | 'signal'>): Promise<NgrokRecording> {
  const apis = ngrokApis(settings)
  const answered: { readonly api: string; readonly recording: ImportedEvents }[] = []
  for (const base of apis) {
    if (refuseWhenOffline(settings, hostOf(base)) !== undefined) break
    const folder = base.pathname.replace(/\/(?:api\/?)?$/, '')
    const exchange = await ports.http.exchange({
      method: 'GET',
      url: new URL(`${folder}/api/requests/http?limit=10000`, base).href,
      headers: [['Accept', 'application/json']],
      verifyCertificate: false,
      limitMs,
      maxBodyBytes: mostBytes,
      signal,
    })
    signal.throwIfAborted()
    if (exchange.kind === 'failure') break
    if (exchange.status === 200 && exchange.bodyEnd === 'complete')
      answered.push({ api: base.origin, recording: readAnswer(exchange.body) })
  }
  const [first] = answered
  const api = (first?.api ?? apis[0]?.origin) || ''
  return first === undefined ? { kind: 'missing', api } : { kind: 'answered', api, recording: join(answered) }
}

function readAnswer(body: string): ImportedEvents {
  try {
    return readNgrok(JSON.parse(body))
  } catch {
    return { kind: 'unknown', why: 'it is no JSON' }
  }
}

function join(answered: readonly { readonly recording: ImportedEvents }[]): ImportedEvents {
  const lists = answered.flatMap(({ recording }) => (recording.kind === 'events' ? [recording] : []))
  if (lists.length === 0) return answered[0]?.recording ?? { kind: 'unknown', why: 'there is no answer' }
  return {
    kind: 'events',
    events: lists.flatMap(({ events }) => events),
    strange: lists.reduce((sum, { strange }) => sum + strange, 0),
  }
}
