package workspace

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const getSettings = `
	SELECT name, time_zone, language, country_prefix, quiet_from, quiet_until, quiet_for, opt_out_words,
		frequency_count, frequency_days, cap_minute, cap_hour, cap_day, grace_minutes, delivery_log_days
	FROM workspace_setting WHERE one = 1`

func readSettings(ctx context.Context, q wsdb.Query) (Settings, error) {
	var (
		s               Settings
		quietFor, words string
	)
	err := q.QueryRow(ctx, getSettings).Scan(&s.Name, &s.TimeZone, &s.Language, &s.CountryPrefix, &s.QuietFrom, &s.QuietUntil,
		&quietFor, &words, &s.FrequencyCap.Count, &s.FrequencyCap.Days, &s.CapPerMinute, &s.CapPerHour, &s.CapPerDay,
		&s.MissedScheduleGrace, &s.DeliveryLogDays)
	if errors.Is(err, sql.ErrNoRows) {
		return Defaults(), nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	if err := errors.Join(json.Unmarshal([]byte(quietFor), &s.QuietFor), json.Unmarshal([]byte(words), &s.OptOutWords)); err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return s, nil
}

const putSettings = `
	INSERT INTO workspace_setting (one, name, time_zone, language, country_prefix, quiet_from, quiet_until, quiet_for,
		opt_out_words, frequency_count, frequency_days, cap_minute, cap_hour, cap_day, grace_minutes, delivery_log_days, stop_all,
		stop_all_at, updated_at)
	VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, FALSE, 0, $16)
	ON CONFLICT (one) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, language = excluded.language,
		country_prefix = excluded.country_prefix, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
		quiet_for = excluded.quiet_for, opt_out_words = excluded.opt_out_words, frequency_count = excluded.frequency_count,
		frequency_days = excluded.frequency_days, cap_minute = excluded.cap_minute, cap_hour = excluded.cap_hour,
		cap_day = excluded.cap_day, grace_minutes = excluded.grace_minutes,
		delivery_log_days = excluded.delivery_log_days, updated_at = excluded.updated_at`

func writeSettings(ctx context.Context, tx *wsdb.Tx, s Settings) error {
	quietFor, err := jsonList(s.QuietFor)
	if err != nil {
		return err
	}
	words, err := jsonList(s.OptOutWords)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, putSettings, s.Name, s.TimeZone, s.Language, s.CountryPrefix, s.QuietFrom, s.QuietUntil, quietFor, words,
		s.FrequencyCap.Count, s.FrequencyCap.Days, s.CapPerMinute, s.CapPerHour, s.CapPerDay, s.MissedScheduleGrace, s.DeliveryLogDays,
		clock.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return nil
}

func jsonList(items []string) (string, error) {
	if items == nil {
		items = []string{}
	}
	b, err := json.Marshal(items)
	return string(b), err
}

const getStopAll = `SELECT stop_all, stop_all_at, stop_all_by FROM workspace_setting WHERE one = 1`

func readStopAll(ctx context.Context, q wsdb.Query) (StopAll, error) {
	var (
		s     StopAll
		since int64
	)
	err := q.QueryRow(ctx, getStopAll).Scan(&s.On, &since, &s.By)
	if errors.Is(err, sql.ErrNoRows) {
		return StopAll{}, nil
	}
	if err != nil {
		return StopAll{}, fmt.Errorf("read stop-all: %w", err)
	}
	s.Since = clock.Time(since)
	return s, nil
}

const setStopAll = `UPDATE workspace_setting SET stop_all = $1, stop_all_at = $2, stop_all_by = $3 WHERE one = 1`

func writeStopAll(ctx context.Context, tx *wsdb.Tx, on bool, at time.Time, by UserID) error {
	if _, err := tx.Exec(ctx, setStopAll, on, clock.Micros(at), by); err != nil {
		return fmt.Errorf("write stop-all: %w", err)
	}
	return nil
}
