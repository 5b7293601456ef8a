package outbox

// The words of states, lanes and reasons in files that people download: Indonesian, English.
var (
	stateWords = map[string][2]string{
		string(StatePlanned): {"Direncanakan", "Planned"}, string(StateQueued): {"Dalam antrean", "Queued"},
		string(StateHeld): {"Ditahan", "Held"}, string(StateSending): {"Sedang dikirim", "Being sent"},
		string(StateAccepted): {"Diterima jaringan", "Accepted by the network"}, string(StateSent): {"Terkirim", "Sent"},
		string(StateDelivered): {"Sampai", "Delivered"}, string(StateRead): {"Dibaca", "Read"},
		string(StateSkipped): {"Dilewati", "Skipped"}, string(StateFailed): {"Gagal", "Failed"},
		string(StateUnknown): {"Tidak diketahui", "Unknown"},
	}
	laneWords = map[Lane][2]string{
		Human: {"Orang", "Person"}, API: {"API", "API"}, Bot: {"Bot", "Bot"}, Sequence: {"Sekuens", "Sequence"}, Blast: {"Blast", "Blast"},
	}
	reasonWords = map[string][2]string{
		ReasonQuarantine:       {"Menunggu konfirmasi setelah data dipulihkan", "Waiting for confirmation after a restore"},
		ReasonStopAll:          {"Semua pengiriman dihentikan", "All sending is stopped"},
		ReasonLicenceReadOnly:  {"Lisensi berakhir", "The licence has ended"},
		ReasonLicenceSuspended: {"Lisensi ditangguhkan", "The licence is suspended"},
		ReasonDisconnected:     {"Kanal terputus", "The channel is disconnected"},
		ReasonNeedsAttention:   {"Kanal perlu perhatian", "The channel needs attention"},
		ReasonChannelPaused:    {"Kanal dijeda", "The channel is paused"},
		ReasonErased:           {"Kontak sudah dihapus", "The contact was deleted"},
		ReasonSuppressed:       {"Berhenti berlangganan", "Opted out"},
		ReasonNoConsent:        {"Belum ada persetujuan", "No consent"},
		ReasonConsentDenied:    {"Persetujuan ditolak", "Consent refused"},
		ReasonFrequencyCap:     {"Batas frekuensi tercapai", "Frequency cap reached"},
		ReasonQuietHours:       {"Jam tenang", "Quiet hours"},
		ReasonWindowClosed:     {"Jendela 24 jam tertutup", "24-hour window closed"},
		ReasonBudgetMinute:     {"Batas per menit", "Limit per minute"},
		ReasonBudgetHour:       {"Batas per jam", "Limit per hour"},
		ReasonBudgetDay:        {"Batas per hari", "Limit per day"},
		ReasonBudgetRest:       {"Istirahat antar-kelompok", "Rest between batches"},
		ReasonBudgetGap:        {"Jeda antar-pesan", "Gap between messages"},
		ReasonBudgetPrivate:    {"Batas balasan pribadi per jam", "Hourly limit of private replies"},
		ReasonCommentExpired:   {"Waktu untuk membalas komentar ini sudah lewat", "The time to answer this comment is over"},
		ReasonPaused:           {"Blast dijeda", "The blast is paused"},
		ReasonBlastStopped:     {"Blast dihentikan", "The blast was stopped"},
		ReasonNoAddress:        {"Tidak ada nomor", "No number"},
		ReasonTemplate:         {"Template tidak dapat dikirim", "The template cannot be sent"},
		ReasonRetryWait:        {"Menunggu percobaan berikutnya", "Waiting for another attempt"},
		ReasonNetworkRefused:   {"Ditolak jaringan", "Refused by the network"},
		ReasonNotDelivered:     {"Tidak sampai", "Not delivered"},
		ReasonNotOnNetwork:     {"Nomor tidak memakai WhatsApp", "The number is not on WhatsApp"},
		ReasonRetriesExhausted: {"Semua percobaan gagal", "All attempts failed"},
		ReasonInterrupted:      {"Terputus saat mengirim, hasil tidak diketahui", "Interrupted while sending, outcome unknown"},
		ReasonNoAnswer:         {"Jaringan tidak menjawab, hasil tidak diketahui", "No answer from the network, outcome unknown"},

		// Reasons of rules that answer comments.
		"account_left": {"Akun Instagram terputus", "The Instagram account is disconnected"}, "rule_off": {"Aturan dihentikan", "The rule was stopped"},

		// Reasons of the network.
		"person_unavailable":        {"Orang ini tidak dapat menerima pesan", "This person cannot receive messages"},
		"comment_not_answerable":    {"Komentar ini tidak dapat dijawab secara pribadi (lagi)", "This comment cannot be answered privately (any more)"},
		"private_reply_limit":       {"Batas balasan pribadi Instagram", "Instagram's limit of private replies"},
		"person_unknown":            {"Orang ini tidak ditemukan", "The person was not found"},
		"thread_archived":           {"Percakapan ini diarsipkan", "The conversation was archived"},
		"other_app":                 {"Percakapan ini dipegang aplikasi lain", "Another app holds the conversation"},
		"message_access_off":        {"Akses pesan dimatikan di Instagram", "Message access is off at Instagram"},
		"app_in_development":        {"Aplikasi Instagram belum dirilis", "The Instagram app is not live yet"},
		"object_gone":               {"Sudah tidak ada di Instagram", "No longer at Instagram"},
		"no_consent_yet":            {"Orang ini belum menulis ke akun", "The person has not written to the account yet"},
		"account_limit":             {"Batas akun Meta", "Meta account limit"},
		"account_locked":            {"Akun dikunci Meta", "Meta locked the account"},
		"account_restricted":        {"Akun dibatasi Meta", "Meta restricted the account"},
		"app_limit":                 {"Batas aplikasi Meta", "Meta app limit"},
		"bad_parameter":             {"Isi pesan ditolak Meta", "Meta refused the content"},
		"call_limit":                {"Batas panggilan Meta", "Meta call limit"},
		"country_restricted":        {"Negara ini dibatasi Meta", "Meta restricts this country"},
		"display_name_not_approved": {"Nama tampilan belum disetujui Meta", "Meta has not approved the display name"},
		"experiment":                {"Orangnya masuk uji coba Meta", "The person is in a Meta experiment"},
		"flow_blocked":              {"Formulir WhatsApp diblokir Meta", "Meta has blocked the flow"},
		"flow_throttled":            {"Formulir WhatsApp dibatasi Meta", "Meta limits the flow"},
		"identity_mismatch":         {"Identitas penerima berubah", "The recipient's identity has changed"},
		"maintenance":               {"Nomor sedang dirawat Meta", "The number is under maintenance at Meta"},
		"marketing_cap":             {"Meta membatasi promosi untuk orang ini", "Meta limits promotions to this person"},
		"marketing_disabled":        {"Promosi dimatikan untuk akun ini di Meta", "Promotions are switched off for this account at Meta"},
		"media_download_failed":     {"Berkas tidak dapat diambil", "The file could not be fetched"},
		"media_failed":              {"Berkas ditolak", "The file was refused"},
		"network_error":             {"Gangguan pada jaringan WhatsApp", "A fault in the WhatsApp network"},
		"network_unavailable":       {"Jaringan WhatsApp tidak tersedia", "The WhatsApp network is unavailable"},
		"network_unreachable":       {"Jaringan WhatsApp tidak terhubung", "The WhatsApp network could not be reached"},
		"number_deleted":            {"Nomor dihapus di Meta", "The number was deleted at Meta"},
		"number_not_registered":     {"Nomor belum terdaftar di Cloud API", "The number is not registered with the Cloud API"},
		"opted_out":                 {"Orangnya berhenti menerima promosi", "The person stopped promotions"},
		"pair_limit":                {"Terlalu sering ke orang yang sama", "Too often to the same person"},
		"parameter_count":           {"Jumlah variabel tidak sesuai templat", "The number of variables does not fit the template"},
		"parameter_format":          {"Bentuk variabel tidak sesuai templat", "The form of a variable does not fit the template"},
		"parameter_missing":         {"Ada isi yang kurang", "Something is missing in the message"},
		"payment_problem":           {"Masalah pembayaran di Meta", "A payment problem at Meta"},
		"payment_terms":             {"Syarat pembayaran belum disetujui di Meta", "Payment terms are not accepted at Meta"},
		"permission_missing":        {"Token kurang izin", "The token lacks a permission"},
		"phone_required":            {"Orang ini harus dikirimi lewat nomor teleponnya", "This person can only be reached by phone number"},
		"pin_wrong":                 {"PIN nomor salah", "The number's PIN is wrong"},
		"preparation_failed":        {"Pesannya tidak dapat disiapkan", "The message could not be prepared"},
		"recipient_is_sender":       {"Penerimanya nomor ini sendiri", "The recipient is this very number"},
		"recipient_missing":         {"Tidak ada nomor tujuan", "There is no number to send to"},
		"recipient_not_allowed":     {"Nomor uji hanya boleh mengirim ke daftar tertentu", "A test number may only send to its list"},
		"refused":                   {"Ditolak jaringan", "Refused by the network"},
		"registration_wait":         {"Meta meminta menunggu sebelum nomor didaftarkan lagi", "Meta asks to wait before registering the number again"},
		"spam_limit":                {"Dibatasi karena banyak laporan", "Limited because of reports"},
		"template_disabled":         {"Templat dinonaktifkan Meta", "Meta has disabled the template"},
		"template_misclassified":    {"Kategori templat tidak sesuai menurut Meta", "Meta says the template is in the wrong category"},
		"template_missing":          {"Templat tidak ada di Meta", "The template does not exist at Meta"},
		"template_paused":           {"Templat dijeda Meta", "Meta paused the template"},
		"template_policy":           {"Templat melanggar kebijakan Meta", "The template violates a Meta policy"},
		"text_too_long":             {"Teksnya terlalu panjang", "The text is too long"},
		"throughput":                {"Terlalu cepat untuk nomor ini", "Too fast for this number"},
		"token_invalid":             {"Token kanal ditolak", "The channel's token was refused"},
		"token_missing":             {"Token kanal belum ada", "The channel has no token"},
		"type_unsupported":          {"Jenis pesan tidak didukung", "This kind of message is not supported"},
		"undeliverable":             {"Tidak dapat diantar; mungkin bukan pengguna WhatsApp", "Undeliverable; maybe not on WhatsApp"},
		"user_error":                {"Ditolak untuk penerima ini", "Refused for this recipient"},
	}
)

// LaneNames are the lanes as the API calls them.
var LaneNames = map[Lane]string{Human: "human", API: "api", Bot: "bot", Sequence: "sequence", Blast: "blast"}

// Word says a state in a language, id or en.
func (s State) Word(lang string) string { return oneOf(stateWords[string(s)], string(s), lang) }

// Word says a lane in a language, id or en.
func (l Lane) Word(lang string) string { return oneOf(laneWords[l], "", lang) }

// ReasonWords says a reason in a language, id or en; one without words stays as it is.
func ReasonWords(reason, lang string) string { return oneOf(reasonWords[reason], reason, lang) }

func oneOf(words [2]string, otherwise, lang string) string {
	switch {
	case words[0] == "":
		return otherwise
	case lang == "en":
		return words[1]
	default:
		return words[0]
	}
}
