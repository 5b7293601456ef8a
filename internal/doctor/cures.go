package doctor

import (
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// cures say what to do about databases that do not open.
var cures = []struct {
	err error
	fix string
}{
	{sysdb.ErrNoMasterKey, "set KELOLA_MASTER_KEY (or _FILE), or put instance.key back into the data folder. Do not delete keys.db or system.db to get past this: then nothing can read the workspaces any more"},
	{sysdb.ErrBadMasterKey, "a key is 32 bytes as base64 or 64 hexadecimal digits, one a line in instance.key; put the right file back"},
	{sysdb.ErrNoSystem, "put back the newest copy of system.db; without it nobody can log in and no workspace is found"},
	{sysdb.ErrNoKey, "put back the newest copy of keys.db, or of the database of KELOLA_KEYS_URL; the data is left as it is"},
	{sysdb.ErrKeysURL, "set KELOLA_KEYS_URL to a database of its own"},
	{database.ErrWrongKey, "put back the instance key and the keys.db that belong to this data; both are of another installation or time, or the file is damaged and comes from the backup"},
	{database.ErrPlainFile, "an unencrypted file lies where a database should be; move it away and put the right one back"},
	{database.ErrNewer, "install the version that wrote the data, or a newer one; the data is left as it is"},
	{database.ErrChanged, "the data was made by a development build; use that build, or restore a backup"},
	{database.ErrInUse, "another process uses the data: a server of another version or user, or a command that is still running; wait or stop it"},
	{database.ErrFull, "free space on the disk"},
	{database.ErrSettings, "the message names the setting; PostgreSQL must be 15 or later"},
	{wsdb.ErrFewFiles, "set LimitNOFILE=8192 in the unit of the service, or ulimit -n 8192"},
}
