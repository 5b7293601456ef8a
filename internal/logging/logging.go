// Package logging owns the form of the log: JSON lines, constant sentences, known fields, no personal data.
package logging

import (
	"context"
	"io"
	"log/slog"
	"regexp"
)

// New makes a logger of JSON lines at a level named debug, info, warn or error.
func New(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(&guard{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})})
}

// guard is the last line of defence: runs of digits as long as a phone number and e-mail addresses never reach the log, even
// when an error of a library carries them.
type guard struct{ slog.Handler }

var (
	email  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	number = regexp.MustCompile(`(^|[^0-9A-Za-z-])(\+?[0-9][0-9 .-]{7,16}[0-9])($|[^0-9A-Za-z-])`)
)

// Redact hides e-mail addresses and phone numbers in a text; ids, hashes and times keep their form.
func Redact(s string) string {
	return number.ReplaceAllString(email.ReplaceAllString(s, "***"), "${1}***${3}")
}

func (g *guard) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(redact(a))
		return true
	})
	return g.Handler.Handle(ctx, clean)
}

func (g *guard) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = redact(a)
	}
	return &guard{g.Handler.WithAttrs(clean)}
}

func (g *guard) WithGroup(name string) slog.Handler { return &guard{g.Handler.WithGroup(name)} }

func redact(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Redact(v.String()))
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			return slog.String(a.Key, Redact(err.Error()))
		}
	case slog.KindGroup:
		attrs := v.Group()
		clean := make([]slog.Attr, len(attrs))
		for i, sub := range attrs {
			clean[i] = redact(sub)
		}
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(clean...)}
	}
	return slog.Attr{Key: a.Key, Value: v}
}
