import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ErasurePlan, ErasureScope } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { WholeWarning } from "./whole-warning";

const graces = ["0", "24", "72", "168"] as const;

export interface Confirmation {
	grace_hours: number;
	no_way_back: boolean;
	workspace_name: string;
	licence_code: string;
}

interface Props {
	scope: ErasureScope;
	plan: ErasurePlan;
	busy: boolean;
	error: unknown;
	onAsk: (confirmation: Confirmation) => void;
}

/** The last step: time to think it over, the name of the workspace, and the person's code once more. */
export function ConfirmForm({ scope, plan, busy, error, onAsk }: Props) {
	const { t } = useTranslation();
	const { name } = useWorkspace();
	const [grace, setGrace] = useState<string>("72");
	const [noWayBack, setNoWayBack] = useState(false);
	const [typed, setTyped] = useState("");
	const [code, setCode] = useState("");
	const wrong = fieldProblems(error);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		onAsk({ grace_hours: Number(grace), no_way_back: noWayBack, workspace_name: typed, licence_code: code.trim() });
	};
	return (
		<Section title={t("erasure.confirmTitle")}>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					{scope.whole && <WholeWarning now={grace === "0"} />}
					<Radio.Group
						label={t("erasure.grace")}
						description={t("erasure.graceText")}
						value={grace}
						onChange={setGrace}
					>
						<Stack gap={8} mt="xs">
							{graces.map((hours) => (
								<Radio key={hours} value={hours} label={t(`erasureGrace.${hours}`)} />
							))}
						</Stack>
					</Radio.Group>
					{!scope.whole && (
						<Checkbox
							checked={noWayBack}
							onChange={(event) => setNoWayBack(event.currentTarget.checked)}
							label={t("erasure.noWayBack")}
							description={t("erasure.noWayBackText")}
						/>
					)}
					<TextInput
						maw={460}
						label={t("erasure.typeName", { name })}
						value={typed}
						onChange={(event) => setTyped(event.currentTarget.value)}
						error={wrong.workspace_name}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
					/>
					<TextInput
						maw={460}
						label={t("erasure.code")}
						description={t("erasure.codeText")}
						value={code}
						onChange={(event) => setCode(event.currentTarget.value)}
						error={wrong.licence_code}
						autoComplete="off"
						autoCapitalize="characters"
						spellCheck={false}
						styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
					/>
					{error !== null && Object.keys(wrong).length === 0 && <ProblemNotice error={error} />}
					<div>
						<GuardedButton
							right="delete"
							always
							type="submit"
							color="bata"
							leftSection={<IconTrash size={17} aria-hidden />}
							disabled={!typed.trim() || !code.trim()}
							loading={busy}
						>
							{scope.whole ? t("erasure.doWhole") : t("erasure.do", { n: formatNumber(plan.gone) })}
						</GuardedButton>
					</div>
				</Stack>
			</form>
		</Section>
	);
}
