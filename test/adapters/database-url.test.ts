import { describe, expect, it } from 'vitest'
import { readDatabaseUrl } from '../../src/adapters/database-url.ts'
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

  const sql = { kind: 'mysql', host: 'db', port: 3306, user: 'app', password: 'p@ss', database: 'shop' }
  it.each([
    ['mysql://app:p%40ss@db/shop', sql],
    ['mysql2://app:p%40ss@db:3307/shop?pool=5', { ...sql, port: 3307 }],
    ['mysql+pymysql://app:p%40ss@db/shop?charset=utf8mb4', sql],
    ['mariadb://app:p%40ss@db/shop?sslmode=disable', { ...sql, encryption: 'disabled' }],
    [
      'mysql://app:p%40ss@db/shop?ssl-mode=VERIFY_CA&ssl-ca=ca.pem',
      { encryption: 'verify-ca', rootCertificateFile: 'ca.pem' },
    ],
    ['mysql://app:p%40ss@db/shop?sslaccept=strict', { encryption: 'verify-identity' }],
    ['mysql://app@localhost/shop?unix_socket=/run/mysqld.sock', { socketPath: '/run/mysqld.sock' }],
    ['jdbc:mysql://db:3306/shop?user=app&password=p%40ss&useSSL=false', { ...sql, encryption: 'disabled' }],
    ['sqlite:shop.db', { kind: 'sqlite', path: 'shop.db' }],
    ['sqlite://shop.db', { path: 'shop.db' }],
    ['sqlite:///var/shop.db', { path: 'var/shop.db' }],
    ['sqlite:////var/shop.db', { path: '/var/shop.db' }],
    ['sqlite+aiosqlite:////var/shop.db', { path: '/var/shop.db' }],
    ['sqlite3:db/development.sqlite3', { path: 'db/development.sqlite3' }],
    ['sqlite:/var/my%20shop.db?mode=ro', { path: '/var/my shop.db' }],
    ['sqlite:///C:/shop.db', { path: 'C:/shop.db' }],
    ['file:./dev.db', { path: './dev.db' }],
    ['file:/var/dev.db', { path: '/var/dev.db' }],
    ['file:///var/dev.db', { path: '/var/dev.db' }],
  ])('reads %s, too', (text, expected) => {
    expect(readDatabaseUrl(text)).toMatchObject(expected)
  })

  it.each([
    ['mssql://a:b@c/d', 'SQL Server'],
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
