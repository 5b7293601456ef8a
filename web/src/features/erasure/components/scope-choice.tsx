import { Button, Checkbox, Group, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ErasureScope } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { contactQuery } from "../api/erasures";
import { categories, type ErasureSearch } from "../scope";
import classes from "./scope-choice.module.css";

interface Props {
	search: ErasureSearch;
	scope: ErasureScope | null;
	onChange: (search: ErasureSearch) => void;
	onCount: () => void;
	counting: boolean;
	error: unknown;
}

/** What is to be deleted: kinds of data, or all of it; or one contact, to whom a link led. */
export function ScopeChoice({ search, scope, onChange, onCount, counting, error }: Props) {
	const { t } = useTranslation();
	// "Some" with nothing chosen yet cannot be read from the address.
	const [whole, setWhole] = useState(search.of === "whole");
	const chosen = scope?.categories ?? [];
	const choose = (to: string) => {
		setWhole(to === "whole");
		onChange({ of: to === "whole" ? "whole" : undefined });
	};
	return (
		<Section title={t("erasure.chooseTitle")}>
			<Stack gap="md">
				{search.contact ? (
					<OneContact id={search.contact} />
				) : (
					<>
						<Radio.Group
							aria-label={t("erasure.chooseTitle")}
							value={whole ? "whole" : "some"}
							onChange={choose}
							className={classes.kinds}
						>
							<Radio value="some" label={t("erasure.some")} description={t("erasure.someText")} />
							<Radio value="whole" label={t("erasure.whole")} description={t("erasure.wholeText")} />
						</Radio.Group>
						{!whole && (
							<Checkbox.Group
								aria-label={t("erasure.categories")}
								value={chosen}
								onChange={(next) =>
									onChange({ of: categories.filter((one) => next.includes(one)).join() || undefined })
								}
							>
								<div className={classes.categories}>
									{categories.map((category) => (
										<Checkbox
											key={category}
											value={category}
											label={t(`erasureCategory.${category}`)}
											description={t(`erasureContent.${category}`)}
										/>
									))}
								</div>
							</Checkbox.Group>
						)}
					</>
				)}
				{error !== null && <ProblemNotice error={error} onRetry={scope ? onCount : undefined} />}
				<Group gap="xs">
					<GuardedButton right="delete" always disabled={!scope} loading={counting} onClick={onCount}>
						{t("erasure.count")}
					</GuardedButton>
					{search.contact && (
						<Button variant="default" onClick={() => onChange({})}>
							{t("erasure.other")}
						</Button>
					)}
				</Group>
				<Text size="sm" c="dimmed">
					{t("erasure.countText")}
				</Text>
			</Stack>
		</Section>
	);
}

function OneContact({ id }: { id: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery(contactQuery(slug, id));
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	const name = query.data ? query.data.name || query.data.phone_display || t("contacts.unnamed") : "…";
	return (
		<div>
			<Link to="/w/$ws/contacts" params={{ ws: slug }} search={{ contact: id }}>
				{name}
			</Link>
			<Text size="sm" c="dimmed">
				{t("erasure.contactText")}
			</Text>
		</div>
	);
}
