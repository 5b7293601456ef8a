package signup

import (
	"strings"

	"github.com/kelolapesan/kelola/internal/contact"
)

// wording is what the public page says in a language around the words of the form itself.
type wording struct {
	Skip, Language, OtherLanguage, From          string
	Name, Phone, PhoneHint, Email, Optional      string
	Yes, No, Choose                              string
	Agree, AgreeHint, Send, After, Trap, Failed  string
	DoneTitle, DoneStep, DoneFrom, Open, Scan    string
	Write, DoneWhy, DoneEnd                      string
	ClosedTitle, ClosedText                      string
	BusyTitle, BusyText, MissingTitle            string
	MissingText, BrokenTitle, BrokenText, Footer string
	Privacy, Terms, QR                           string
	Purposes                                     map[contact.Purpose]string
	Problems                                     map[string]string
}

// problem says what is wrong, by the code of a fault or by the family of codes it belongs to.
func (w wording) problem(code string) string {
	if s, ok := w.Problems[code]; ok {
		return s
	}
	family, _, _ := strings.Cut(code, ".")
	if s, ok := w.Problems[family]; ok {
		return s
	}
	return w.Problems["other"]
}

var words = map[string]wording{"id": indonesian, "en": english}

var indonesian = wording{
	Skip: "Langsung ke isi", Language: "English", OtherLanguage: "Baca halaman ini dalam bahasa Inggris", From: "Formulir dari",
	Name: "Nama", Phone: "Nomor WhatsApp", PhoneHint: "Contoh: 0812 3456 7890. Gunakan nomor Anda sendiri.", Email: "Alamat email",
	Optional: "opsional", Yes: "Ya", No: "Tidak", Choose: "Pilih", Agree: "Pesan apa yang ingin Anda terima?",
	AgreeHint: "Centang yang Anda setujui, paling sedikit satu. Anda dapat berhenti kapan saja dengan membalas STOP.", Send: "Daftar",
	After:  "Sesudah ini Anda mengonfirmasi lewat satu pesan WhatsApp. Sebelum itu tidak ada yang berlaku.",
	Trap:   "Biarkan kolom ini kosong",
	Failed: "Ada yang perlu diperbaiki", DoneTitle: "Satu langkah lagi",
	DoneStep: "Kirim pesan ini lewat WhatsApp untuk mengonfirmasi pendaftaran Anda.",
	DoneFrom: "Kirim dari nomor yang Anda isikan:", Open: "Buka WhatsApp dan kirim", Scan: "Atau pindai kode ini dengan ponsel Anda.",
	Write:       "Pesannya:",
	DoneWhy:     "Dengan begitu tidak ada orang lain yang dapat mendaftarkan nomor Anda.",
	DoneEnd:     "Kode berlaku tujuh hari. Tanpa konfirmasi, data yang Anda isikan dihapus.",
	ClosedTitle: "Formulir ini ditutup", ClosedText: "Saat ini pendaftaran tidak diterima. Silakan hubungi usaha yang memberi Anda tautan ini.",
	BusyTitle: "Terlalu banyak permintaan", BusyText: "Tunggu sebentar, lalu coba lagi.",
	MissingTitle: "Formulir tidak ditemukan", MissingText: "Tidak ada formulir di alamat ini. Periksa lagi tautannya.",
	BrokenTitle: "Ini tidak berhasil", BrokenText: "Formulir tidak dapat diproses. Kembali dan coba sekali lagi.",
	Footer: "Dikelola dengan Kelola Pesan", Privacy: "Kebijakan privasi", Terms: "Ketentuan penggunaan", QR: "Kode QR yang membuka WhatsApp",
	Purposes: map[contact.Purpose]string{
		contact.PurposeService: "Layanan", contact.PurposeReminder: "Pengingat", contact.PurposePromo: "Promosi",
	},
	Problems: map[string]string{
		"signup.name_missing": "Isi nama Anda.", "signup.nothing_ticked": "Centang paling sedikit satu jenis pesan.",
		"phone.empty": "Isi nomor WhatsApp Anda.", "phone.too_short": "Nomor ini terlalu pendek.", "phone.too_long": "Nomor ini terlalu panjang.",
		"phone.several_numbers": "Isi satu nomor saja.", "phone": "Nomor ini tidak dikenali. Tulis seperti 0812 3456 7890, atau dengan + dan kode negara.",
		"contact.email_invalid": "Ini bukan alamat email.", "contact.name_too_long": "Nama ini terlalu panjang.",
		"field.number_invalid": "Isi dengan angka.", "field.number_ambiguous": "Tulis angka tanpa pemisah ribuan.",
		"field.date_invalid": "Tulis tanggal seperti 31/12/2026.", "field.url_invalid": "Tulis alamat web yang diawali https://.",
		"field.text_too_long": "Isian ini terlalu panjang.", "other": "Isian ini tidak dapat dipakai.",
	},
}

var english = wording{
	Skip: "Skip to content", Language: "Bahasa Indonesia", OtherLanguage: "Read this page in Indonesian", From: "A form of",
	Name: "Name", Phone: "WhatsApp number", PhoneHint: "For example 0812 3456 7890. Use your own number.", Email: "Email address",
	Optional: "optional", Yes: "Yes", No: "No", Choose: "Choose", Agree: "Which messages do you want to receive?",
	AgreeHint: "Tick what you agree to, at least one. You can stop at any time by replying STOP.", Send: "Sign up",
	After:  "You then confirm with one WhatsApp message. Nothing holds before that.",
	Trap:   "Leave this field empty",
	Failed: "Something needs correcting", DoneTitle: "One more step",
	DoneStep: "Send this message on WhatsApp to confirm that you sign up.",
	DoneFrom: "Send it from the number that you gave:", Open: "Open WhatsApp and send", Scan: "Or scan this code with your phone.",
	Write:       "The message:",
	DoneWhy:     "This way nobody else can sign your number up.",
	DoneEnd:     "The code is good for seven days. Without a confirmation, what you filled in is deleted.",
	ClosedTitle: "This form is closed", ClosedText: "Nobody can sign up at the moment. Please contact the business that gave you this link.",
	BusyTitle: "Too many requests", BusyText: "Wait a little and try again.",
	MissingTitle: "There is no such form", MissingText: "There is no form at this address. Check the link.",
	BrokenTitle: "This did not work", BrokenText: "The form could not be processed. Go back and try once more.",
	Footer: "Run with Kelola Pesan", Privacy: "Privacy policy", Terms: "Terms of use", QR: "QR code that opens WhatsApp",
	Purposes: map[contact.Purpose]string{
		contact.PurposeService: "Service", contact.PurposeReminder: "Reminders", contact.PurposePromo: "Promotion",
	},
	Problems: map[string]string{
		"signup.name_missing": "Fill in your name.", "signup.nothing_ticked": "Tick at least one kind of message.",
		"phone.empty": "Fill in your WhatsApp number.", "phone.too_short": "This number is too short.", "phone.too_long": "This number is too long.",
		"phone.several_numbers": "Fill in one number only.", "phone": "This number is not recognised. Write it like 0812 3456 7890, or with + and the country code.",
		"contact.email_invalid": "This is not an email address.", "contact.name_too_long": "This name is too long.",
		"field.number_invalid": "Fill in a number.", "field.number_ambiguous": "Write the number without separators of thousands.",
		"field.date_invalid": "Write the date like 31/12/2026.", "field.url_invalid": "Write a web address that begins with https://.",
		"field.text_too_long": "This is too long.", "other": "This cannot be used.",
	},
}
