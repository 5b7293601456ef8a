import { formatNumber } from "@/lib/format";
import classes from "./day-chart.module.css";

export interface Part {
	key: string;
	label: string;
	/** Which colour: those of the progress bars. */
	look: "read" | "sent" | "bad" | "waiting";
}

interface Props {
	/** What the picture shows, in one sentence. */
	label: string;
	days: { day: string; name: string; values: Record<string, number> }[];
	parts: Part[];
	format?: (n: number) => string;
}

/** The top of the scale: a round number of which the half is a whole one. */
export function scaleTop(most: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(2, most)));
	return Math.max(2, power * ([1, 2, 4, 6, 8].find((step) => step * power >= most) ?? 10));
}

/** A column for every day, its parts on top of each other. The table beside it says the same in numbers. */
export function DayChart({ label, days, parts, format = formatNumber }: Props) {
	const sum = (values: Record<string, number>) => parts.reduce((all, { key }) => all + (values[key] ?? 0), 0);
	const top = scaleTop(Math.max(0, ...days.map(({ values }) => sum(values))));
	const marks = [...new Set([0, Math.floor((days.length - 1) / 2), days.length - 1])].filter((at) => at >= 0);
	return (
		<figure className={classes.figure}>
			<div className={classes.scale} aria-hidden>
				<span>{format(top)}</span>
				<span>{format(top / 2)}</span>
				<span>0</span>
			</div>
			<svg
				className={classes.plot}
				role="img"
				aria-label={label}
				viewBox={`0 0 ${Math.max(1, days.length) * 10} 100`}
				preserveAspectRatio="none"
			>
				{days.map(({ day, name, values }, at) => {
					let below = 100;
					return (
						<g key={day}>
							<title>{`${name}: ${parts.map((part) => `${part.label} ${format(values[part.key] ?? 0)}`).join(", ")}`}</title>
							<rect className={classes.touch} x={at * 10} y={0} width={10} height={100} />
							{parts.map((part) => {
								const height = ((values[part.key] ?? 0) / top) * 100;
								below -= height;
								return (
									height > 0 && (
										<rect
											key={part.key}
											className={classes.part}
											data-look={part.look}
											x={at * 10 + 1.5}
											y={below}
											width={7}
											height={height}
										/>
									)
								);
							})}
						</g>
					);
				})}
			</svg>
			<div className={classes.days} aria-hidden>
				{marks.map((at) => (
					<span key={at}>{days[at]?.name}</span>
				))}
			</div>
			{parts.length > 1 && (
				<ul className={classes.legend} aria-hidden>
					{parts.map((part) => (
						<li key={part.key}>
							<i data-look={part.look} />
							{part.label}
						</li>
					))}
				</ul>
			)}
		</figure>
	);
}
