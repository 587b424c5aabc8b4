import { createApp } from 'vue'
import App from './App.vue'
import { makeI18n } from './i18n'
import { initialLocale, showLocale } from './i18n/locale'
import './styles/element'
import './styles/tokens.css'
import './styles/base.css'

const locale = initialLocale()
showLocale(locale)
createApp(App).use(makeI18n(locale)).mount('#app')
