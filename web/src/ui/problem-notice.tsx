import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { problemText, toProblem } from "@/lib/problem";
import { Notice } from "./notice";

/** An error answer in words, with the code to quote to support, and a way to try again. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
	const { t } = useTranslation();
	const problem = toProblem(error);
	return (
		<Notice
			tone="bata"
			title={problemText(t, error)}
			action={
				onRetry && (
					<Button size="xs" variant="default" onClick={onRetry}>
						{t("common.retry")}
					</Button>
				)
			}
		>
			<span style={{ fontSize: 12, opacity: 0.9 }}>
				{t("common.code")}: {problem.code}
				{problem.requestId && ` · ${problem.requestId}`}
			</span>
		</Notice>
	);
}
