package erase

// formWords are the texts of the public forms by language.
var formWords = map[string]map[string]string{"id": formID, "en": formEN}

var formID = map[string]string{
	"skip": "Langsung ke isi", "about": "Tentang penghapusan data", "language": "English", "other": "Baca halaman ini dalam bahasa Inggris",
	"optional": "opsional", "failed": "Ada yang perlu diperbaiki", "trap": "Biarkan kolom ini kosong", "send": "Kirim permintaan",
	"privacy": "Kebijakan privasi", "terms": "Ketentuan penggunaan", "scope": "Apa yang dihapus?", "scope_missing": "Pilih paling sedikit satu jenis data, atau seluruh ruang kerja.",
	"missing": "Wajib diisi.", "email_wrong": "Ini bukan alamat email.", "which": "Isi nama ruang kerja atau kode lisensi.", "phone_wrong": "Ini bukan nomor telepon.",

	"ask_title": "Minta penghapusan data",
	"ask_text":  "Untuk pemilik ruang kerja di Kelola Pesan. Isi sebanyak yang Anda ketahui, agar kami dapat memastikan bahwa ruang kerja itu memang milik Anda.",
	"ask_after": "Yang Anda isikan disimpan tersandi, hanya untuk permintaan ini, dan dihapus sesudahnya.",
	"ask_done":  "Bila ruang kerja itu ada, pemiliknya melihat permintaan ini di menu Privasi & penghapusan, dan menyetujuinya di sana setelah masuk. Tanpa dua bukti, yaitu kode lisensi dan persetujuan itu, tidak ada yang dihapus. Permintaan yang tidak terbukti berakhir setelah 14 hari.",

	"username": "Nama pengguna", "username_hint": "Nama yang Anda pakai untuk masuk ke Kelola Pesan.",
	"licence": "Kode lisensi", "licence_hint": "Diawali KP. Ini bukti pertama bahwa permintaan ini dari Anda.",
	"workspace": "Nama ruang kerja", "number": "Nomor WhatsApp ruang kerja", "instagram": "Nama pengguna Instagram yang tersambung",
	"email": "Email untuk jawaban",

	"prove_title": "Buktikan permintaan Anda",
	"prove_text":  "Isikan bukti pertama: nama pengguna dan kode lisensi seorang pemilik ruang kerja. Yang dihapus hanya perlu dipilih bila belum Anda sebutkan.",
	"prove_after": "Bukti kedua adalah persetujuan pemilik di aplikasi.",
	"prove_done":  "Bila cocok, pemilik ruang kerja melihat permintaan ini di menu Privasi & penghapusan, dan menyetujuinya di sana setelah masuk.",

	"contact_title": "Minta data Anda dihapus",
	"contact_text":  "Untuk siapa pun yang pernah dihubungi atau menghubungi sebuah usaha lewat Kelola Pesan. Yang dihapus: nama, nomor, percakapan, dan berkas Anda pada usaha itu.",
	"contact_after": "Sesudah ini Anda mengirim satu pesan dari nomor itu. Tanpa pesan itu tidak ada yang dihapus.",
	"contact_done":  "Tinggal satu langkah: kirim pesan di bawah ini dari nomor Anda kepada usaha yang menyimpan data Anda, di percakapan WhatsApp Anda dengannya.",
	"phone":         "Nomor WhatsApp Anda", "phone_hint": "Contoh: 0812 3456 7890. Gunakan nomor yang dipakai untuk percakapan itu.",
	"business": "Nomor WhatsApp usaha itu", "business_hint": "Agar kami dapat menyiapkan percakapannya. Nomor ini tidak disimpan untuk hal lain.",
	"write": "Pesannya:", "open": "Buka WhatsApp dan kirim",
	"write_why": "Dengan begitu tidak ada orang lain yang dapat menghapus data Anda. Usaha itu menjawab paling lambat 72 jam sesudahnya. Kode berlaku 14 hari.",

	"done_title": "Permintaan diterima", "status": "Ikuti permintaan ini", "code": "Kode status:", "follow": "Buka halaman status",
	"keep":       "Simpan kode atau tautan ini. Keduanya tidak ditampilkan lagi.",
	"busy_title": "Terlalu banyak permintaan", "busy_text": "Tunggu beberapa menit, lalu coba lagi.",
	"broken_title": "Ini tidak berhasil", "broken_text": "Permintaan tidak dapat diproses. Kembali dan coba sekali lagi.",
}

