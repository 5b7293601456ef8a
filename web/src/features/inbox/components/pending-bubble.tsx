import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatTime } from "@/lib/format";
import { problemText } from "@/lib/problem";
import { Bubble } from "@/ui/bubble";
import { Tick } from "@/ui/tick";
import type { Pending } from "../api/outbox";
import classes from "./thread.module.css";

/** A message our own server has not confirmed yet. */
export function PendingBubble({ item, onRetry, onDrop }: { item: Pending; onRetry: () => void; onDrop: () => void }) {
	const { t } = useTranslation();
	const failed = item.error !== undefined;
	return (
		<div className={classes.line} data-out>
			<div className={classes.body} style={{ opacity: failed ? 1 : 0.75 }}>
				<Bubble
					out
					view={{ text: item.text }}
					meta={
						<>
							<time dateTime={item.at}>{formatTime(item.at)}</time>
							<Tick state={failed ? "failed" : "queued"} />
						</>
					}
				/>
				{failed && (
					<div className={classes.why} data-bad role="alert">
						{t("inbox.notSaved")} {problemText(t, item.error)}
						<Group gap={6} justify="flex-end" mt={4}>
							<Button size="compact-xs" variant="default" onClick={onDrop}>
								{t("inbox.dropIt")}
							</Button>
							<Button size="compact-xs" onClick={onRetry}>
								{t("common.retry")}
							</Button>
						</Group>
					</div>
				)}
			</div>
		</div>
	);
}
