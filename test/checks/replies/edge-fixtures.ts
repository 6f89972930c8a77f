import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import type { ReplyFixture } from '../../recordings/fixture.ts'
import { readEdgeFixtures } from '../../recordings/fixture.ts'
import { reply } from './reply-builders.ts'

/** All fixtures, each with the name of its server. */
export const edgeFixtures: readonly (ReplyFixture & { readonly server: string; readonly isRecorded: boolean })[] =
  readEdgeFixtures().flatMap(({ server, version, replies }) =>
    replies.map((fixture) => ({ ...fixture, server, isRecorded: version !== undefined })),
  )

export const factsOf = ({ status, headers, body }: Pick<ReplyFixture, 'status' | 'headers' | 'body'>) =>
  readReply(reply({ status, headers, body }))
