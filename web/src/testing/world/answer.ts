export interface Answer {
	status: number;
	body?: unknown;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });

export const list = <T>(items: T[], next: string | null = null) => ({ items, next });
