import type { TaskDue, TaskView } from '../api/types'

/** The main line of a grid task, as in the centre's state table. */
const LINE = ['opened', 'accepted', 'on_site', 'reported', 'closed', 'archived', 'cancelled']

const OVER = new Set(['closed', 'archived', 'cancelled'])

/** From which state on a deadline is met. */
const MET_BY: Record<string, string> = {
  acknowledged: 'accepted',
  order: 'accepted',
  on_site: 'on_site',
  contact: 'on_site',
  first_answer: 'reported',
  closed: 'closed',
}

/** Whether somebody still has something to do; a closed task only waits for its archive. */
export function isOpenTask(task: Pick<TaskView, 'state'>): boolean {
  return !OVER.has(task.state)
}

/** Deadlines not met yet, the earliest first. A name this page does not know counts as not met. */
export function unmetDeadlines(task: Pick<TaskView, 'state' | 'due'>): TaskDue[] {
  const stands = LINE.indexOf(task.state)
  return task.due
    .filter(({ what }) => {
      const needed = LINE.indexOf(MET_BY[what] ?? '')
      return needed < 0 || stands < needed
    })
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** Whether a deadline has passed unmet; between two words of the centre the clock alone tells. */
export function isLate(task: Pick<TaskView, 'state' | 'due' | 'overdue'>, nowMs: number | null): boolean {
  if (!isOpenTask(task)) return false
  const [next] = unmetDeadlines(task)
  return task.overdue || (next !== undefined && nowMs !== null && Date.parse(next.at) < nowMs)
}
