package contact

import (
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/phone"
)

// rowFaults is everything that can be wrong with a row, with the reason in Indonesian; the fault itself has it in English.
var rowFaults = []struct {
	fault      *fault.Error
	indonesian string
}{
	{phone.ErrEmpty, "Nomor telepon kosong."},
	{phone.ErrTooShort, "Nomor telepon kurang digit."},
	{phone.ErrTooLong, "Nomor telepon kelebihan digit."},
	{phone.ErrCharacter, "Nomor telepon berisi sesuatu yang bukan angka atau pemisah."},
	{phone.ErrSeveral, "Ada lebih dari satu nomor telepon. Sisakan satu."},
	{phone.ErrDamaged, "Nomor ini dipendekkan oleh aplikasi lembar kerja (seperti 6.28E+12) dan digitnya hilang. Atur kolom sebagai teks lalu ekspor ulang."},
	{phone.ErrAmbiguous, "Nomor ini bisa milik lebih dari satu negara. Tulis dengan + dan kode negara, atau dengan 0 di depan."},
	{phone.ErrNotANumber, "Tidak ada nomor telepon seperti ini di negaranya."},
	{phone.ErrCountry, "Tidak ada negara dengan kode ini."},
	{ErrDuplicate, "Baris sebelumnya memakai nomor telepon yang sama."},
	{ErrRowTooLong, "Baris lebih panjang dari 64 KB."},
	{ErrRowQuote, "Tanda kutip dibuka tetapi tidak ditutup."},
	{ErrRowNUL, "Baris berisi byte yang bukan teks."},
	{ErrRowEncoding, "Baris berisi karakter dengan pengodean lain daripada berkasnya."},
	{ErrRowManyCells, "Sel di baris ini lebih banyak daripada kolomnya."},
	{ErrRowFewCells, "Sel di baris ini lebih sedikit daripada kolomnya."},
	{ErrNameLong, "Nama lebih panjang dari 200 karakter."},
	{ErrEmail, "Ini bukan alamat email."},
	{ErrNumber, "Ini bukan angka."},
	{ErrNumberAmbiguous, "Tidak jelas apakah ini pemisah ribuan atau desimal. Tulis angka tanpa pemisah ribuan."},
	{ErrDate, "Ini bukan tanggal. Tulis seperti 2026-12-31 atau 31/12/2026."},
	{ErrOption, "Ini bukan salah satu pilihan dalam daftar."},
	{ErrYesNo, "Tulis ya atau tidak."},
	{ErrURL, "Ini bukan alamat web. Awali dengan https:// atau http://."},
	{ErrTextLong, "Teks lebih panjang dari 1.000 karakter."},
	{ErrInvalid, "Ada yang tidak benar di baris ini."},
}

// reasonInWords says a code in a language, "en" or else Indonesian.
func reasonInWords(code, language string) string {
	for _, r := range rowFaults {
		if r.fault.Code != code {
			continue
		}
		if language == "en" {
			return r.fault.Detail
		}
		return r.indonesian
	}
	return code
}
