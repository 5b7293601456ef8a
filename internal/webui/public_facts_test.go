package webui

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

// fact is something the page on data deletion must say: in which section, and with which words in each language. All of them
// have to be there.
type fact struct {
	name, section string
	id, en        []string
}

func says(s string) []string { return strings.Split(s, "|") }

// deletionFacts is what was promised to people and to Meta. A fact may be worded anew, not dropped.
var deletionFacts = []fact{
	{"what the page is for", "head", says("memutus sambungan Instagram|meminta agar data Anda di Kelola Pesan dihapus"), says("end the Instagram connection|have your data at Kelola Pesan erased")},
	{"way back to the login", "page", says("Kembali ke halaman masuk"), says("Back to login")},
	{"product", "page", says("Kelola Pesan"), says("Kelola Pesan")},
	{"title", "head", says("Penghapusan data"), says("Data deletion")},
	{"effective date", "head", says("Berlaku sejak|5 Juni 2026"), says("Effective date|June 5, 2026")},
	{"operator", "head", says("Tim Kelola Pesan"), says("Kelola Pesan team")},

	{"deletion on request", "summary", says("disimpan Kelola Pesan untuk Anda dapat dihapus bila Anda memintanya"), says("keeps for you can be erased when you ask for it")},
	{"workspaces", "summary", says("ruang kerja"), says("workspaces")},
	{"contacts", "summary", says("kontak"), says("contacts")},
	{"WhatsApp", "summary", says("WhatsApp"), says("WhatsApp")},
	{"attachments", "summary", says("lampiran"), says("attachments")},
	{"automation", "summary", says("otomatisasi"), says("automation")},
	{"the Instagram connection", "summary", says("sambungan Instagram"), says("the Instagram connection")},
	{"required by Meta", "summary", says("Meta mewajibkan|API Instagram|Data Deletion Instructions URL|alamat itu adalah halaman ini"), says("Meta obliges|Instagram API|Data Deletion Instructions URL|this page is that address")},

	{"log in", "instagram", says("Masuk ke Kelola Pesan|nama pengguna|kode lisensi|masih berlaku"), says("Log in to Kelola Pesan|username|licence code|still valid")},
	{"open the workspace", "instagram", says("Buka ruang kerja|akun Instagram itu tersambung"), says("Go to the workspace|Instagram account is connected")},
	{"open Social Media, Instagram", "instagram", says("Media Sosial, lalu Instagram"), says("Social Media, then Instagram")},
	{"press Disconnect", "instagram", says("Tekan Putuskan|dilepas dari ruang kerja"), says("Press Disconnect|out of the workspace")},
	{"what disconnecting does", "instagram", says("tercatat sebagai terputus|pemetaan webhook yang aktif ikut dihapus"), says("recorded as disconnected|active webhook mapping is gone")},

	{"the form", "request", says("formulir permintaan|tersimpan tersandi|kode untuk mengikutinya|dua bukti kepemilikan"), says("request form|keeps it encrypted|a code to follow|two proofs of ownership")},
	{"the form for contacts", "request", says("Bukan pemilik ruang kerja|formulir untuk kontak|satu pesan dari nomor Anda sendiri"), says("Not an owner|form for contacts|one message from your own number")},
	{"request by e-mail", "request", says("kelolapesanofficial@gmail.com|data tertentu|satu ruang kerja seutuhnya|tim Kelola Pesan|milik Anda"), says("kelolapesanofficial@gmail.com|certain data|a workspace as a whole|the Kelola Pesan team|really yours")},
	{"name in the request", "request", says("nama atau nama pengguna Anda di Kelola Pesan"), says("your name or username in Kelola Pesan")},
	{"licence in the request", "request", says("kode lisensi atau identitas ruang kerja"), says("the licence code, or what identifies the workspace")},
	{"number in the request", "request", says("nomor WhatsApp ruang kerja, bila berkaitan"), says("WhatsApp number, if it matters here")},
	{"Instagram in the request", "request", says("nama pengguna Instagram yang tersambung, bila berkaitan"), says("username of the connected Instagram account, if it matters here")},
	{"kind of data in the request", "request", says("jenis data|data Instagram|kontak|percakapan|lampiran|otomatisasi|seluruh ruang kerja"), says("kind of data|Instagram data|contacts|chats|attachments|automation|the workspace as a whole")},

	{"C1", "deletable", says("Sambungan Instagram|token akses yang terenkripsi|nama pengguna, alamat foto profil|izin yang diberikan|status sambungan|pemetaan webhook yang aktif"), says("Instagram connection|encrypted access token|username, address of the profile picture|permissions granted|state of the connection|active webhook mapping")},
	{"C2", "deletable", says("Kejadian Instagram|isi webhook|ID komentar|nama pengguna penulis komentar|teks komentar|kecocokan dengan aturan otomatisasi|catatan balasan pribadi|galat pengiriman"), says("Instagram events|webhook payloads|IDs of comments|usernames of those who commented|text of comments|matches with automation rules|records of private replies|delivery errors")},
	{"C3", "deletable", says("Kontak dan pengelompokannya|nama, nomor telepon|alamat email|ID grup|isian tambahan"), says("Contacts and how they are grouped|names, phone numbers|e-mail addresses|group IDs|custom fields")},
	{"C4", "deletable", says("Percakapan WhatsApp|daftar percakapan|isi pesan|pengirim, status pesan|metadata percakapan"), says("WhatsApp chats|the conversations|what the messages say|their senders|their status|metadata of conversations")},
	{"C5", "deletable", says("catatan blast, bot, sequence, pekerjaan latar, dan pengantaran|milik sebuah ruang kerja"), says("logs of blasts, bots, sequences, jobs and deliveries|belong to a workspace")},
	{"C6", "deletable", says("lampiran dan berkas lain|diunggah ke pustaka Kelola Pesan"), says("attachments and other files|uploaded to the Kelola Pesan library")},
	{"C7", "deletable", says("data nomor yang diperiksa|hasil setiap pemeriksaan"), says("numbers that were validated|results of each validation job")},
	{"C8", "deletable", says("kunci API eksternal milik sebuah ruang kerja"), says("external API keys of a workspace")},

	{"kept only for a reason", "retained", says("hanya selama diperlukan"), says("only for as long as")},
	{"security", "retained", says("alasan ini: keamanan,"), says("needs it: security,")},
	{"audit", "retained", says("audit,"), says("audits,")},
	{"backup", "retained", says("pencadangan,"), says("audits, backups,")},
	{"disputes", "retained", says("penyelesaian sengketa"), says("settling disputes")},
	{"legal obligations", "retained", says("kewajiban hukum"), says("legal obligations")},
	{"abuse", "retained", says("pencegahan penyalahgunaan"), says("preventing abuse")},
	{"billing", "retained", says("penyalahgunaan, penagihan,"), says("abuse, billing,")},
	{"operations", "retained", says("berjalannya layanan"), says("running the service")},
	{"what is meant", "retained", says("Yang dimaksud"), says("That means")},
	{"logs", "retained", says("catatan keamanan, galat, dan audit|penyelidikan"), says("logs of security, errors and audits|investigation")},
	{"records", "retained", says("penagihan, administrasi, atau hukum yang wajib disimpan"), says("billing, administrative or legal records that have to be kept")},
	{"anonymous data", "retained", says("anonim|pengguna atau ruang kerja tertentu"), says("anonymous|no user and no workspace")},
	{"backup cycle", "retained", says("cadangan sistem, sampai siklus pencadangan berikutnya selesai"), says("system backups, until the next backup cycle is over")},

	{"reviewed after verification", "time", says("Setelah kepemilikan terbukti|ditinjau dan dikerjakan|waktu yang wajar"), says("Once ownership is shown|looked at and carried out|reasonable time")},
	{"30 days", "time", says("paling lama 30 hari"), says("30 days at most")},
	{"longer for a reason", "time", says("teknis|keamanan|hukum|banyaknya data"), says("technical|security|legal|very much data")},

	{"revoke at Meta", "meta", says("pengaturan Instagram atau Meta|Aplikasi dan Situs Web|Apps and Websites"), says("settings of Instagram or Meta|Apps and Websites")},
	{"effect of revoking", "meta", says("tidak lagi menerima kejadian|data Instagram"), says("no longer receive events|Instagram data")},
	{"stored data remain", "meta", says("sudah terlanjur tersimpan|mintalah penghapusannya"), says("stored already|still ask us to erase")},

	{"questions", "contact", says("privasi|ketentuan|penghapusan data|tim Kelola Pesan|kelolapesanofficial@gmail.com"), says("privacy|terms|deletion of data|the Kelola Pesan team|kelolapesanofficial@gmail.com")},
}

