import { describe, expect, it } from 'vitest'
import { looksLikePage } from '../../src/probes/looks-like-page.ts'

describe('a page for people', () => {
  it.each([
    '<!DOCTYPE html><html></html>',
    '<html><head><title>404 Not Found</title></head></html>',
    '\n<title>Duka</title>',
    '<h1>It works!</h1>',
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html xmlns="x"></html>',
    '<!-- cached --><html></html>',
    '<br />\n<b>Warning</b>: x<html></html>',
    'Notice: x <html></html>',
  ])('is %j', (body) => {
    expect(looksLikePage(body)).toBe(true)
  })

  it.each([
    '',
    'OK',
    '{"ResultCode":0}',
    '<Response><Body>Accepted</Body></Response>',
    '<?xml version="1.0" encoding="UTF-8"?><Response><Title>x</Title></Response>',
    '<soapenv:Envelope><soapenv:Body/><title>x</title></soapenv:Envelope>',
    '<ack/>',
  ])('is not %j', (body) => {
    expect(looksLikePage(body)).toBe(false)
  })

  it('is told at once, however long the text is', () => {
    const startedAt = performance.now()
    for (const piece of ['<', ' ', '<a', '<html', '\uFEFF', '<?xml ', 'a.']) looksLikePage(piece.repeat(30_000))
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})
