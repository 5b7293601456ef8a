import { Checkbox, Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { errorAt, type ScopeKind, scopeKinds } from "../draft";
import { accountName } from "../words";
import type { FieldProps } from "./fields";
import { PostPicker } from "./post-picker";

/** Under which posts of which accounts a rule listens. */
export function ScopeFields({ draft, errors, onChange, accounts }: FieldProps & { accounts: Channel[] }) {
	const { t } = useTranslation();
	const { scope } = draft;
	const change = (more: Partial<typeof scope>) => onChange({ scope: { ...scope, ...more } });
	return (
		<Section title={t("rule.where")} text={t("rule.whereText")}>
			<Stack>
				{accounts.length > 1 && (
					<Checkbox.Group
						label={t("rule.accounts")}
						description={t("rule.accountsHint")}
						value={scope.channels}
						onChange={(channels) => change({ channels })}
					>
						<Stack gap={6} mt={8}>
							{accounts.map((account) => (
								<Checkbox key={account.id} value={account.id} label={accountName(account)} />
							))}
						</Stack>
					</Checkbox.Group>
				)}
				<Radio.Group
					label={t("rule.scope")}
					value={scope.kind}
					error={errorAt(errors, "scope.kind")}
					onChange={(kind) => change({ kind: kind as ScopeKind })}
				>
					<Stack gap={8} mt={8}>
						{scopeKinds.map((kind) => (
							<Radio
								key={kind}
								value={kind}
								label={codeText("ruleScope", kind)}
								description={codeText("ruleScopeHint", kind)}
							/>
						))}
					</Stack>
				</Radio.Group>
				{scope.kind === "posts" && (
					<PostPicker
						accounts={accounts.filter(({ id }) => scope.channels.length === 0 || scope.channels.includes(id))}
						chosen={scope.posts ?? []}
						error={errorAt(errors, "scope.posts")}
						onChange={(posts) => change({ posts })}
					/>
				)}
				<Checkbox
					label={t("rule.replies")}
					description={t("rule.repliesHint")}
					checked={scope.replies ?? false}
					onChange={(event) => change({ replies: event.currentTarget.checked || undefined })}
				/>
			</Stack>
		</Section>
	);
}
