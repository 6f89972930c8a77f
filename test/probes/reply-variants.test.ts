import { describe, expect, it } from 'vitest'
import { neighbourPaths, unlikelySibling } from '../../src/probes/reply-paths.ts'
import { planVariants } from '../../src/probes/reply-variants.ts'
import { fails, reply } from '../checks/replies/reply-builders.ts'

describe('further requests', () => {
  it('are not made for a reply that is as it should be', () => {
    expect(planVariants(reply(), 'public')).toEqual([])
    expect(planVariants(reply({ status: 204, body: '' }), 'local')).toEqual([])
    expect(planVariants(fails('closed'), 'public')).toEqual([])
    expect(planVariants(reply({ status: 502 }), 'public')).toEqual([])
  })

  it('follow from the reply', () => {
    expect(planVariants(reply({ ms: 4_000 }), 'public')).toEqual(['again'])
    expect(planVariants(reply({ body: '<!doctype html>' }), 'public')).toEqual(['sibling'])
    expect(planVariants(reply({ status: 500 }), 'public')).toContain('metadata')
    expect(planVariants(reply({ status: 404 }), 'public')).toContain('neighbour')
  })

  it('claim an address of Safaricom only to the local app', () => {
    expect(planVariants(reply({ status: 403 }), 'local')).toContain('as-safaricom')
    expect(planVariants(reply({ status: 403 }), 'public')).not.toContain('as-safaricom')
  })

  it('know the neighbours of a path', () => {
    expect(neighbourPaths('/api/v1/Pay/cb/')).toEqual([
      '/api/v1/Pay/cb',
      '/v1/Pay/cb',
      '/api/Pay/cb',
      '/api/v1/pay/cb/',
    ])
    expect(neighbourPaths('/pay/cb')).toEqual(['/pay/cb/', '/api/pay/cb'])
    expect(neighbourPaths('/')).not.toContain('/')
  })

  it('stay beside the path', () => {
    expect(unlikelySibling('/pay/cb', 'ff')).toBe('/pay/mpesa-doctor-ff')
    expect(unlikelySibling('/pay/cb/', 'ff')).toBe('/pay/mpesa-doctor-ff')
  })
})
