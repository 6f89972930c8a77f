import { describe, expect, it } from 'vitest'
import { readDatabaseUrl } from '../../src/adapters/database-postgres-url.ts'
import { createRedactor } from '../../src/core/redact.ts'

describe('readDatabaseUrl', () => {
  const shop = {
    kind: 'postgresql',
    host: 'db.shop.co.ke',
    port: 5432,
    user: 'app',
    password: 'invented',
    database: 'shop',
  }

  it.each([
    ['postgres://app:invented@db.shop.co.ke/shop', shop],
    ['postgresql://app:invented@db.shop.co.ke:6543/shop', { ...shop, port: 6543 }],
    ['postgresql+psycopg2://app:invented@db.shop.co.ke/shop', shop],
    ['postgresql+asyncpg://app:invented@db.shop.co.ke/shop', shop],
    ['postgis://app:invented@db.shop.co.ke/shop', shop],
    ['psql://app:invented@db.shop.co.ke/shop', shop],
    ['pgsql://app:invented@db.shop.co.ke/shop', shop],
    ['jdbc:postgresql://db.shop.co.ke:5432/shop?user=app&password=invented', shop],
    ['  postgres://app:invented@db.shop.co.ke/shop\n', shop],
    ['postgres://app:p%40ss%2F%3F@db.shop.co.ke/shop', { ...shop, password: 'p@ss/?' }],
    ['postgres://app:100%@db.shop.co.ke/shop', { ...shop, password: '100%' }],
    ['postgres://app:a@b@db.shop.co.ke/shop', { ...shop, password: 'a@b' }],
    ['postgresql://db.shop.co.ke/shop', { ...shop, user: undefined, password: undefined }],
    ['postgresql:///shop?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'shop' }],
    ['postgresql://%2Fvar%2Frun%2Fpostgresql/shop', { host: '/var/run/postgresql', database: 'shop' }],
    ['postgresql://app@[::1]:5433/shop', { host: '::1', port: 5433 }],
    ['postgresql://app@db/shop?schema=public&sslmode=verify-full', { encryption: 'verify-full' }],
    ['postgresql://app@db/shop?sslmode=no-verify', { encryption: 'require' }],
    ['postgresql://app@db/shop', { encryption: 'prefer' }],
    ['postgresql://app@db/shop?options=endpoint%3Dinvented', { options: 'endpoint=invented' }],
  ])('reads %s', (text, expected) => {
    expect(readDatabaseUrl(text)).toMatchObject(expected)
  })

  it.each([
    ['mysql://a:b@c/d', 'MySQL'],
    ['mysql+pymysql://a:b@c/d', 'MySQL'],
    ['mariadb://a:b@c/d', 'MySQL'],
    ['sqlite:///shop.db', 'SQLite'],
    ['file:./dev.db', 'SQLite'],
    ['mongodb+srv://a:b@c/d', 'MongoDB'],
    ['prisma+postgres://accelerate/?api_key=invented', 'Prisma Accelerate'],
    ['http://localhost', 'http'],
  ])('does not support %s', (text, dialect) => {
    expect(readDatabaseUrl(text)).toMatchObject({ kind: 'unsupported', dialect })
  })

  it.each([
    [''],
    ['shop'],
    ['postgresql:shop'],
    ['postgresql://app:invented@db:port/shop'],
    ['postgresql://app:invented@db:99999/shop'],
    ['postgresql://app:inven/ted@db/shop'],
    ['postgresql://app:12/ted@db/shop'],
    ['postgresql://app:inven#ted@db/shop'],
    ['postgresql://app:invented@one:5432,two:5432/shop'],
  ])('cannot read %j and does not quote it', (text) => {
    const reading = readDatabaseUrl(text)
    expect(reading.kind).toBe('malformed')
    expect(JSON.stringify(reading)).not.toMatch(/inven|ted@/)
    expect(createRedactor().text(JSON.stringify(reading))).toBe(JSON.stringify(reading))
  })
})
