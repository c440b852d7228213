/** What blocks use of the kit. */
export { remoteAddress } from "./address.ts";
export { escapeXml } from "./app.tsx";
export type {
  App,
  AppEnv,
  Audience,
  Block,
  Environment,
  Job,
  NavLink,
  Product,
  Request,
  Slot,
} from "./block.ts";
export type { Business, Theme } from "./business.ts";
export { BarChart, LineChart } from "./charts.tsx";
export { type CsvFile, type CsvLine, parseCsv } from "./csv.ts";
export { Database, type SqlValue } from "./database.ts";
export { dayOf } from "./events.ts";
export { Checkbox, Field, FormProblem, type Option, Select, TextArea } from "./fields.tsx";
export { formatDate, formatMoney, formatTime, toCsv } from "./format.ts";
export {
  checkForm,
  EMPTY_FORM,
  type FormResult,
  type FormState,
  field,
  formError,
  readForm,
} from "./forms.ts";
export { PageIds } from "./ids.ts";
export { Page } from "./layout.tsx";
export { Meter } from "./meter.tsx";
export {
  brokenRules,
  chartValue,
  dueNotices,
  type LiveRecord,
  movesOf,
  type RecordData,
  Records,
  stateOf,
  type Values,
} from "./modules/compute.ts";
export type { Value } from "./modules/evaluate.ts";
export type { FeatureModule, ModuleField, Notice, RecordKind } from "./modules/language.ts";
export { kindOf, linkTo } from "./modules/types.ts";
export { labelsOf } from "./navigation.ts";
export { ownerOnly } from "./owner.tsx";
export {
  type CheckoutRequest,
  type Payment,
  PaymentBook,
  type Payments,
  type Renewal,
} from "./payments.ts";
export { drawPicture } from "./picture.ts";
export { RateLimit } from "./rate-limit.ts";
export {
  checkPassword,
  cookieOptions,
  flash,
  hashPassword,
  type Session,
  sameSecret,
  signature,
  signIn,
  signOut,
  signOutEverywhere,
} from "./sessions.ts";
export { settingsOf } from "./settings.ts";
export { fillSlot } from "./slots.ts";
export { toSlug } from "./slug.ts";
export {
  Badge,
  Card,
  EmptyState,
  PageHeading,
  PostButton,
  Prose,
  Stat,
  Table,
} from "./ui.tsx";