var (
	sectionText = regexp.MustCompile(`(?s)<section id="([a-z-]+)".*?</section>`)
	headText    = regexp.MustCompile(`(?s)<div class="head">.*?</div>\s*<nav`)
	tag         = regexp.MustCompile(`(?s)<[^>]*>`)
)

// readable is what a person reads of a piece of a page.
func readable(piece string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(piece, ""))), " ")
}

// missing lists the facts that a page does not say in the section where they belong.
func missing(page string, lang language) []string {
	text := map[string]string{"page": readable(page), "head": readable(headText.FindString(page))}
	for _, m := range sectionText.FindAllStringSubmatch(page, -1) {
		text[m[1]] = readable(m[0])
	}
	var out []string
	for _, f := range deletionFacts {
		for _, phrase := range map[language][]string{indonesian: f.id, english: f.en}[lang] {
			if !strings.Contains(text[f.section], phrase) {
				out = append(out, f.section+": "+f.name+": "+phrase)
			}
		}
	}
	return out
}

func TestDataDeletion_saysEveryFact(t *testing.T) {
	t.Parallel()
	for _, lang := range languages {
		for _, m := range missing(page(t, standard, "/data-deletion", lang), lang) {
			t.Errorf("%s: not said: %s", lang, m)
		}
	}
}

