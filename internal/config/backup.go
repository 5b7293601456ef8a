package config

import (
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/secret"
)

// Backups says when backups are made by themselves, where they lie, and when they end.
type Backups struct {
	BackupURL   string        // a folder or a bucket; "" is the folder backups of the data folder
	BackupS3Key string        // what opens the bucket
	BackupS3    secret.String // with it
	BackupEvery time.Duration // 0: only when somebody asks for one
	BackupKeep  time.Duration
}

const mostBackupDays = 3650

func (r *reader) backups() Backups {
	b := Backups{BackupURL: r.text("KELOLA_BACKUP_URL", ""), BackupS3Key: r.text("KELOLA_BACKUP_S3_KEY", ""), BackupS3: r.secret("KELOLA_BACKUP_S3_SECRET")}
	if strings.HasPrefix(b.BackupURL, "s3://") && (b.BackupS3Key == "" || b.BackupS3.IsZero()) {
		r.wrong("KELOLA_BACKUP_URL", "is a bucket: it needs KELOLA_BACKUP_S3_KEY and KELOLA_BACKUP_S3_SECRET")
	}
	every, err := time.ParseDuration(r.text("KELOLA_BACKUP_EVERY", "24h"))
	if err != nil || every < 0 || every > 0 && every < time.Minute {
		r.wrong("KELOLA_BACKUP_EVERY", "must be a time such as 24h or 30m, or 0 for none")
	}
	b.BackupEvery = every
	days, err := strconv.Atoi(r.text("KELOLA_BACKUP_KEEP_DAYS", "30"))
	if err != nil || days < 1 || days > mostBackupDays {
		r.wrong("KELOLA_BACKUP_KEEP_DAYS", "must be a number of days from 1 to 3650")
	}
	b.BackupKeep = time.Duration(days) * 24 * time.Hour
	return b
}
