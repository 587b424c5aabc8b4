import { computed, onBeforeUnmount, ref, watch } from 'vue'
import { defaultLayout, pageOf, pagesOf, type Layout } from '../tiles/layouts'
import { useWall } from './wall'

/** How long a page stays under rotation (轮巡), in ms. */
export const ROTATE_EVERY_MS = 15_000

/** Which cameras are on screen: layout, pages, rotation, and one enlarged camera. */
export function useTilePages() {
  const wall = useWall()
  const page = ref(0)
  /** The camera that fills the stage; null shows the page. */
  const enlarged = ref<string | null>(null)
  /** Somebody is at work on the page: it does not turn under their hands. */
  const held = ref(false)

  const layout = computed<Layout>(() =>
    wall.settings.layout === 'auto' ? defaultLayout(wall.cameras.value.length) : wall.settings.layout,
  )
  const pages = computed(() => pagesOf(wall.cameras.value.length, layout.value))
  const shown = computed(() => {
    if (enlarged.value !== null) return wall.cameras.value.filter((camera) => camera.id === enlarged.value)
    return pageOf(wall.cameras.value, layout.value, page.value)
  })

  function turn(by: number): void {
    page.value = (page.value + by + pages.value) % pages.value
  }

  /** Turn to the page with this camera. */
  function reveal(cameraId: string): void {
    const index = wall.cameras.value.findIndex((camera) => camera.id === cameraId)
    if (index < 0) return
    page.value = Math.floor(index / layout.value)
    if (enlarged.value !== null) enlarged.value = cameraId
  }

  watch(pages, (count) => {
    if (page.value >= count) page.value = count - 1
  })
  watch(
    () => wall.cameras.value.some((camera) => camera.id === enlarged.value),
    (there) => {
      if (!there) enlarged.value = null
    },
  )

  const timer = setInterval(() => {
    const turning = wall.settings.rotation && pages.value > 1 && enlarged.value === null && !held.value
    if (turning) turn(1)
  }, ROTATE_EVERY_MS)
  onBeforeUnmount(() => clearInterval(timer))

  return { page, pages, layout, shown, enlarged, held, turn, reveal }
}
