import { Link } from "@tanstack/react-router";
import { useWorkspace } from "@/lib/workspace";
import classes from "./tile.module.css";

interface Props {
	to: "/w/$ws/inbox" | "/w/$ws/channels" | "/w/$ws/held" | "/w/$ws/reports";
	search?: Record<string, string>;
	label: string;
	value: string;
	note?: string;
	alert?: boolean;
}

/** One number of the home page; it leads to what it counts. */
export function Tile({ to, search, label, value, note, alert }: Props) {
	const { slug } = useWorkspace();
	return (
		<Link to={to} params={{ ws: slug }} search={search} className={classes.tile} data-alert={alert || undefined}>
			<span className={classes.label}>{label}</span>
			<span className={classes.value} data-long={value.length > 8 || undefined}>
				{value}
			</span>
			{note && <span className={classes.note}>{note}</span>}
		</Link>
	);
}
