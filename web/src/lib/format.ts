import i18n from "i18next";

let zone = "Asia/Jakarta";

/** Sets the time zone of the workspace on screen; every date is shown in it. */
export function setTimeZone(name: string) {
	try {
		new Intl.DateTimeFormat("id", { timeZone: name });
		zone = name;
	} catch {
		zone = "Asia/Jakarta";
	}
}

const locale = () => (i18n.language === "en" ? "en-GB" : "id-ID");

export const formatNumber = (n: number) => new Intl.NumberFormat(locale()).format(n);

export function formatPercent(part: number, whole: number): string {
	const share = whole > 0 ? part / whole : 0;
	return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(
		share,
	);
}

function dateWith(value: string | number | Date, options: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }).format(new Date(value));
}

export const formatTime = (value: string | number | Date) => dateWith(value, { hour: "2-digit", minute: "2-digit" });

export const formatDay = (value: string | number | Date) =>
	dateWith(value, { weekday: "long", day: "numeric", month: "long" });

/** "23 Nov, 16.40"; the year is added when it is not the present one. */
export function formatDateTime(value: string | number | Date): string {
	const year =
		dateWith(value, { year: "numeric" }) === dateWith(Date.now(), { year: "numeric" }) ? undefined : "numeric";
	return dateWith(value, { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit" });
}

export const formatDate = (value: string | number | Date) =>
	dateWith(value, { day: "numeric", month: "short", year: "numeric" });

/** "23 Nov 2026" of a day as the API names it, which has no zone. */
export const formatCalendarDay = (day: string) =>
	new Intl.DateTimeFormat(locale(), { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" }).format(
		Date.parse(day),
	);

export const dayKey = (value: string | number | Date) =>
	new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(value));

/** The time for a list: the hour today, else the day. */
export function formatListTime(value: string): string {
	return dayKey(value) === dayKey(Date.now()) ? formatTime(value) : dateWith(value, { day: "numeric", month: "short" });
}

/** "WIB", "WITA", "WIT" where the zone has such a name, else "GMT+8". */
export function zoneName(): string {
	const names: Record<string, string> = {
		"Asia/Jakarta": "WIB",
		"Asia/Pontianak": "WIB",
		"Asia/Makassar": "WITA",
		"Asia/Jayapura": "WIT",
	};
	const known = names[zone];
	if (known) {
		return known;
	}
	const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "short" }).formatToParts(Date.now());
	return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** The offset of the workspace's zone at an instant, in minutes east of UTC. */
function zoneOffset(at: number): number {
	const text = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
		.formatToParts(at)
		.find((part) => part.type === "timeZoneName")?.value;
	const match = /GMT([+-])(\d\d):?(\d\d)?/.exec(text ?? "");
	if (!match) {
		return 0;
	}
	const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
	return match[1] === "-" ? -minutes : minutes;
}

/** The instant meant by the value of a datetime-local field, read in the workspace's zone. */
export function localToInstant(value: string): Date {
	const asUtc = Date.parse(`${value}:00Z`);
	return new Date(asUtc - zoneOffset(asUtc) * 60_000);
}

/** The value for a datetime-local field that shows this instant in the workspace's zone. */
export function instantToLocal(value: string | number | Date): string {
	const at = new Date(value).getTime();
	return new Date(at + zoneOffset(at) * 60_000).toISOString().slice(0, 16);
}

const units = [
	["day", 86_400],
	["hour", 3600],
	["minute", 60],
	["second", 1],
] as const;

/** A length of time in its two largest units: "42 dtk", "4 mnt 12 dtk", "3 j 5 mnt". */
export function formatLength(seconds: number): string {
	const first = units.findIndex(([, size]) => seconds >= size);
	const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2);
	let rest = Math.round(seconds);
	const parts: string[] = [];
	for (const [unit, size] of shown) {
		const n = Math.floor(rest / size);
		rest -= n * size;
		if (n > 0 || parts.length === 0) {
			parts.push(new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "short" }).format(n));
		}
	}
	return parts.join(" ");
}

export function formatBytes(size: number): string {
	if (size < 1024 * 1024) {
		return `${formatNumber(Math.max(1, Math.round(size / 1024)))} kB`;
	}
	return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(size / 1024 / 1024)} MB`;
}
