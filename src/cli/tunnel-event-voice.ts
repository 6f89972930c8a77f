import { formatDuration } from '../core/duration.ts'
import type { JsonObject } from '../core/json.ts'
import type { TunnelEvent } from '../tunnel/watch-session.ts'

/** A sentence without its end, as the life of a tunnel is told to people. */
export function describeTunnelEvent(event: TunnelEvent): { readonly text: string; readonly isGood: boolean } {
  switch (event.kind) {
    case 'dropped':
      return {
        text: `the tunnel dropped${event.why === null ? '' : `: ${event.why}`}; callbacks are lost until it is back`,
        isGood: false,
      }
    case 'back':
      return { text: 'the tunnel is back, same URL', isGood: true }
    case 'moved':
      return {
        text: `the tunnel is back with another URL, ${event.url}; ${event.changes.length === 0 ? 'give that one to whoever has the old one' : 'the env file has it now'}, and the app has to be restarted`,
        isGood: false,
      }
    case 'woke':
      return {
        text: `this machine slept for ${formatDuration(event.sleptMs)}; looking whether the tunnel is still there`,
        isGood: false,
      }
    case 'waiting':
      return { text: `it cannot be opened again yet: ${event.why}; still trying`, isGood: false }
    case 'strayed':
      return {
        text: `${event.keys.join(' and ')} in the env file was changed by somebody else: what an app reads there now is not this tunnel`,
        isGood: false,
      }
  }
}

export function tunnelEventJson(event: TunnelEvent): readonly [type: string, rest: JsonObject] {
  switch (event.kind) {
    case 'dropped':
      return ['tunnel.dropped', { why: event.why }]
    case 'back':
      return ['tunnel.back', {}]
    case 'moved':
      return [
        'tunnel.moved',
        { url: event.url, changes: event.changes.map(({ key, line, after }) => ({ key, line, after })) },
      ]
    case 'woke':
      return ['machine.woke', { sleptMs: event.sleptMs }]
    case 'waiting':
      return ['tunnel.waiting', { why: event.why }]
    case 'strayed':
      return ['env-file.strayed', { keys: event.keys }]
  }
}
