package workspace

import (
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones, also where the machine has none
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Purposes for which quiet hours can hold a message; package contact keeps the consents of the same names.
const (
	PurposeService  = "service"
	PurposeReminder = "reminder"
	PurposePromo    = "promo"
)

// FrequencyCap limits how often one person is written to: at most Count messages in Days days. Zero is no limit.
type FrequencyCap struct {
	Count int `json:"count"`
	Days  int `json:"days"`
}

// Settings are a workspace's own defaults. QuietFrom and QuietUntil are minutes of the day in TimeZone; equal means no quiet
// hours. Caps are the defaults for new channels; 0 leaves it to the channel.
type Settings struct {
	Name                string
	TimeZone            string // IANA name
	Language            string // "id" or "en"
	CountryPrefix       string // digits, without +
	QuietFrom           int
	QuietUntil          int
	QuietFor            []string
	OptOutWords         []string
	FrequencyCap        FrequencyCap
	CapPerMinute        int
	CapPerHour          int
	CapPerDay           int
	MissedScheduleGrace int // minutes a missed schedule may be late and still start
	DeliveryLogDays     int // for how many days the delivery log tells of a message
}

// Defaults are the settings of a new workspace.
func Defaults() Settings {
	return Settings{
		TimeZone: "Asia/Jakarta", Language: "id", CountryPrefix: "62",
		QuietFor:            []string{PurposePromo, PurposeReminder},
		OptOutWords:         []string{"stop", "berhenti", "unsubscribe", "unsub"},
		MissedScheduleGrace: 60, DeliveryLogDays: datamap.DeliveryLogDays,
	}
}

// Quiet says whether the quiet hours hold a message of the purpose at t, and if so until when.
func (s Settings) Quiet(t time.Time, purpose string) (until time.Time, quiet bool) {
	if s.QuietFrom == s.QuietUntil || !slices.Contains(s.QuietFor, purpose) {
		return time.Time{}, false
	}
	zone := s.Zone()
	local := t.In(zone)
	minute := local.Hour()*60 + local.Minute()
	today := func(days, minutes int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+days, minutes/60, minutes%60, 0, 0, zone).UTC()
	}
	overnight := s.QuietFrom > s.QuietUntil
	switch {
	case !overnight && minute >= s.QuietFrom && minute < s.QuietUntil:
		return today(0, s.QuietUntil), true
	case overnight && minute < s.QuietUntil:
		return today(0, s.QuietUntil), true
	case overnight && minute >= s.QuietFrom:
		return today(1, s.QuietUntil), true
	}
	return time.Time{}, false
}

// Zone is the workspace's time zone; Jakarta time when the machine does not know the name.
func (s Settings) Zone() *time.Location {
	if zone, err := time.LoadLocation(s.TimeZone); err == nil {
		return zone
	}
	return time.FixedZone("WIB", 7*60*60)
}

// ErrSettings is returned for settings that cannot be; its fields say which.
var ErrSettings = fault.New(fault.Invalid, "workspace.settings_invalid", "Some settings cannot be used as they are.")

var prefixForm = regexp.MustCompile(`^[1-9][0-9]{0,3}$`)

// clean brings settings into their stored form and refuses what cannot be used.
func (s Settings) clean() (Settings, error) {
	bad := ErrSettings
	refuse := func(when bool, field, code, detail string) {
		if when {
			bad = bad.WithField(field, code, detail)
		}
	}
	name, err := cleanName(s.Name)
	refuse(err != nil, "name", ErrName.Code, ErrName.Detail)
	s.Name = name
	_, err = time.LoadLocation(s.TimeZone)
	refuse(err != nil || s.TimeZone == "" || s.TimeZone == "Local", "time_zone", "workspace.time_zone_unknown", "This time zone is not known.")
	refuse(s.Language != "id" && s.Language != "en", "language", "workspace.language_unknown", "The language is id or en.")
	refuse(!prefixForm.MatchString(s.CountryPrefix), "country_prefix", "workspace.country_prefix_invalid", "A country prefix has 1 to 4 digits.")
	refuse(!minuteOfDay(s.QuietFrom) || !minuteOfDay(s.QuietUntil), "quiet_hours", "workspace.quiet_hours_invalid", "Quiet hours are times of the day.")
	for _, p := range s.QuietFor {
		refuse(p != PurposePromo && p != PurposeReminder && p != PurposeService, "quiet_hours.purposes", "workspace.purpose_unknown", "A purpose is promo, reminder or service.")
	}
	s.QuietFor = slices.Compact(slices.Sorted(slices.Values(s.QuietFor)))
	words, ok := cleanWords(s.OptOutWords)
	refuse(!ok, "opt_out_words", "workspace.opt_out_words_invalid", "There are at most 50 opt-out words of 1 to 40 characters.")
	s.OptOutWords = words
	fc := s.FrequencyCap
	refuse(fc.Count < 0 || fc.Count > 1000 || fc.Days < 0 || fc.Days > 365 || (fc.Count > 0) != (fc.Days > 0),
		"frequency_cap", "workspace.frequency_cap_invalid", "A frequency cap is a count up to 1000 within up to 365 days, or both 0.")
	refuse(s.CapPerMinute < 0 || s.CapPerHour < 0 || s.CapPerDay < 0, "caps", "workspace.caps_invalid", "A cap is not negative.")
	refuse(s.MissedScheduleGrace < 0 || s.MissedScheduleGrace > 7*24*60, "missed_schedule_grace_minutes",
		"workspace.grace_invalid", "The grace for a missed schedule is at most a week.")
	refuse(s.DeliveryLogDays < datamap.DeliveryLogDaysLeast || s.DeliveryLogDays > datamap.DeliveryLogDaysMost, "delivery_log_days",
		"workspace.delivery_log_days_invalid", "The delivery log is kept for 7 to 365 days.")
	if len(bad.Fields) > 0 {
		return Settings{}, bad
	}
	return s, nil
}

func minuteOfDay(m int) bool { return m >= 0 && m < 24*60 }

func cleanWords(words []string) ([]string, bool) {
	clean := make([]string, 0, len(words))
	for _, w := range words {
		w = strings.ToLower(strings.Join(strings.Fields(w), " "))
		if w == "" || utf8.RuneCountInString(w) > 40 || strings.ContainsFunc(w, unicode.IsControl) {
			return nil, false
		}
		if !slices.Contains(clean, w) {
			clean = append(clean, w)
		}
	}
	return clean, len(clean) <= 50
}
