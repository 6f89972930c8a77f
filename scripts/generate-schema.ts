import { toJsonSchema } from '@valibot/to-json-schema'
import { jsonValueSchema, reportSchema } from '../src/reporters/report-schema.ts'

/** Where the package keeps the schema. */
export const schemaFile = new URL('../schema/report.schema.json', import.meta.url)

/** The JSON Schema (draft 2020-12) of the JSON report, as `schema/report.schema.json` holds it. */
export function generateSchema(): string {
  const { $schema, title, description, ...rest } = toJsonSchema(reportSchema, {
    target: 'draft-2020-12',
    typeMode: 'output',
    definitions: { jsonValue: jsonValueSchema },
  })
  return `${JSON.stringify({ $schema, title, description, ...rest }, null, 2)}\n`
}