var formEN = map[string]string{
	"skip": "Skip to content", "about": "About data deletion", "language": "Bahasa Indonesia", "other": "Read this page in Indonesian",
	"optional": "optional", "failed": "Something needs to be put right", "trap": "Leave this field empty", "send": "Send the request",
	"privacy": "Privacy policy", "terms": "Terms of use", "scope": "What is to be deleted?", "scope_missing": "Choose at least one kind of data, or the whole workspace.",
	"missing": "This is needed.", "email_wrong": "This is not an e-mail address.", "which": "Give the name of the workspace or the licence code.", "phone_wrong": "This is not a phone number.",

	"ask_title": "Ask for deletion of data",
	"ask_text":  "For owners of a workspace in Kelola Pesan. Fill in as much as you know, so that we can make sure that the workspace is really yours.",
	"ask_after": "What you type is kept encrypted, for this request only, and removed afterwards.",
	"ask_done":  "If there is such a workspace, its owners see this request in the menu under Privacy & deletion, and agree to it there after logging in. Without two proofs, the licence code and that agreement, nothing is deleted. A request that is not proven ends after 14 days.",

	"username": "Username", "username_hint": "The name with which you log in to Kelola Pesan.",
	"licence": "Licence code", "licence_hint": "It begins with KP. This is the first proof that the request is yours.",
	"workspace": "Name of the workspace", "number": "WhatsApp number of the workspace", "instagram": "Username of the connected Instagram account",
	"email": "E-mail for the answer",

	"prove_title": "Prove your request",
	"prove_text":  "Give the first proof: the username and the licence code of an owner of the workspace. Choose what is to be deleted only if you have not said so before.",
	"prove_after": "The second proof is the agreement of an owner in the app.",
	"prove_done":  "If it fits, the owners see this request in the menu under Privacy & deletion, and agree to it there after logging in.",

	"contact_title": "Have your data deleted",
	"contact_text":  "For anybody whom a business has written to, or who has written to it, with Kelola Pesan. What is deleted: your name, number, conversation and files at that business.",
	"contact_after": "Next you send one message from that number. Without it nothing is deleted.",
	"contact_done":  "One more step: send the message below from your number to the business that keeps your data, in your WhatsApp chat with it.",
	"phone":         "Your WhatsApp number", "phone_hint": "Example: 0812 3456 7890. Use the number of that conversation.",
	"business": "The WhatsApp number of the business", "business_hint": "So that we can open the chat for you. It is kept for nothing else.",
	"write": "The message:", "open": "Open WhatsApp and send",
	"write_why": "So nobody else can have your data deleted. The business answers within 72 hours. The code holds for 14 days.",

	"done_title": "Request received", "status": "Follow this request", "code": "Status code:", "follow": "Open the status page",
	"keep":       "Keep this code or link. They are not shown again.",
	"busy_title": "Too many requests", "busy_text": "Wait a few minutes and try again.",
	"broken_title": "This did not work", "broken_text": "The request could not be processed. Go back and try once more.",
}

// reasonWords say why a request from outside was refused.
var reasonWords = map[string]map[string]string{
	"id": {
		ReasonRunning: "Penghapusan data yang sama sudah berjalan.", ReasonDenied: "Pemilik ruang kerja menyatakan permintaan ini bukan dari mereka.",
		ReasonNotTheirs: "Datanya bukan milik orang yang meminta.", ReasonDuty: "Datanya wajib disimpan menurut hukum.",
		ReasonContract: "Masih ada pesanan atau sengketa yang belum selesai.",
	},
	"en": {
		ReasonRunning: "A deletion of the same data is under way.", ReasonDenied: "An owner of the workspace says that this request is not theirs.",
		ReasonNotTheirs: "The data is not of the person who asked.", ReasonDuty: "A law obliges to keep the data.",
		ReasonContract: "An order or a dispute is still open.",
	},
}
