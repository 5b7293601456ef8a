package doctor

import "time"

// oldBackup is the age at which a backup made by hand is no longer recent.
const oldBackup = 24 * time.Hour

// Backups judges the age of the newest backup. every is how often one is made by itself; 0 is never.
func Backups(newest time.Time, every time.Duration, now time.Time, err error) Finding {
	const check, fix = "backup", "kelola backup; the log says why the last one failed"
	age := now.Sub(newest)
	switch {
	case err != nil:
		return Err(check, "check the place in KELOLA_BACKUP_URL", "the backups cannot be listed: %v", plain(err))
	case newest.IsZero():
		return Warn(check, "kelola backup", "there is no backup yet")
	case age > 2*max(every, oldBackup):
		return Warn(check, fix, "the newest backup is %d hours old", int(age.Hours()))
	}
	return OK(check, "the newest backup is %d hours old", int(max(age, 0).Hours()))
}

// Quarantine says whether the installation waits for a person; reason is why in words, empty when it does not.
func Quarantine(reason string) Finding {
	const check = "quarantine"
	if reason == "" {
		return OK(check, "the installation may act")
	}
	return Err(check, "make sure that no other installation works with the same data, then: kelola admin quarantine confirm",
		"nothing is sent and nothing comes in: %s", reason)
}
