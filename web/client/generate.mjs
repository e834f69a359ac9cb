// Writes src/schema.ts: the types of the committed description of the API. What is as it was is not written again.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const description = new URL('../../src/Fractional.Api/openapi.json', import.meta.url)
const schema = new URL('src/schema.ts', import.meta.url)
const options = { immutable: true, rootTypes: true, rootTypesKeepCasing: true, rootTypesNoSchemaPrefix: true }

const found = astToString(await openapiTS(description, options))
if (found !== await readFile(schema, 'utf8').catch(() => '')) await writeFile(schema, found)
