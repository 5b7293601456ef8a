package main

const introduction = `# Error codes

This page is generated from the sources: ` + "`go run ./scripts/problems > docs/problems/README.md`" + `. Do not edit it by hand.

Every error of the API is an ` + "`application/problem+json`" + ` document:

` + "```json" + `
{"type": "urn:kelola:problem:blast.changed", "title": "Conflict", "status": 409, "code": "blast.changed",
 "detail": "Somebody has changed this blast in the meantime. Load it again.", "request_id": "0f2c…"}
` + "```" + `

- ` + "`code`" + ` is stable. Programs and translations go by it. ` + "`detail`" + ` is one English sentence and may be reworded.
- ` + "`errors[]`" + ` says which field is wrong: ` + "`location`, `code`, `message`" + `. No value that was sent is repeated.
- ` + "`Retry-After`" + ` is set where the program knows when to try again.
- ` + "`request_id`" + ` is also in the log of the server and in the header ` + "`X-Request-Id`" + `.
- Codes with status 500 never reach a client by name: the client sees ` + "`internal`" + `, and the log has the code.
- Some codes never leave the command line or an import report. They are listed too.
`

// statuses says what a caller does about each status.
var statuses = []struct {
	status      int
	meaning, do string
}{
	{400, "The request cannot be read.", "Mend the program that sends it."},
	{401, "Nobody is logged in, or the login is wrong.", "Log in again."},
	{403, "You are known, but not allowed.", "Ask an owner or admin of the workspace."},
	{404, "It is not there, or it is not yours. The answer is the same on purpose.", "Check the id and the workspace."},
	{405, "The address exists, but not with this method.", "Use a method of the header `Allow`."},
	{406, "The answer has another type than the one asked for.", "Ask for `application/json`."},
	{408, "The body came too slowly.", "Send it again over a better connection."},
	{409, "It was changed meanwhile, exists already, or is in another state.", "Load it again and decide again."},
	{410, "It was removed for good.", "Nothing brings it back."},
	{413, "It is larger than accepted.", "Send less."},
	{415, "The body has a type that is not accepted.", "Set `Content-Type`."},
	{422, "The request is understood, and wrong.", "Correct it and send it again; `errors[]`, where there, names the fields."},
	{429, "Too often.", "Wait as long as `Retry-After` says."},
	{500, "A mistake of ours.", "Try again. If it stays, give the operator the `request_id`."},
	{503, "Not now.", "Send the same request again later, with the same `Idempotency-Key` if it had one."},
}

// advice is what to do about codes for which their own sentence is not enough, mostly for operators.
var advice = map[string]string{
	"account.bad_credentials":        "Check both fields. If the code is lost, the operator prints a new one: `kelola admin user reissue-code --username …`.",
	"account.too_many_attempts":      "Wait. Known addresses are counted apart, so strangers cannot lock an owner out.",
	"account.code_malformed":         "A code is KP and five groups of five symbols. Case, spaces and dashes do not matter.",
	"licence.read_only":              "The operator extends or resumes it: `kelola admin licence extend` or `resume`.",
	"storage.full":                   "Free space on the disk of the data folder (or of PostgreSQL). The server goes on by itself.",
	"storage.damaged":                "Keep the file, and restore a backup from before the damage. Look at the disk.",
	"storage.wrong_key":              "Put back the `keys.db` and the instance key that belong to this data folder. Do not delete the file.",
	"storage.plain_file":             "Somebody put an unencrypted database there. Move it away and put the right file back.",
	"storage.settings":               "The log says which setting. On PostgreSQL it can also mean that the server is older than version 15.",
	"storage.busy":                   "Try again. If it stays, look for a long transaction or, on PostgreSQL, for too few connections.",
	"storage.migration_changed":      "Run the version that wrote the data, or a release. Development builds may change unreleased migrations.",
	"storage.newer_database":         "Install the newer version again. There is no way back but a backup.",
	"storage.in_use":                 "Another `kelola` runs on this data. Stop it, or let it do the work: `kelola admin` finds a running server by itself.",
	"ledger.broken":                  "Put back the newest unbroken copy of `ledger.log` from a backup. Do not edit or delete the file.",
	"ledger.in_use":                  "Another `kelola` runs on this data. Stop it.",
	"ledger.not_written":             "Free space on the disk of the data folder, then ask for the deletion again.",
	"storage.master_key_missing":     "Set `KELOLA_MASTER_KEY` (or `_FILE`), or put `instance.key` back into the data folder.",
	"storage.master_key_invalid":     "Write 32 bytes as base64 or 64 hexadecimal digits. `openssl rand -base64 32` makes a new one for a new installation.",
	"storage.key_missing":            "Put back the key store (`keys.db`, or the database of `KELOLA_KEYS_URL`) from the same time as the data, or later.",
	"storage.keys_url_missing":       "Create a second PostgreSQL database and set `KELOLA_KEYS_URL`.",
	"storage.few_descriptors":        "Raise `LimitNOFILE` of the service, or `ulimit -n`, to 1024 or more; 8192 is comfortable.",
	"storage.too_many_open":          "Try again. If it happens often, raise the limit of open files: the number of open databases follows it.",
	"storage.closed":                 "The server is stopping. Try again when it is back.",
	"blob.address_invalid":           "`KELOLA_BLOB_URL` is a folder: `file:///var/lib/kelola/blobs` or a plain path.",
	"blob.unavailable":               "Check that the folder of `KELOLA_BLOB_URL` exists, is writable and has space.",
	"message.idempotency_key_reused": "Make a new key for each new message; repeat a key only to repeat the same request.",
	"channel.check_failed":           "`errors[]` names the checks. Most often the token lacks a permission or the phone number id is another's.",
	"request.cross_origin":           "Open the interface at the address in `KELOLA_PUBLIC_URL`. If that is where you are, the proxy changes `Host` or `Origin`.",
	"request.not_found":              "Check the address; `/docs` lists all.",
	"account.username_taken":         "Choose another.",
	"admin.unknown":                  "`kelola admin --help` lists the commands.",
	"audit.broken":                   "Keep a copy of the system database and find out who had access to it.",
	"crypt.cannot_open":              "A key store and a database of different times are together, or the data was changed. Restore both from one backup.",
}
