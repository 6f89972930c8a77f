import { join } from 'node:path'
import { describe, it } from 'vitest'
import type { Loader } from '../../src/env-file/loader.ts'
import { djangoEnvironLoader } from '../../src/env-file/loaders/django-environ.ts'
import { pythonDecoupleLoader } from '../../src/env-file/loaders/python-decouple.ts'
import { pythonDotenvLoader } from '../../src/env-file/loaders/python-dotenv.ts'
import { fuzzCount } from '../env-file/loaders/differential.ts'
import { anyFile } from './odd-env-files.ts'
import { compareReadings, expectAgreement, outputOf, startRealLoader } from './real-loader.ts'
import { newerPythonDotenvDiffers, otherDjangoEnvironDiffers } from './release-differences.ts'

const python = process.env.MPESA_DOCTOR_PYTHON ?? '/usr/bin/python3'
const driver = join(import.meta.dirname, 'python_loaders.py')

interface Subject {
  readonly loader: Loader
  readonly module: string
  /** What excuses a disagreement with a release that is not the restated one; nothing does with one that is. */
  readonly excuse: (release: string) => ((file: Uint8Array) => boolean) | undefined
}

const subjects: readonly Subject[] = [
  {
    loader: pythonDotenvLoader,
    module: 'dotenv',
    excuse: (release) => (/^(?:0|1\.[01]|1\.2\.[0-2]$)/.test(release) ? undefined : newerPythonDotenvDiffers),
  },
  {
    loader: djangoEnvironLoader,
    module: 'environ',
    excuse: (release) => (/^0\.11\./.test(release) ? undefined : otherDjangoEnvironDiffers),
  },
  { loader: pythonDecoupleLoader, module: 'decouple', excuse: () => undefined },
]

describe('the real Python loaders', () => {
  for (const { loader, module, excuse } of subjects) {
    const ask = `import ${module}; from importlib.metadata import version; print(version('${loader.name}'))`
    const release = outputOf(python, ['-c', ask])
    const title = release === null ? `(skipped: ${python} has no ${loader.name})` : release
    it.skipIf(release === null)(
      `${loader.name} ${title} reads generated files as its loader here does`,
      async () => {
        const count = fuzzCount(1_000)
        const real = startRealLoader(python, [driver, loader.name])
        try {
          const compared = await compareReadings(real, loader, anyFile, count, excuse(release ?? ''))
          expectAgreement(`${loader.name} ${release}`, count, compared)
        } finally {
          await real.stop()
        }
      },
      3_600_000,
    )
  }
})
