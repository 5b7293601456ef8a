package config

import (
	"strings"
	"testing"
	"time"
)

func TestLoad_backups(t *testing.T) {
	t.Parallel()
	c, err := Load(env())
	if err != nil || c.BackupEvery != 24*time.Hour || c.BackupKeep != 30*24*time.Hour || c.BackupURL != "" {
		t.Fatalf("defaults = %+v, %v", c.Backups, err)
	}
	c, err = Load(env("KELOLA_BACKUP_EVERY", "0", "KELOLA_BACKUP_KEEP_DAYS", "7", "KELOLA_BACKUP_URL", "/mnt/backup"))
	if err != nil || c.BackupEvery != 0 || c.BackupKeep != 7*24*time.Hour || c.BackupURL != "/mnt/backup" {
		t.Fatalf("set = %+v, %v", c.Backups, err)
	}
	for _, bad := range [][2]string{
		{"KELOLA_BACKUP_EVERY", "daily"}, {"KELOLA_BACKUP_EVERY", "1s"}, {"KELOLA_BACKUP_EVERY", "-24h"},
		{"KELOLA_BACKUP_KEEP_DAYS", "0"}, {"KELOLA_BACKUP_KEEP_DAYS", "a month"},
	} {
		if _, err := Load(env(bad[0], bad[1])); err == nil || !strings.Contains(err.Error(), bad[0]+" must") {
			t.Errorf("%s=%q: %v", bad[0], bad[1], err)
		}
	}
}
