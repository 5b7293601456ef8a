import { ActionIcon, Box, Button, Group, Menu, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconAddressBook,
	IconDots,
	IconDownload,
	IconFileSpreadsheet,
	IconForms,
	IconListCheck,
	IconPlus,
	IconTags,
	IconUpload,
	IconUsersPlus,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useContactCount } from "@/lib/contacts";
import { formatNumber } from "@/lib/format";
import { fieldsQuery, groupsQuery } from "@/lib/queries";
import { segmentsQuery } from "@/lib/segments";
import { useShortcut } from "@/lib/shortcuts";
import { readTrail, writeTrail } from "@/lib/trail";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { SearchInput } from "@/ui/search-input";
import { contactsQuery, exportUrl } from "../api/contacts";
import { useColumns } from "../columns";
import { AddContact } from "../components/add-contact";
import { BulkBar } from "../components/bulk-bar";
import { ColumnButton } from "../components/column-button";
import { ContactDrawer } from "../components/contact-drawer";
import { ContactTable } from "../components/contact-table";
import { FillGroup } from "../components/fill-group";
import { FilterChips } from "../components/filter-chips";
import { type FilterSearch, isFiltered, toFilter } from "../filter";
import { useSelection } from "../selection";

export function ContactsPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const [filling, fill] = useDisclosure(false);
	const denied = useDenial("edit");
	const filter = toFilter(search);
	const cursor = search.cursor ?? "";
	const contacts = useQuery({
		...contactsQuery(slug, filter, search.sort ?? "", cursor),
		placeholderData: keepPreviousData,
	});
	const { count } = useContactCount(slug, filter);
	const groups = useQuery(groupsQuery(slug)).data ?? [];
	const fields = useQuery(fieldsQuery(slug)).data ?? [];
	const segments = useQuery(segmentsQuery(slug)).data ?? [];
	const columns = useColumns(fields);
	const go = (change: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/contacts", params: { ws: slug }, search: { ...search, ...change } });
	const add = (on: boolean) => go({ new: on ? "1" : undefined });
	useShortcut("newContact", () => add(true), !denied);
	const refine = (change: FilterSearch) => go({ ...change, cursor: undefined, trail: undefined });
	const rows = contacts.data?.items;
	const selection = useSelection(slug, filter, rows);
	const subtitle = count
		? t(isFiltered(search) ? (count.exact ? "contacts.matching" : "contacts.matchingMore") : "contacts.total", {
				n: formatNumber(count.count),
			})
		: " ";
	const importButton = (variant: "default" | "filled") => (
		<GuardedButton
			right="edit"
			variant={variant}
			leftSection={<IconUpload size={17} aria-hidden />}
			onClick={() => navigate({ to: "/w/$ws/contacts/import", params: { ws: slug } })}
		>
			{t("contacts.import")}
		</GuardedButton>
	);
	return (
		<Page>
			<PageHeader
				title={t("nav.contacts")}
				subtitle={subtitle}
				actions={
					<>
						{importButton("default")}
						<GuardedButton right="edit" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => add(true)}>
							{t("contacts.add")}
						</GuardedButton>
						<Menu position="bottom-end">
							<Menu.Target>
								<ActionIcon variant="default" size={36} aria-label={t("nav.more")}>
									<IconDots size={18} aria-hidden />
								</ActionIcon>
							</Menu.Target>
							<Menu.Dropdown>
								<Menu.Item
									component="a"
									href={exportUrl(slug, filter)}
									download
									leftSection={<IconDownload size={16} aria-hidden />}
								>
									{isFiltered(search) ? t("contacts.exportFiltered") : t("contacts.export")}
								</Menu.Item>
								<Menu.Item
									component="a"
									href={exportUrl(slug, filter, "xlsx")}
									download
									leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
								>
									{t("contacts.exportSheet")}
								</Menu.Item>
								{selection.choice && (
									<Menu.Item leftSection={<IconListCheck size={16} aria-hidden />} onClick={selection.begin}>
										{t("bulk.select")}
									</Menu.Item>
								)}
								{!denied && (
									<Menu.Item leftSection={<IconUsersPlus size={16} aria-hidden />} onClick={fill.open}>
										{t("contacts.fill")}
									</Menu.Item>
								)}
								<Menu.Item
									leftSection={<IconTags size={16} aria-hidden />}
									renderRoot={(props) => <Link {...props} to="/w/$ws/contacts/manage" params={{ ws: slug }} />}
								>
									{t("contacts.manage")}
								</Menu.Item>
								<Menu.Item
									leftSection={<IconForms size={16} aria-hidden />}
									renderRoot={(props) => <Link {...props} to="/w/$ws/contacts/forms" params={{ ws: slug }} />}
								>
									{t("contacts.forms")}
								</Menu.Item>
							</Menu.Dropdown>
						</Menu>
					</>
				}
			/>
			<Stack gap="sm">
				<Group gap="sm" align="center">
					<Box w={{ base: "100%", sm: 320 }}>
						<SearchInput
							label={t("contacts.search")}
							value={search.search ?? ""}
							onSearch={(text) => refine({ search: text || undefined })}
						/>
					</Box>
					<FilterChips search={search} groups={groups} segments={segments} fields={fields} onChange={refine} />
					<ColumnButton columns={columns} fields={fields} />
				</Group>
				{contacts.error && <ProblemNotice error={contacts.error} onRetry={() => contacts.refetch()} />}
				{rows?.length === 0 ? (
					isFiltered(search) ? (
						<EmptyState
							icon={IconAddressBook}
							title={t("contacts.noMatch")}
							text={t("contacts.noMatchText")}
							actions={
								<Button variant="default" onClick={() => navigate({ to: "/w/$ws/contacts", params: { ws: slug } })}>
									{t("contacts.clearFilters")}
								</Button>
							}
						/>
					) : (
						<EmptyState
							icon={IconAddressBook}
							title={t("contacts.empty")}
							text={t("contacts.emptyText")}
							actions={importButton("filled")}
						/>
					)
				) : (
					!contacts.error && (
						<ContactTable
							rows={rows}
							columns={columns.shown}
							fields={fields}
							selected={search.contact}
							onOpen={(contact) => go({ contact: contact.id })}
							choice={selection.choice}
						/>
					)
				)}
				{count && !count.exact && (
					<Text size="xs" c="dimmed">
						{t("contacts.countRough")}
					</Text>
				)}
			</Stack>
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={contacts.data?.next}
				onGo={(to, trail) => go({ cursor: to || undefined, trail: writeTrail(trail) })}
			/>
			{selection.active && <BulkBar selection={selection} filter={filter} groups={groups} />}
			<AddContact opened={search.new === "1" && !denied} onClose={() => add(false)} groups={groups} fields={fields} />
			<FillGroup opened={filling} onClose={fill.close} filter={filter} people={subtitle} groups={groups} />
			<ContactDrawer id={search.contact} groups={groups} fields={fields} onClose={() => go({ contact: undefined })} />
		</Page>
	);
}
