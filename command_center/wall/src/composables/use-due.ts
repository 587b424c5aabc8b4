import type { TaskView } from '../api/types'
import { useTexts } from '../i18n/use-texts'
import { isOpenTask, unmetDeadlines } from '../tasks/progress'
import { useAge } from './use-age'
import { useWall } from './wall'

export interface DueText {
  text: string
  late: boolean
}

/** A task's next deadline, or the one it has missed. */
export function useDue() {
  const wall = useWall()
  const { t, word } = useTexts()
  const { span } = useAge()

  return (task: TaskView): DueText => {
    const now = wall.secondMs.value
    const [next] = isOpenTask(task) ? unmetDeadlines(task) : []
    if (now === null || !next) return { text: t('task.noDue'), late: false }
    const atMs = Date.parse(next.at)
    const words = { what: word('due', next.what), time: span(Math.abs(atMs - now) / 1000) }
    return atMs < now
      ? { text: t('task.overdueBy', words), late: true }
      : { text: t('task.dueIn', words), late: false }
  }
}
