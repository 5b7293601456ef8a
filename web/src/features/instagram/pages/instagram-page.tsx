import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { IconBrandInstagram, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { instagramAccountsQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import type { Tone } from "@/ui/state-badge";
import { instagramSetupQuery, useAccountChanges } from "../api/accounts";
import { AccountCard } from "../components/account-card";
import { SetupSteps } from "../components/setup-steps";

/** How a consent ended is a success, a warning, or a refusal. */
const tones: Record<string, Tone> = { connected: "laut", renewed: "laut", limited: "kunyit", denied: "kunyit" };

export function InstagramPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { result, account: touched } = useSearch({ from: "/w/$ws/social/instagram" });
	const manages = useDenial("manage", true) === null;
	// Nobody is told of each event that comes in.
	const query = useQuery({ ...instagramAccountsQuery(slug), refetchInterval: 60_000 });
	const setup = useQuery({ ...instagramSetupQuery(slug), enabled: manages });
	const { connect } = useAccountChanges(slug);
	const accounts = query.data ?? [];
	const missing = setup.data && !setup.data.app_configured;
	const button = (label: "instagram.connect" | "instagram.connectAnother", another: boolean) => (
		<GuardedButton
			right="manage"
			leftSection={<IconPlus size={17} aria-hidden />}
			loading={connect.isPending && connect.variables === another}
			onClick={() => connect.mutate(another)}
		>
			{t(label)}
		</GuardedButton>
	);
	return (
		<Page>
			<PageHeader
				title={t("nav.instagram")}
				subtitle={t("instagram.subtitle")}
				actions={accounts.length > 0 && !missing ? button("instagram.connectAnother", true) : undefined}
			/>
			<Stack>
				{result && <Notice tone={tones[result] ?? "bata"} title={codeText("instagramResult", result)} />}
				{connect.error && <ProblemNotice error={connect.error} />}
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.isPending && <Skeleton height={220} radius={14} />}
				{missing && <SetupSteps setup={setup.data} />}
				{query.data?.length === 0 && !missing && (
					<EmptyState
						icon={IconBrandInstagram}
						title={t("instagram.none")}
						text={t("instagram.noneText")}
						actions={button("instagram.connect", false)}
					/>
				)}
				<SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: "start" }}>
					{accounts.map((account) => (
						<AccountCard
							key={account.id}
							account={account}
							highlighted={account.id === touched}
							connecting={connect.isPending}
							onConnect={() => connect.mutate(true)}
						/>
					))}
				</SimpleGrid>
			</Stack>
		</Page>
	);
}
