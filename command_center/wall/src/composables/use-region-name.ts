import { useTexts } from '../i18n/use-texts'
import { useWall } from './wall'

/** Names of regions and grids in the chosen language. */
export function useRegionName() {
  const wall = useWall()
  const { nameOf } = useTexts()

  /** @returns the region's name, else `fallback`, else its code. */
  const regionName = (code: string, fallback?: string | null): string => {
    const region = wall.regions.value.get(code)
    return region ? nameOf(region) : (fallback || code)
  }

  const gridName = (code: string | null, fallback?: string | null): string | null => {
    if (code === null) return null
    const grid = wall.grids.value.features.find((one) => one.properties.code === code)
    return grid ? nameOf(grid.properties) : (fallback || code)
  }

  return { regionName, gridName }
}
