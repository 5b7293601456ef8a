import { IconActivity } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber, formatPercent } from "@/lib/format";
import { setPreference, usePreference } from "@/lib/preference";
import { useWorkspace } from "@/lib/workspace";
import { setOverlay } from "./overlay";
import classes from "./shell.module.css";
import { share, useWork } from "./work";

const around = 2 * Math.PI * 8;

/** The door to the tray: a ring that fills while long work runs, with a dot for what ended unseen. */
export function JobsRing({ wide }: { wide?: boolean }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const work = useWork(slug);
	const seen = usePreference(`tray.${slug}`);
	const latest = work.over[0]?.at ?? new Date(0).toISOString();
	useEffect(() => {
		// What had ended before anybody looked for the first time is no news.
		if (work.known && seen === "") {
			setPreference(`tray.${slug}`, latest);
		}
	}, [work.known, seen, slug, latest]);
	const part = share(work.running);
	const news = seen === "" ? [] : work.over.filter((one) => one.at > seen);
	const failed = news.some((one) => one.state === "failed");
	const n = work.running.length;
	const text =
		n > 0
			? t("tray.running", { n: formatNumber(n), share: formatPercent(part, 1) })
			: news.length > 0
				? t("tray.news", { n: formatNumber(news.length) })
				: t("tray.idle");
	return (
		<button
			type="button"
			className={wide ? classes.item : classes.square}
			data-plain
			aria-label={`${t("tray.title")}: ${text}`}
			aria-haspopup="dialog"
			onClick={() => setOverlay("tray")}
		>
			<span className={classes.ring} aria-hidden>
				{n > 0 ? (
					<svg viewBox="0 0 22 22" width={22} height={22}>
						<title>{text}</title>
						<circle cx="11" cy="11" r="8" className={classes.ringTrack} />
						<circle
							cx="11"
							cy="11"
							r="8"
							className={classes.ringPart}
							strokeDasharray={`${Math.max(0.04, part) * around} ${around}`}
							transform="rotate(-90 11 11)"
						/>
					</svg>
				) : (
					<IconActivity size={20} stroke={1.7} />
				)}
				{news.length > 0 && <i data-bad={failed || undefined} />}
			</span>
			{wide && (
				<span className={classes.word}>
					{t("tray.title")}
					{n > 0 && <span className={classes.aside}>{formatPercent(part, 1)}</span>}
				</span>
			)}
		</button>
	);
}
