import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { findAnchor } from '../../src/adapters/net-node-anchor.ts'
import type { TestAuthority } from '../helpers/authority.ts'
import { createTestAuthority } from '../helpers/authority.ts'

let authority: TestAuthority

beforeAll(async () => {
  authority = await createTestAuthority()
})

function der(pem: string): Buffer {
  return new X509Certificate(pem).raw
}

describe('whose root a chain rests on', () => {
  it('is a public one', () => {
    expect(findAnchor([der(rootCertificates[0] ?? '')], undefined)).toBe('public')
    expect(findAnchor([der(rootCertificates[0] ?? '')], authority.trust)).toBe('public')
  })

  it('is one that the user named, whatever else is in the file', () => {
    const chain = [der(authority.intermediate.certificate), der(authority.root.certificate)]
    expect(findAnchor(chain, `# our root\n${authority.trust}\n${rootCertificates[3]}`)).toBe('given')
    // Below a root that is not part of the chain.
    expect(findAnchor([der(authority.intermediate.certificate)], authority.trust)).toBe('given')
  })

  it('is else one of this machine', async () => {
    const stranger = await createTestAuthority('Test')
    const chain = [der(authority.intermediate.certificate), der(authority.root.certificate)]
    expect(findAnchor(chain, undefined)).toBe('this-machine')
    // The same name, another key.
    expect(findAnchor(chain, stranger.trust)).toBe('this-machine')
  })
})
