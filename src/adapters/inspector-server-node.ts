import type { PageServer } from '../core/page-server.ts'
import type { InspectorOptions } from '../inbox/inspector/inspector-server.ts'
import { answerApi } from './inspector-server-api.ts'
import { loadPage } from './page-server-files.ts'
import { makeToken } from './page-server-guard.ts'
import { startPageServer } from './page-server-node.ts'

/** Serves the page of the inbox. Throws `PageMissingError`, and what `listen` throws for a port that cannot be had. */
export async function startInspectorServer(options: InspectorOptions): Promise<PageServer> {
  const { source, port, orAnyOther, folder, heartbeatMs = 15_000, patienceMs = 30_000 } = options
  const run = makeToken().slice(0, 8)
  return startPageServer({
    files: await loadPage('inspector', folder),
    port,
    orAnyOther,
    failed: source.failed,
    answer: ({ request, response, path, query }) =>
      answerApi(request, response, {
        source,
        path,
        query,
        stream: { journal: source.journal, heartbeatMs, patienceMs, run },
      }),
  })
}
