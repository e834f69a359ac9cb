/**
 * The entry, and the one chunk that every first visit needs. The bundler puts a module where the set of its readers is
 * the same, so build.mjs makes each chunk read this one; else the front page would be a dozen small files.
 */
import { Fragment, h, render } from 'preact'
import { startTicking } from './clock.ts'
import { loadDeployment } from './deployment.ts'
import { Layout } from './layout.tsx'
import { start } from './router.ts'
import { applyScheme } from './scheme.ts'
import { loadText } from './text/index.ts'

export { Fragment, h }

const page = document.getElementById('page')!

applyScheme()
start()
startTicking()
// Amounts wait for it; who reads one without it says that its token is not known.
loadDeployment().catch(() => undefined)
loadText('shell', 'words').then(
  () => render(<Layout />, page),
  () => {
    page.textContent = 'The server does not answer. Load this page again in a moment.'
  },
)
