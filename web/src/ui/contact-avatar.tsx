import { useState } from "react";
import classes from "./contact-avatar.module.css";

/** Who is known by a number alone shows its end: the beginning is the country, the same for nearly everybody. */
export function initials(name: string): string {
	if (!/\p{L}/u.test(name) && /\d/.test(name)) {
		return name.replace(/\D/g, "").slice(-2);
	}
	const words = name
		.replace(/[^\p{L}\p{N} ]/gu, "")
		.trim()
		.split(/\s+/)
		.filter(Boolean);
	const first = words[0]?.[0] ?? "?";
	const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : (words[0]?.[1] ?? "");
	return (first + last).toUpperCase();
}

function tint(seed: string): number {
	let hash = 0;
	for (const char of seed) {
		hash = (hash * 31 + char.charCodeAt(0)) % 9973;
	}
	return hash % 8;
}

interface Props {
	id: string;
	name: string;
	/** Where a picture is, on our own server. */
	picture?: string;
	size?: number;
}

/** A picture, or initials on one of eight tints, chosen by the id so that a person keeps the colour. */
export function ContactAvatar({ id, name, picture, size = 32 }: Props) {
	const [broken, setBroken] = useState("");
	if (picture && broken !== picture) {
		return (
			<img
				src={picture}
				alt=""
				className={classes.avatar}
				width={size}
				height={size}
				loading="lazy"
				onError={() => setBroken(picture)}
			/>
		);
	}
	return (
		<span
			className={classes.avatar}
			data-tint={tint(id)}
			style={{ width: size, height: size, fontSize: size * 0.36 }}
			aria-hidden
		>
			{initials(name)}
		</span>
	);
}
