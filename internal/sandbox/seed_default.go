package sandbox

import "encoding/json"

// DefaultSeed is one shop with two numbers, eight templates and a few customers. Names and numbers are invented; the
// numbers start with 62 800, a range that is not given to mobile phones.
func DefaultSeed() Seed {
	return Seed{
		WABAs: []SeedWABA{{
			ID: DefaultWABA, Name: "Toko Contoh",
			Numbers: []SeedNumber{
				{ID: DefaultNumber, DisplayPhone: "+62 800-1000-0001", VerifiedName: "Toko Contoh"},
				{ID: DefaultNumber2, DisplayPhone: "+62 800-1000-0002", VerifiedName: "Toko Contoh Layanan"},
			},
			Templates: defaultTemplates(),
		}},
		Tokens: []SeedToken{{
			Token:  DefaultToken,
			Scopes: []string{scopeMessaging, scopeManagement, "business_management"},
		}},
		Customers: []SeedCustomer{
			{Phone: "628002000001", Name: "Siti Rahma", WindowOpen: []string{DefaultNumber}},
			{Phone: "628002000002", Name: "Budi Santoso"},
			{Phone: "628002000003", Name: "Dewi Lestari", Username: "dewilestari", UsernameOnly: true},
			{Phone: "628002000004", Name: "Nomor Tidak Aktif", NotOnWhatsApp: true},
		},
	}
}

func defaultTemplates() []SeedTemplate {
	t := func(id, name, category, status, format, components string) SeedTemplate {
		return SeedTemplate{ID: id, Name: name, Language: "id", Category: category, Status: status, Format: format, Components: json.RawMessage(components)}
	}
	list := []SeedTemplate{
		t("1680000000000001", "promo_akhir_pekan", "MARKETING", "APPROVED", "POSITIONAL", `[
			{"type":"HEADER","format":"TEXT","text":"Promo untuk {{1}}","example":{"header_text":["Siti"]}},
			{"type":"BODY","text":"Halo {{1}}, akhir pekan ini ada potongan {{2}} untuk semua batik. Berlaku sampai {{3}} ya.","example":{"body_text":[["Siti","20%","Minggu"]]}},
			{"type":"FOOTER","text":"Balas STOP untuk berhenti"},
			{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Mau lihat"},{"type":"QUICK_REPLY","text":"Tidak tertarik"}]}]`),
		t("1680000000000002", "promo_bernama", "MARKETING", "APPROVED", "NAMED", `[
			{"type":"BODY","text":"Halo {{nama}}, kode voucher {{kode}} dapat dipakai untuk belanja Anda berikutnya.","example":{"body_text_named_params":[{"param_name":"nama","example":"Siti"},{"param_name":"kode","example":"HEMAT20"}]}},
			{"type":"BUTTONS","buttons":[{"type":"URL","text":"Buka katalog","url":"https://toko.example/k/{{1}}","example":["promo"]}]}]`),
		t("1680000000000003", "pesanan_dikirim", "UTILITY", "APPROVED", "POSITIONAL", `[
			{"type":"BODY","text":"Pesanan {{1}} sudah kami kirim dengan {{2}}. Nomor resi tertera di aplikasi.","example":{"body_text":[["INV-1001","JNE"]]}}]`),
		t("1680000000000004", "katalog_gambar", "MARKETING", "APPROVED", "POSITIONAL", `[
			{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::contoh"]}},
			{"type":"BODY","text":"Koleksi baru sudah tiba, Kak {{1}}. Silakan dilihat dahulu.","example":{"body_text":[["Siti"]]}}]`),
		t("1680000000000005", "tagihan_dokumen", "UTILITY", "APPROVED", "POSITIONAL", `[
			{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::contoh"]}},
			{"type":"BODY","text":"Berikut tagihan {{1}} sebesar {{2}}. Mohon dibayar sebelum jatuh tempo.","example":{"body_text":[["INV-1001","Rp150.000"]]}}]`),
		t("1680000000000006", "konfirmasi_jadwal", "UTILITY", "APPROVED", "POSITIONAL", `[
			{"type":"BODY","text":"Apakah jadwal kunjungan Anda besok sudah benar? Pilih salah satu jawaban di bawah."},
			{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Ya, benar"},{"type":"QUICK_REPLY","text":"Ubah jadwal"}]}]`),
		t("1680000000000007", "promo_dijeda", "MARKETING", "PAUSED", "POSITIONAL", `[
			{"type":"BODY","text":"Diskon besar hari ini saja untuk pelanggan setia kami."}]`),
		t("1680000000000008", "promo_ditolak", "MARKETING", "REJECTED", "POSITIONAL", `[
			{"type":"BODY","text":"Pinjaman cepat cair tanpa syarat, hubungi kami."}]`),
	}
	list[6].Quality = "RED"
	list[7].Reason, list[7].Quality = "INVALID_FORMAT", "UNKNOWN"
	return list
}