var piece = regexp.MustCompile(`(?s)<li>.*?</li>|<p>.*?</p>|<p class="lead">.*?</p>|<h1>.*?</h1>|<dl.*?</dl>|<a class="back".*?</a>`)

// TestDataDeletion_aMissingFactIsFound is the control: without any one of its sentences and list items, and without any one of the
// words that were promised, the page no longer passes.
func TestDataDeletion_aMissingFactIsFound(t *testing.T) {
	t.Parallel()
	for _, lang := range languages {
		whole := page(t, standard, "/data-deletion", lang)
		body := whole[:strings.Index(whole, "<footer")]
		pieces := piece.FindAllStringIndex(body, -1)
		if len(pieces) < 50 {
			t.Fatalf("%s: only %d pieces", lang, len(pieces))
		}
		for _, at := range pieces {
			if strings.Contains(body[at[0]:at[1]], `href="#`) {
				continue // a line of the contents
			}
			if len(missing(body[:at[0]]+body[at[1]:], lang)) == 0 {
				t.Errorf("%s: nobody misses %q", lang, readable(body[at[0]:at[1]]))
			}
		}
		// One word changed inside a sentence is found too.
		for _, word := range map[language][]string{
			indonesian: {"30 hari", "ID grup", "galat pengiriman", "pemetaan webhook", "Data Deletion Instructions URL", "siklus"},
			english:    {"30 days", "group IDs", "delivery errors", "webhook mapping", "Data Deletion Instructions URL", "cycle"},
		}[lang] {
			if changed := strings.ReplaceAll(body, word, "…"); changed == body || len(missing(changed, lang)) == 0 {
				t.Errorf("%s: nobody misses the words %q", lang, word)
			}
		}
	}
}
