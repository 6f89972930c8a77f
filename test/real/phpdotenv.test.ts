import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { phpdotenvLoader } from '../../src/env-file/loaders/phpdotenv.ts'
import { fuzzCount } from '../env-file/loaders/differential.ts'
import { anyFile } from './odd-env-files.ts'
import { compareReadings, expectAgreement, outputOf, startRealLoader } from './real-loader.ts'
import { otherPhpdotenvDiffers } from './release-differences.ts'

const autoload = process.env.MPESA_DOCTOR_PHPDOTENV ?? '/usr/share/php/Dotenv/autoload.php'
const driver = join(import.meta.dirname, 'phpdotenv.php')

function whyNot(): string | null {
  if (!existsSync(autoload)) return `no ${autoload}`
  return outputOf('php', ['-r', 'exit(extension_loaded("mbstring") ? 0 : 1);']) === null ? 'no php with mbstring' : null
}

const missing = whyNot()

describe('the real phpdotenv', () => {
  const title = missing === null ? '' : ` (skipped: ${missing})`
  // The package does not say which release it is, so that a difference of any of them excuses.
  it.skipIf(missing !== null)(
    `reads generated files as its loader here does${title}`,
    async () => {
      const count = fuzzCount(1_000)
      const real = startRealLoader('php', [driver, autoload])
      try {
        const compared = await compareReadings(real, phpdotenvLoader, anyFile, count, otherPhpdotenvDiffers)
        expectAgreement('phpdotenv', count, compared)
      } finally {
        await real.stop()
      }
    },
    3_600_000,
  )
})
