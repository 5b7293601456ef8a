package channel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// processBatch is how many events share a transaction. Whoever delivers meanwhile waits for it, and what it touches has to fit in the
// writer's cache; measured from 48 to 500, more than a hundred save nothing on SQLite and make the slowest deliveries slower.
const processBatch = 100

// prepared is a stored event, opened and translated.
type prepared struct {
	id      InboundID
	seq     int64
	channel ID
	events  []Event
	code    string // why it cannot be handled; "" when it can
}

// maxTries is how often an event is tried alone before it is set aside; it may have failed because of the machine.
const maxTries = 3

// errLeft says that an event failed alone and is to be tried again.
var errLeft = errors.New("channel: an event is left for another try")

// Process handles everything of a workspace that is stored and not processed, in order. The effects of a batch and the mark that
// it is processed are one transaction. An event that cannot be handled stops nobody else: it is tried again by later calls, and
// after some tries marked with a code. The error is for "not now": what is left is handled by the next call.
func (i *Ingest) Process(ctx context.Context, ws id.Workspace) error {
	return i.process(ctx, ws, func() bool { return i.paused != nil && i.paused(ws) })
}

func (i *Ingest) process(ctx context.Context, ws id.Workspace, paused func() bool) error {
	var left error
	for !paused() {
		batch, err := i.read(ctx, ws)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			return left
		}
		if err := i.handle(ctx, ws, batch); errors.Is(err, errLeft) {
			left = err
		} else if err != nil {
			return err
		}
		if len(batch) < processBatch {
			return left // whatever came meanwhile has woken the workspace again
		}
	}
	return left
}

// read opens and translates the next batch, outside of any write transaction.
func (i *Ingest) read(ctx context.Context, ws id.Workspace) ([]prepared, error) {
	box, err := i.s.d.DB.Box(ctx, ws)
	if err != nil {
		return nil, err
	}
	var rows []inboundRow
	kinds := map[ID]Kind{}
	err = i.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		if rows, err = listDue(ctx, q, processBatch); err != nil || len(rows) == 0 {
			return err
		}
		channels, err := list(ctx, q)
		for _, c := range channels {
			kinds[c.ID] = c.Kind
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read inbound: %w", err)
	}
	batch := make([]prepared, 0, len(rows))
	for _, r := range rows {
		batch = append(batch, i.prepare(ctx, box, r, kinds[r.channel]))
	}
	return batch, nil
}

func (i *Ingest) prepare(ctx context.Context, box *crypt.Box, r inboundRow, kind Kind) prepared {
	p := prepared{id: r.id, seq: r.seq, channel: r.channel}
	connector, err := i.s.Connector(kind)
	if err != nil {
		p.code = "connector_missing"
		return p
	}
	place := r.id.Bytes()
	raw, err := box.Open(inboundPurpose, r.raw, place[:])
	if err != nil {
		p.code = "cannot_open"
		return p
	}
	in := Inbound{ID: r.id, Kind: r.kind, Raw: raw, ReceivedAt: r.receivedAt, Conflict: r.conflict}
	p.events, err = guardTranslate(connector, in)
	if err != nil {
		i.s.d.Log.ErrorContext(ctx, "an inbound event could not be translated", slog.Any("inbound", r.id))
		p.code = "cannot_translate"
	}
	return p
}

var errPanicked = errors.New("channel: a panic while handling an event")

func guardTranslate(c Connector, in Inbound) (evs []Event, err error) {
	defer func() {
		if recover() != nil {
			evs, err = nil, errPanicked
		}
	}()
	return c.Translate(in)
}

// handle commits a batch. A batch that fails is halved until the event that cannot be handled stands alone.
func (i *Ingest) handle(ctx context.Context, ws id.Workspace, batch []prepared) error {
	err := i.commit(ctx, ws, batch)
	if err == nil || transient(ctx, err) {
		return err
	}
	if len(batch) == 1 {
		return i.alone(ctx, ws, batch[0], err)
	}
	half := len(batch) / 2
	first := i.handle(ctx, ws, batch[:half])
	if first != nil && !errors.Is(first, errLeft) {
		return first
	}
	if err := i.handle(ctx, ws, batch[half:]); err != nil {
		return err
	}
	return first
}

// alone decides about an event that failed by itself: another try later, or aside.
func (i *Ingest) alone(ctx context.Context, ws id.Workspace, p prepared, cause error) error {
	i.mu.Lock()
	i.tries[p.id]++
	again := i.tries[p.id] < maxTries
	if !again {
		delete(i.tries, p.id)
	}
	i.mu.Unlock()
	if again {
		return errLeft
	}
	i.s.d.Log.ErrorContext(ctx, "an inbound event could not be handled and is set aside",
		slog.Any("workspace_id", ws), slog.Any("inbound", p.id), slog.String("err", codeOf(cause)))
	p.events, p.code = nil, codeOf(cause)
	return i.commit(ctx, ws, []prepared{p})
}

// transient reports whether an error says nothing about the event: the same batch may succeed later.
func transient(ctx context.Context, err error) bool {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || gone(err) {
		return true
	}
	kind := fault.KindOf(err)
	return kind == fault.Unavailable || kind == fault.Limited
}

// gone reports whether the workspace itself is no longer there.
func gone(err error) bool { return errors.Is(err, wsdb.ErrErased) || errors.Is(err, wsdb.ErrNotFound) }

// commit hands the events to the handlers and marks them processed. Events that another process handled meanwhile are left out.
func (i *Ingest) commit(ctx context.Context, ws id.Workspace, batch []prepared) error {
	var processed, failed, dropped int64
	err := i.s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		processed, failed = 0, 0
		due, err := stillDue(ctx, tx, batch[0].seq, batch[len(batch)-1].seq)
		if err != nil {
			return err
		}
		past, err := forgottenPast(ctx, tx)
		if err != nil {
			return err
		}
		order, byChannel := []ID{}, map[ID][]Event{}
		marked := make([]prepared, 0, len(batch))
		for _, p := range batch {
			if !due[p.id] {
				continue
			}
			marked = append(marked, p)
			if p.code != "" {
				failed++
				continue
			}
			processed++
			if p.events, err = past.without(ctx, p); err != nil {
				return err
			}
			if _, seen := byChannel[p.channel]; !seen {
				order = append(order, p.channel)
			}
			byChannel[p.channel] = append(byChannel[p.channel], p.events...)
		}
		for _, ch := range order {
			if err := i.hand(ctx, tx, ch, byChannel[ch]); err != nil {
				return err
			}
		}
		dropped = past.dropped
		return mark(ctx, tx, marked)
	})
	if err != nil {
		return fmt.Errorf("process inbound: %w", err)
	}
	i.count.processed.Add(processed)
	i.count.failed.Add(failed)
	i.count.dropped.Add(dropped)
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.tries) > 0 {
		for _, p := range batch {
			delete(i.tries, p.id)
		}
	}
	return nil
}

func (i *Ingest) hand(ctx context.Context, tx *wsdb.Tx, ch ID, evs []Event) (err error) {
	c, err := get(ctx, tx, ch)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			i.s.d.Log.ErrorContext(ctx, "a handler of inbound events panicked", slog.Any("channel", ch), slog.String("type", fmt.Sprintf("%T", p)))
			err = errPanicked
		}
	}()
	for _, h := range i.handlers {
		if err := h.HandleEvents(ctx, tx, c, evs); err != nil {
			return err
		}
	}
	return nil
}
