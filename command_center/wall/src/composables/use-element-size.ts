import { onBeforeUnmount, onMounted, reactive, type Ref } from 'vue'

/** The inner size of an element in px, kept up to date. */
export function useElementSize(element: Ref<HTMLElement | null>): { width: number; height: number } {
  const size = reactive({ width: 0, height: 0 })
  let observer: ResizeObserver | undefined
  onMounted(() => {
    if (!element.value) return
    observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      size.width = entry.contentRect.width
      size.height = entry.contentRect.height
    })
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return size
}
