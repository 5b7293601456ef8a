import { IconBrandInstagram, IconBrandWhatsapp } from "@tabler/icons-react";
import { networkOf } from "../network";

export function NetworkIcon({ kind, size }: { kind: string | undefined; size: number }) {
	const Icon = networkOf(kind).instagram ? IconBrandInstagram : IconBrandWhatsapp;
	return <Icon size={size} stroke={2} aria-hidden />;
}
