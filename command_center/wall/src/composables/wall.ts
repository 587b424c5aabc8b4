import { computed, inject, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { ApiClient } from '../api/client'
import type { CameraView, GridCollection, IncidentView, Me, Region, TaskView } from '../api/types'
import { ServerClock } from '../clock/server-clock'
import { StillsStore } from '../stills/stills-store'
import { isAlerting, WallStore } from '../store/wall-store'
import { isOpenTask } from '../tasks/progress'
import { AlarmSound } from './alarm-sound'
import { Popups } from './use-popups'
import type { Settings } from './use-settings'
import { WallLinks } from './wall-links'

/** How often ages are counted on, in ms. */
const BEAT_MS = 250

/** After how long the places' names are asked for again when they could not be had, in ms. */
const PLACES_AGAIN_MS = 5_000

export interface WallOptions {
  api: ApiClient
  me: Me
  settings: Settings
  onSessionOver: () => void
}

/** All that one signed-in wall shares among its components. */
export class Wall {
  readonly api: ApiClient
  readonly me: Me
  readonly settings: Settings
  readonly clock = new ServerClock()
  readonly store = new WallStore()
  readonly stills = new StillsStore()
  readonly popups = new Popups()
  readonly links: WallLinks

  readonly regions = shallowRef<Map<string, Region>>(new Map())
  readonly grids = shallowRef<GridCollection>({ type: 'FeatureCollection', features: [] })
  readonly loaded = ref(false)

  /** Server time, ms, four times a second; null while it is not known. */
  readonly nowMs: Ref<number | null> = ref(null)
  /** The same in whole seconds, for what need not be counted faster. */
  readonly secondMs: ComputedRef<number | null>

  /** Whether pictures and states are as the centre knows them now. */
  readonly linked: ComputedRef<boolean>

  /** The camera that the map or an alert points at. */
  readonly selected = ref<string | null>(null)
  readonly shownIncident = ref<string | null>(null)
  readonly shownTask = ref<string | null>(null)
  /** The step of the shown task that was asked for by its button. */
  readonly shownAction = ref<string | null>(null)

  readonly cameras: ComputedRef<CameraView[]>
  readonly incidents: ComputedRef<IncidentView[]>
  readonly tasks: ComputedRef<TaskView[]>
  /** Per camera, the gravest incident that is open and not dismissed. */
  readonly alerting: ComputedRef<Map<string, IncidentView>>

  private readonly sound = new AlarmSound()
  private placesAgain: ReturnType<typeof setTimeout> | undefined
  private ended = false
  private beat: ReturnType<typeof setInterval> | undefined

  constructor({ api, me, settings, onSessionOver }: WallOptions) {
    this.api = api
    this.me = me
    this.settings = settings
    const { store } = this
    this.links = new WallLinks({
      api,
      clock: this.clock,
      store,
      stills: this.stills,
      onLoaded: () => {
        this.loaded.value = true
        void this.loadPlaces()
      },
      onSessionOver,
    })
    this.secondMs = computed(() => (this.nowMs.value === null ? null : Math.floor(this.nowMs.value / 1000) * 1000))
    this.linked = computed(
      () => this.links.feed.state.value === 'open' && this.links.pictures.state.value === 'open',
    )
    this.cameras = computed(() => [...store.cameras.values()].sort((a, b) => a.id.localeCompare(b.id)))
    this.incidents = computed(() =>
      [...store.incidents.values()].sort((a, b) => b.opened_at.localeCompare(a.opened_at) || b.id.localeCompare(a.id)),
    )
    this.tasks = computed(() => [...store.tasks.values()].sort(byUrgency))
    this.alerting = computed(() => {
      const gravest = new Map<string, IncidentView>()
      for (const incident of this.incidents.value) {
        if (incident.camera === null || !isAlerting(incident)) continue
        const known = gravest.get(incident.camera)
        if (!known || known.severity < incident.severity) gravest.set(incident.camera, incident)
      }
      return gravest
    })
    store.onArrival = (arrival) => {
      if (this.popups.offer(arrival) && settings.sound) this.sound.play()
    }
  }

  start(): void {
    this.beat = setInterval(() => {
      this.nowMs.value = this.clock.nowMs()
    }, BEAT_MS)
    this.links.start()
  }

  stop(): void {
    this.ended = true
    clearInterval(this.beat)
    clearTimeout(this.placesAgain)
    this.links.stop()
    this.popups.clear()
    this.sound.close()
    this.stills.clear()
    this.store.clear()
  }

  testSound(): void {
    this.sound.play()
  }

  private async loadPlaces(): Promise<void> {
    clearTimeout(this.placesAgain)
    // Names and shapes of places are no news: without them the wall still shows everything else.
    const [regions, grids] = await Promise.allSettled([this.api.regions(), this.api.grids()])
    if (this.ended) return
    if (regions.status === 'fulfilled') {
      this.regions.value = new Map(regions.value.map((region) => [region.code, region]))
    }
    if (grids.status === 'fulfilled') this.grids.value = grids.value
    if (regions.status === 'rejected' || grids.status === 'rejected') {
      this.placesAgain = setTimeout(() => void this.loadPlaces(), PLACES_AGAIN_MS)
    }
  }
}

/** Open before closed, overdue before due, then by the next deadline, then the newest. */
function byUrgency(a: TaskView, b: TaskView): number {
  const open = Number(isOpenTask(b)) - Number(isOpenTask(a))
  if (open !== 0) return open
  const overdue = Number(b.overdue) - Number(a.overdue)
  if (overdue !== 0) return overdue
  return b.opened_at.localeCompare(a.opened_at)
}

export const WALL: InjectionKey<Wall> = Symbol('wall')

/** The wall this component is part of. */
export function useWall(): Wall {
  const wall = inject(WALL)
  if (!wall) throw new Error('useWall: this component is not inside a signed-in wall')
  return wall
}
