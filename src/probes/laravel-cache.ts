import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'

/** Laravel's configuration as `php artisan config:cache` froze it. */
export interface LaravelCache {
  /** Relative to the project. */
  readonly path: string
  /** Null if there is none, so that Laravel reads `.env`. */
  readonly text: string | null
}

const path = 'bootstrap/cache/config.php'
const maxBytes = 4_194_304

export const laravelCache: Probe<LaravelCache> = {
  id: 'laravel-cache',
  activity: "looking for Laravel's cached configuration",
  instant: true,
  async run({ ports, project }) {
    const { folder, stack } = project
    const isLaravel =
      stack.frameworks.some(({ name }) => name === 'Laravel') ||
      (await ports.files.stat(`${folder}/artisan`))?.kind === 'file'
    if (!isLaravel) return unavailable('not-applicable', 'a Laravel project')
    const result = await ports.files.read(`${folder}/${path}`, { maxBytes })
    if (result.kind === 'missing') return observed({ path, text: null })
    return observed({ path, text: result.kind === 'read' ? new TextDecoder().decode(result.bytes) : '' })
  },
}
