import type { Target } from '../core/report.ts'
import type { RunEvent } from '../core/run-checks.ts'
import type { AppPlace } from '../probes/app-place.ts'
import type { Invocation } from './command.ts'

/** Learns during a run what the report says it was about. */
export interface TargetWatch {
  listen(event: RunEvent): void
  describe(): Target
}

/** Id of the probe that finds the app; a command that looks for no app must not load it. */
const appPlaceId = 'app-place'

export function createTargetWatch({ settings, project }: Pick<Invocation, 'settings' | 'project'>): TargetWatch {
  let appUrl = settings.get('appUrl')?.value ?? null
  return {
    listen(event) {
      if (event.kind !== 'probe-finished' || event.id !== appPlaceId || event.observation?.available !== true) return
      appUrl = (event.observation.value as AppPlace).value
    },
    describe() {
      const { source, frameworks, loaders } = project.stack
      const read = project.envFiles.filter(({ content }) => content.kind === 'read')
      return {
        environment: settings.get('environment')?.value ?? null,
        envFile: read.map(({ path }) => path).join(', ') || null,
        callbackUrl: webUrlOrNull(settings.get('callbackUrl')?.value),
        appUrl,
        order: settings.get('order')?.value ?? null,
        stack: { source, frameworks, loaders },
      }
    },
  }
}

/** Whatever else stands where the URL belongs may be a credential that was pasted into the wrong line. */
function webUrlOrNull(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null
  const { protocol } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? text : null
}
