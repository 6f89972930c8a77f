import type { Authority } from '../../src/demo/certificates.ts'
import { createAuthority, createIntermediate } from '../../src/demo/certificates.ts'

export const dayMs = 86_400_000

/** Certificates for every fault, made once per test file. */
export interface TestAuthority {
  readonly root: Authority
  readonly intermediate: Authority
  /** PEM to trust. */
  readonly trust: string
}

export async function createTestAuthority(name = 'Test'): Promise<TestAuthority> {
  const root = await createAuthority({ name: `${name} Root` })
  const intermediate = await createIntermediate(root, { name: `${name} Intermediate` })
  return { root, intermediate, trust: root.certificate }
}
