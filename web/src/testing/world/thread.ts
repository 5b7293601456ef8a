import { aMessage, minutes } from "@/testing/factories";

/** The messages of the first conversation, the newest first. */
export function newThread() {
	const out = { direction: "out" as const };
	return [
		aMessage({ text: "Boleh minta foto aslinya?", at: minutes.ago(1500) }),
		aMessage({
			...out,
			text: "Tentu, ini fotonya",
			state: "read",
			at: minutes.ago(1496),
			attachment: { id: "at-1", name: "katalog-batik.pdf", mime: "application/pdf", size: 482_113, state: "ready" },
		}),
		aMessage({
			text: "Ongkir ke Sidoarjo berapa ya Kak? Saya butuh sebelum hari Jumat, kira-kira sempat tidak kalau bayar malam ini?",
			at: minutes.ago(64),
		}),
		aMessage({
			...out,
			text: "Rp18.000 dengan JNE REG, estimasi 2 hari kerja.\nKalau *YES* Rp31.000, besok sampai.",
			state: "read",
			at: minutes.ago(60),
		}),
		aMessage({
			...out,
			text: "Halo Siti, ada potongan 20% sampai Minggu.",
			state: "delivered",
			lane: "blast",
			at: minutes.ago(40),
		}),
		aMessage({
			...out,
			text: "Boleh kami catat alamatnya?",
			state: "unknown",
			reason: "no_answer",
			at: minutes.ago(30),
		}),
		aMessage({
			...out,
			text: "Ini tautan pembayarannya",
			state: "failed",
			reason: "undeliverable",
			code: "131026",
			at: minutes.ago(20),
		}),
		aMessage({ text: "Oke saya transfer sekarang", at: minutes.ago(8) }),
		aMessage({ text: "Halo Kak, apakah batik tulis motif parang ukuran L masih ada?", at: minutes.ago(4) }),
	].toReversed();
}
