import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { nodeLoader } from '../../../src/env-file/loaders/node.ts'
import { oddBytes, oddText, plainFile, utf8 } from '../env-text.ts'
import {
  agree,
  type Compared,
  expectNoDisagreement,
  fuzzCount,
  generateFiles,
  outcomeOf,
  sorted,
} from './differential.ts'

/** Denser than text as people write it: many assignments, quotes, and the white space that Node's rules turn on. */
const pieces = [
  ...['K', 'A', 'Z', 'export', 'export ', '__proto__', '=', '=', '=', '=', ':', 'v', 'é', '😀', '=======', '[a]', '\0'],
  ...['"', "'", '`', '"', "'", '`', '\\', '\\n', '\\r', '\\"', '#', '#', ' # note', '$A', '\u00a0', '\ufeff', '\f'],
  ...[' ', '  ', '\t', '\n', '\n', '\n', '\r\n', '\r', '\n#', '#a=b', '\n  #a=b', '\n  ', '   \n', '\nK=', '\nA="'],
]
const dense = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => utf8(parts.join('')))

const nodeMajor = Number.parseInt(process.versions.node, 10)

function compare(bytes: Uint8Array): Compared {
  // The same decoder that reads the file for --env-file: what is no UTF-8 becomes U+FFFD.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const real = Object.entries(parseEnv(text) as Record<string, string>).filter(([key]) => key !== '')
  return { bytes, real: sorted(real), ours: outcomeOf(nodeLoader.read(bytes, { variables: {}, nodeMajor })) }
}

describe('the node loader', () => {
  it('reads what the Node that runs this reads', { timeout: 300_000 }, () => {
    const count = fuzzCount(6000)
    const disagreements: Compared[] = []
    for (const files of generateFiles(count, [dense, dense, oddText.map(utf8), oddBytes, plainFile.map(utf8)]))
      disagreements.push(...files.map(compare).filter((compared) => !agree(compared)))
    expectNoDisagreement(`util.parseEnv of Node ${process.versions.node}`, count, disagreements)
  })
})
