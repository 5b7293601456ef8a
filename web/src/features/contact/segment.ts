import type { Field, Rule, RuleGroup, Rules } from "@/api/types";
import type { Key } from "@/lib/i18n";

/** A rule while it is edited: it knows its place in the list. */
export type Kind = "text" | "number" | "date" | "choice" | "phone" | "flag" | "activity" | "created" | "pick";

export type Choice = { test: Rule["test"]; not?: boolean };

const both = (test: Rule["test"]): Choice[] => [{ test }, { test, not: true }];

/** What can be asked about a thing of a kind, in the order in which it is offered. */
export const choices: Record<Kind, Choice[]> = {
	text: [...both("is"), ...both("contains"), { test: "begins" }, ...both("present")],
	number: [...both("is"), { test: "at_least" }, { test: "at_most" }, { test: "between" }, ...both("present")],
	date: [
		{ test: "birthday_month" },
		{ test: "birthday" },
		{ test: "past_days" },
		{ test: "next_days" },
		{ test: "is" },
		{ test: "at_least" },
		{ test: "at_most" },
		{ test: "between" },
		...both("present"),
	],
	choice: [...both("is"), ...both("present")],
	phone: [...both("present"), ...both("begins")],
	flag: both("present"),
	activity: [...both("past_days"), ...both("ever")],
	created: [...both("past_days"), { test: "at_least" }, { test: "at_most" }, { test: "between" }],
	pick: both("is"),
};

export const abouts = [
	"group",
	"activity",
	"blast",
	"consent",
	"suppressed",
	"name",
	"phone",
	"email",
	"created",
	"source",
] as const;

export const activities = ["wrote", "replied", "sent", "delivered", "read", "blast", "promo"] as const;
export const outcomes = ["got", "delivered", "read", "replied", "failed"] as const;

/** What a rule asks about is chosen from one list, in which custom fields stand with their key. */
export const aboutValue = (rule: Rule) => (rule.about === "field" ? `field:${rule.key}` : rule.about);

export function kindOf(rule: Rule, fields: Field[]): Kind {
	switch (rule.about) {
		case "name":
		case "email":
			return "text";
		case "phone":
			return "phone";
		case "suppressed":
			return "flag";
		case "activity":
			return "activity";
		case "created":
			return "created";
		case "field": {
			const type = fields.find((field) => field.key === rule.key)?.type ?? "text";
			return type === "number" || type === "date" ? type : type === "list" || type === "yes_no" ? "choice" : "text";
		}
		default:
			return "pick";
	}
}

/** The rule a person begins with after choosing what it is about. */
export function freshRule(about: string, fields: Field[]): Rule {
	const [name = "", key] = about.split(":");
	const rule: Rule = { about: name as Rule["about"], test: "is" };
	if (key) rule.key = key;
	if (name === "activity") rule.key = "replied";
	if (name === "blast") rule.key = "got";
	if (name === "consent") rule.key = "promo";
	return withChoice(rule, choices[kindOf(rule, fields)][0] as Choice);
}

const takesDays = (test: Rule["test"]) => test === "past_days" || test === "next_days" || test === "birthday";
const takesNothing = (test: Rule["test"]) =>
	takesDays(test) || test === "present" || test === "ever" || test === "birthday_month";

export function valueShape(rule: Rule): "none" | "days" | "one" | "two" | "some" {
	if (takesDays(rule.test)) return "days";
	if (takesNothing(rule.test)) return "none";
	if (rule.test === "between") return "two";
	return rule.test === "at_least" || rule.test === "at_most" ? "one" : "some";
}

export function withChoice(rule: Rule, { test, not }: Choice): Rule {
	const next: Rule = { about: rule.about, test };
	if (rule.key) next.key = rule.key;
	if (not) next.not = true;
	if (takesDays(test)) {
		next.days = rule.days ?? 30;
	} else if (!takesNothing(test)) {
		next.values = rule.values ?? [];
	}
	return next;
}

/** Whether nothing is missing: only then can the server be asked. */
export function complete(rules: Rules): boolean {
	const filled = (rule: Rule) => {
		const given = (rule.values ?? []).filter((value) => value.trim() !== "").length;
		switch (valueShape(rule)) {
			case "two":
				return given === 2;
			case "one":
			case "some":
				return given > 0;
			case "days":
				return (rule.days ?? 0) > 0 || rule.test === "birthday";
			default:
				return true;
		}
	};
	const groups = rules.groups ?? [];
	return groups.length > 0 && groups.every(({ rules }) => (rules ?? []).length > 0 && (rules ?? []).every(filled));
}

export const freshGroup = (rule: Rule): RuleGroup => ({ match: "all", rules: [rule] });

const single = (rule: Rule): Rules => ({ match: "all", groups: [freshGroup(rule)] });

interface Template {
	key: string;
	name: Key;
	text: Key;
	rules: Rules;
}

/** Segments that most shops want. The one about birthdays needs a field with a date. */
export function templates(fields: Field[]): Template[] {
	const birthday = fields.find((field) => field.type === "date");
	const list: Template[] = [
		{
			key: "never-replied",
			name: "segments.neverReplied",
			text: "segments.neverRepliedText",
			rules: {
				match: "all",
				groups: [
					{
						match: "all",
						rules: [
							{ about: "activity", key: "sent", test: "ever" },
							{ about: "activity", key: "replied", test: "ever", not: true },
						],
					},
				],
			},
		},
		{
			key: "active",
			name: "segments.active",
			text: "segments.activeText",
			rules: single({ about: "activity", key: "wrote", test: "past_days", days: 30 }),
		},
		{
			key: "not-contacted",
			name: "segments.notContacted",
			text: "segments.notContactedText",
			rules: single({ about: "activity", key: "sent", test: "past_days", days: 7, not: true }),
		},
	];
	if (birthday) {
		list.push({
			key: "birthday",
			name: "segments.birthday",
			text: "segments.birthdayText",
			rules: single({ about: "field", key: birthday.key, test: "birthday_month" }),
		});
	}
	return list;
}
