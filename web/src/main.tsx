import { render } from 'preact'
import { startTicking } from './clock.ts'
import { Layout } from './layout.tsx'
import { start } from './router.ts'
import { applyScheme } from './scheme.ts'
import { loadText } from './text/index.ts'

applyScheme()
await loadText('shell', 'words')
start()
startTicking()
render(<Layout />, document.getElementById('page')!)
