import { Box, Button, Select } from "@mantine/core";
import { IconMapSearch } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { setTimeZone } from "@/lib/format";
import { type Language, setLanguage } from "@/lib/i18n";
import { meQuery } from "@/lib/queries";
import { EmptyState } from "@/ui/empty-state";
import { toastProblem } from "@/ui/toast";
import { type DeskPage, deskLink, deskPages, placeOf } from "./address";
import classes from "./desk.module.css";
import { BackupsPage } from "./pages/backups-page";
import { DeletionPage } from "./pages/deletion-page";
import { DeletionsPage } from "./pages/deletions-page";
import { LedgerPage } from "./pages/ledger-page";
import { ListPage } from "./pages/list-page";
import { ReportPage } from "./pages/report-page";
import { TakeInPage } from "./pages/take-in-page";

const pages: Record<DeskPage, () => React.ReactNode> = {
	deletions: DeletionsPage,
	"take-in": TakeInPage,
	list: ListPage,
	ledger: LedgerPage,
	backups: BackupsPage,
	report: ReportPage,
};

/** The deletion desk: the frame around its pages, which belongs to no workspace. For who is no operator there is nothing. */
export function Desk() {
	const { t, i18n } = useTranslation();
	const { _splat = "" } = useParams({ strict: false }) as { _splat?: string };
	const me = useQuery(meQuery).data;
	const { page, deletion } = placeOf(_splat);
	const title = page ? t(`deskNav.${page}`) : t("desk.title");
	setTimeZone("Asia/Jakarta");
	useEffect(() => {
		document.title = `${title} · Kelola Pesan`;
		return () => {
			document.title = "Kelola Pesan";
		};
	}, [title]);
	const nav = useRef<HTMLElement>(null);
	// On a phone the pages are a row that scrolls: the one that is open is brought into sight.
	// biome-ignore lint/correctness/useExhaustiveDependencies: it follows the page
	useEffect(() => {
		nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView?.({ block: "nearest", inline: "center" });
	}, [page, i18n.language]);
	if (!me?.operator || !page) {
		return <Nothing />;
	}
	const Body = pages[page];
	return (
		<>
			<header className={classes.top}>
				<div className={classes.bar}>
					<div className={classes.brand}>
						Kelola Pesan
						<small>{t("desk.title")}</small>
					</div>
					<Select
						w={88}
						size="sm"
						aria-label={t("user.language")}
						data={[
							{ value: "id", label: "ID" },
							{ value: "en", label: "EN" },
						]}
						value={i18n.language}
						allowDeselect={false}
						onChange={(language) => language && speak(language as Language)}
					/>
					{me.workspaces.length > 0 ? (
						<Button size="sm" variant="default" renderRoot={(props) => <Link {...props} to="/" />}>
							{t("desk.back")}
						</Button>
					) : (
						<Leave />
					)}
				</div>
				<nav ref={nav} className={classes.pages} aria-label={t("desk.title")}>
					{deskPages.map((one) => (
						<Link
							key={one}
							{...deskLink(one)}
							activeProps={{}}
							activeOptions={{ exact: true, includeSearch: false }}
							aria-current={one === page ? "page" : undefined}
						>
							{t(`deskNav.${one}`)}
						</Link>
					))}
				</nav>
			</header>
			<main className={classes.main}>{deletion ? <DeletionPage key={deletion} id={deletion} /> : <Body />}</main>
		</>
	);
}

function Nothing() {
	const { t } = useTranslation();
	return (
		<Box component="main" p="xl" maw={640} mx="auto">
			<EmptyState
				icon={IconMapSearch}
				title={t("notFound.title")}
				text={t("notFound.text")}
				actions={<Button renderRoot={(props) => <Link {...props} to="/" />}>{t("notFound.home")}</Button>}
			/>
		</Box>
	);
}

async function speak(language: Language) {
	await setLanguage(language);
	api.PATCH("/api/v1/me", { body: { language } }).catch(toastProblem);
}

function Leave() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const navigate = useNavigate();
	const leave = async () => {
		try {
			await api.DELETE("/api/v1/session");
			client.clear();
			navigate({ to: "/login" });
		} catch (err) {
			toastProblem(err);
		}
	};
	return (
		<Button size="sm" variant="default" onClick={leave}>
			{t("user.logout")}
		</Button>
	);
}
