import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable, ColumnKind, ForeignKey } from './catalog.ts'
import { groupByTable, texts } from './catalog-rows.ts'

/** Tables and views with the columns that this user may read, outside the system schemas. */
const columnsSql = `
SELECT n.nspname::text AS schema, c.relname::text AS table, c.relkind::text AS relkind, 
  CASE WHEN c.reltuples > 0 THEN c.reltuples WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) / 100 ELSE c.reltuples END::float8 AS rows,
  a.attname::text AS column, format_type(a.atttypid, a.atttypmod) AS type_name, b.typname::text AS base,
  b.typtype::text AS typtype, b.typcategory::text AS category,
  CASE WHEN b.typname IN ('varchar', 'bpchar') AND greatest(a.atttypmod, t.typtypmod) > 4
    THEN greatest(a.atttypmod, t.typtypmod) - 4 END AS max_length,
  (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = b.oid) AS labels,
  col_description(c.oid, a.attnum) AS comment
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum
LIMIT 20000`

const constraintsSql = `
SELECT n.nspname::text AS schema, c.relname::text AS table, CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL THEN 'unique' ELSE 'index' END AS kind,
  (SELECT array_agg(a.attname::text ORDER BY k.position)
   FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
   JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
   WHERE k.position <= i.indnatts) AS columns,
  NULL::text AS other_schema, NULL::text AS other_table, NULL::text[] AS other_columns, NULL::text AS definition
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE i.indisvalid AND i.indkey[0] <> 0 AND n.nspname NOT LIKE 'pg\\_%'
UNION ALL
SELECT n.nspname::text, c.relname::text, CASE k.contype WHEN 'f' THEN 'foreign' ELSE 'check' END,
  (SELECT array_agg(a.attname::text ORDER BY u.position) FROM unnest(k.conkey) WITH ORDINALITY AS u (attnum, position)
   JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum),
  m.nspname::text, o.relname::text,
  (SELECT array_agg(a.attname::text ORDER BY u.position) FROM unnest(k.confkey) WITH ORDINALITY AS u (attnum, position)
   JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum),
  CASE k.contype WHEN 'c' THEN pg_get_constraintdef(k.oid) END
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class o ON o.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace m ON m.oid = o.relnamespace
WHERE k.contype IN ('f', 'c') AND n.nspname NOT LIKE 'pg\\_%'
LIMIT 20000`

/** Reads the catalog of a PostgreSQL database in two queries; throws `DatabaseQueryError` as any query does. */
export async function readPostgresCatalog(session: DatabaseSession): Promise<readonly CatalogTable[]> {
  const columnRows = await session.query(columnsSql)
  const constraints = groupByTable(await session.query(constraintsSql))
  return [...groupByTable(columnRows)].map(([id, rows]) => {
    const [first] = rows
    const own = constraints.get(id) ?? []
    const columnsOf = (kind: string): readonly (readonly string[])[] =>
      own.filter((row) => row.kind === kind).map((row) => texts(row.columns))
    return {
      schema: String(first?.schema),
      name: String(first?.table),
      kind: first?.relkind === 'v' || first?.relkind === 'm' ? 'view' : 'table',
      estimatedRows: Number(first?.rows),
      columns: rows.map((row) => toColumn(row, own)),
      primaryKey: columnsOf('primary')[0] ?? [],
      uniqueKeys: [...columnsOf('primary'), ...columnsOf('unique')],
      indexed: ['primary', 'unique', 'index'].flatMap(columnsOf).flatMap(([column]) => column ?? []),
      foreignKeys: own.filter((row) => row.kind === 'foreign').map(toForeignKey),
    }
  })
}

function toColumn(row: Row, constraints: readonly Row[]): CatalogColumn {
  const name = String(row.column)
  const enumLabels = texts(row.labels)
  return {
    name,
    kind: columnKind(String(row.base), String(row.typtype), String(row.category)),
    typeName: String(row.type_name),
    maxLength: row.max_length === null ? null : Number(row.max_length),
    labels: enumLabels.length > 0 ? enumLabels : checkedLabels(name, constraints),
    comment: typeof row.comment === 'string' ? row.comment : null,
  }
}

/** `CHECK (status IN ('pending', 'paid'))`, as Laravel and Rails write their enums. */
function checkedLabels(column: string, constraints: readonly Row[]): readonly string[] {
  const check = constraints.find(
    (row) =>
      row.kind === 'check' && texts(row.columns).join() === column && /\bANY\b|\bOR\b/.test(String(row.definition)),
  )
  if (check === undefined) return []
  return [...String(check.definition).matchAll(/'((?:[^']|'')*)'/g)].map((match) =>
    (match[1] ?? '').replaceAll("''", "'"),
  )
}

function toForeignKey(row: Row): ForeignKey {
  return {
    columns: texts(row.columns),
    schema: String(row.other_schema),
    table: String(row.other_table),
    references: texts(row.other_columns),
  }
}

function columnKind(base: string, typtype: string, category: string): ColumnKind {
  if (typtype === 'e') return 'enum'
  switch (base) {
    case 'timestamptz':
      return 'instant'
    case 'timestamp':
      return 'naive-time'
    case 'date':
      return 'date'
    case 'uuid':
      return 'uuid'
    case 'bool':
      return 'boolean'
    case 'json':
    case 'jsonb':
      return 'json'
    case 'int2':
    case 'int4':
    case 'int8':
      return 'integer'
    case 'numeric':
    case 'float4':
    case 'float8':
    case 'money':
      return 'decimal'
    default:
      return category === 'S' ? 'text' : 'other'
  }
}
