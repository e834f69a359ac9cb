import { path } from '../router.ts'
import { t } from '../text/index.ts'

export default function Absent() {
  return (
    <section class="notice">
      <h1>{t('shell.absent')}</h1>
      <p>{t('shell.absentSays', { path: path.value })}</p>
      <p>
        <a class="button" href="/">
          {t('shell.gallery')}
        </a>
      </p>
    </section>
  )
}
