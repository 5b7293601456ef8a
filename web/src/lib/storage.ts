/** Small things kept in this browser (drafts, last workspace). Storage may be full or forbidden; then nothing is kept. */
export const kept = {
	get(key: string): string {
		try {
			return localStorage.getItem(`kp.${key}`) ?? "";
		} catch {
			return "";
		}
	},
	set(key: string, value: string) {
		try {
			if (value) {
				localStorage.setItem(`kp.${key}`, value);
			} else {
				localStorage.removeItem(`kp.${key}`);
			}
		} catch {
			// Nothing to do: the value lives on in memory as long as the page is open.
		}
	},
};
