import { Button, Group, Menu, NativeSelect, Popover, Stack, TextInput } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Group as ContactGroup, Field, Segment } from "@/api/types";
import { codeText } from "@/lib/i18n";
import type { FilterSearch } from "../filter";

interface Props {
	search: FilterSearch;
	groups: ContactGroup[];
	segments: Segment[];
	fields: Field[];
	onChange: (change: FilterSearch) => void;
}

function Chip({
	label,
	on,
	clear,
	onClear,
	options,
}: {
	label: string;
	on: boolean;
	clear: string;
	onClear: () => void;
	options: ReactNode;
}) {
	return (
		<Button.Group>
			<Menu position="bottom-start">
				<Menu.Target>
					<Button
						size="xs"
						radius="xl"
						variant={on ? "light" : "default"}
						rightSection={on ? undefined : <IconChevronDown size={14} aria-hidden />}
					>
						{label}
					</Button>
				</Menu.Target>
				<Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
					{options}
				</Menu.Dropdown>
			</Menu>
			{on && (
				<Button size="xs" radius="xl" variant="light" px={8} onClick={onClear} aria-label={clear}>
					<IconX size={14} aria-hidden />
				</Button>
			)}
		</Button.Group>
	);
}

function FieldChip({ search, fields, onChange }: Omit<Props, "groups" | "segments">) {
	const { t } = useTranslation();
	const [opened, setOpened] = useState(false);
	const [field, setField] = useState(search.field ?? "");
	const [value, setValue] = useState(search.value ?? "");
	const chosen = fields.find((known) => known.key === search.field);
	const on = Boolean(chosen && search.value);
	const key = field || fields[0]?.key;
	const options = fields.find((known) => known.key === key)?.options ?? [];
	return (
		<Button.Group>
			<Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus>
				<Popover.Target>
					<Button
						size="xs"
						radius="xl"
						variant={on ? "light" : "default"}
						onClick={() => setOpened(!opened)}
						rightSection={on ? undefined : <IconChevronDown size={14} aria-hidden />}
					>
						{on ? `${chosen?.label}: ${search.value}` : t("contacts.filterField")}
					</Button>
				</Popover.Target>
				<Popover.Dropdown>
					<form
						onSubmit={(event) => {
							event.preventDefault();
							onChange({ field: key, value: value.trim() || undefined });
							setOpened(false);
						}}
					>
						<Stack gap="xs" w={240}>
							<NativeSelect
								label={t("contacts.field")}
								data={fields.map((known) => ({ value: known.key, label: known.label }))}
								value={key}
								onChange={(event) => setField(event.currentTarget.value)}
							/>
							{options.length > 0 ? (
								<NativeSelect
									label={t("contacts.value")}
									data={["", ...options]}
									value={value}
									onChange={(event) => setValue(event.currentTarget.value)}
								/>
							) : (
								<TextInput
									label={t("contacts.value")}
									value={value}
									onChange={(event) => setValue(event.currentTarget.value)}
								/>
							)}
							<Button type="submit" size="xs">
								{t("contacts.applyFilter")}
							</Button>
						</Stack>
					</form>
				</Popover.Dropdown>
			</Popover>
			{on && (
				<Button
					size="xs"
					radius="xl"
					variant="light"
					px={8}
					onClick={() => onChange({ field: undefined, value: undefined })}
					aria-label={t("contacts.clearFilter")}
				>
					<IconX size={14} aria-hidden />
				</Button>
			)}
		</Button.Group>
	);
}

export function FilterChips({ search, groups, segments, fields, onChange }: Props) {
	const { t } = useTranslation();
	const group = groups.find((known) => known.id === search.group);
	const [purpose, state] = (search.consent ?? "").split(":");
	const clear = t("contacts.clearFilter");
	return (
		<Group gap={6} role="group" aria-label={t("contacts.filters")}>
			<Chip
				label={group?.name ?? t("contacts.filterGroup")}
				on={Boolean(search.group)}
				clear={clear}
				onClear={() => onChange({ group: undefined })}
				options={
					groups.length === 0 ? (
						<Menu.Label>{t("contacts.noGroups")}</Menu.Label>
					) : (
						groups.map((known) => (
							<Menu.Item key={known.id} onClick={() => onChange({ group: known.id })}>
								{known.name}
							</Menu.Item>
						))
					)
				}
			/>
			{(segments.length > 0 || search.segment) && (
				<Chip
					label={segments.find((known) => known.id === search.segment)?.name ?? t("contacts.filterSegment")}
					on={Boolean(search.segment)}
					clear={clear}
					onClear={() => onChange({ segment: undefined })}
					options={segments.map((known) => (
						<Menu.Item key={known.id} onClick={() => onChange({ segment: known.id })}>
							{known.name}
						</Menu.Item>
					))}
				/>
			)}
			<Chip
				label={
					purpose && state
						? `${codeText("purpose", purpose)}: ${codeText("consent", state)}`
						: t("contacts.filterConsent")
				}
				on={Boolean(search.consent)}
				clear={clear}
				onClear={() => onChange({ consent: undefined })}
				options={["promo", "reminder", "service"].flatMap((known) =>
					["granted", "denied", "unknown"].map((answer) => (
						<Menu.Item key={known + answer} onClick={() => onChange({ consent: `${known}:${answer}` })}>
							{codeText("purpose", known)}: {codeText("consent", answer)}
						</Menu.Item>
					)),
				)}
			/>
			<Chip
				label={
					search.suppressed
						? t(search.suppressed === "true" ? "contacts.suppressedYes" : "contacts.suppressedNo")
						: t("contacts.filterSuppressed")
				}
				on={Boolean(search.suppressed)}
				clear={clear}
				onClear={() => onChange({ suppressed: undefined })}
				options={
					<>
						<Menu.Item onClick={() => onChange({ suppressed: "true" })}>{t("contacts.suppressedYes")}</Menu.Item>
						<Menu.Item onClick={() => onChange({ suppressed: "false" })}>{t("contacts.suppressedNo")}</Menu.Item>
					</>
				}
			/>
			<Chip
				label={
					search.has_phone
						? t(search.has_phone === "true" ? "contacts.phoneYes" : "contacts.phoneNo")
						: t("contacts.filterPhone")
				}
				on={Boolean(search.has_phone)}
				clear={clear}
				onClear={() => onChange({ has_phone: undefined })}
				options={
					<>
						<Menu.Item onClick={() => onChange({ has_phone: "true" })}>{t("contacts.phoneYes")}</Menu.Item>
						<Menu.Item onClick={() => onChange({ has_phone: "false" })}>{t("contacts.phoneNo")}</Menu.Item>
					</>
				}
			/>
			{fields.length > 0 && <FieldChip search={search} fields={fields} onChange={onChange} />}
		</Group>
	);
}
