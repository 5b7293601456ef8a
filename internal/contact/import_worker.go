package contact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	chunkRows     = 4000
	keptErrors    = 100_000 // refused rows that are kept for the person; all are counted
	checkCtxEvery = 1000
)

// errOtherWorker is returned when two workers had the same import: one of them goes on.
var errOtherWorker = errors.New("contact: another worker is on this import")

// Work does what the state of an import asks for. It is safe to repeat: each chunk is committed together with the number of
// its last row, and a repetition begins behind it.
func (s *Service) Work(ctx context.Context, args ImportWork) error {
	run, err := s.openRun(ctx, args)
	if err != nil || run == nil {
		return err
	}
	began := s.deps.Clock.Now()
	err = run.do(ctx)
	s.deps.Log.LogAttrs(ctx, slog.LevelInfo, "import worked on", slog.String("workspace_id", args.Workspace.String()),
		slog.String("import_id", args.Import.String()), slog.Int64("count", run.imp.RowCount),
		slog.Duration("duration", s.deps.Clock.Now().Sub(began)), slog.Any("err", err))
	switch {
	case err == nil:
		return s.dropStagedIfEnded(ctx, args)
	case errors.Is(err, job.ErrCancelled), errors.Is(err, job.ErrEnded):
		return s.endRun(ctx, args, ImportCancelled, "")
	case errors.Is(err, errOtherWorker):
		return nil
	}
	if f, ok := fault.Of(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.Gone || f.Kind == fault.NotFound) {
		return s.endRun(ctx, args, ImportFailed, f.Code)
	}
	return err
}

// importRun is one worker's way through one file.
type importRun struct {
	s     *Service
	args  ImportWork
	imp   Import
	rows  *rowReader
	twins *twins
}

// openRun prepares a run, or returns nil if there is nothing to do.
func (s *Service) openRun(ctx context.Context, args ImportWork) (*importRun, error) {
	run := &importRun{s: s, args: args}
	err := s.deps.DB.Read(ctx, args.Workspace, func(q wsdb.Query) error {
		var err error
		if run.imp, err = getImport(ctx, q, args.Import); err != nil {
			return err
		}
		types, err := s.types(ctx, q)
		if err != nil {
			return err
		}
		country, err := s.deps.Country(ctx, q)
		run.rows = newRowReader(run.imp.Mapping, len(run.imp.Columns), types, country)
		return err
	})
	if err != nil || !run.imp.active() {
		return nil, err
	}
	return run, nil
}

// do reads the file twice: once for the numbers that come again, once for the rows.
func (r *importRun) do(ctx context.Context) error {
	r.twins = newTwins(r.imp.RowCount)
	err := r.eachRow(ctx, func(_ int64, row *csvRow) error {
		if n, f := r.rows.number(row); f == nil {
			r.twins.note(n.Key())
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.twins.ready()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	chunks := make(chan *chunk, 2)
	read := make(chan error, 1)
	go func() {
		defer close(chunks)
		read <- r.cut(ctx, chunks)
	}()
	for c := range chunks {
		if err := r.commit(ctx, c); err != nil {
			stop()
			for range chunks { // the reader must be able to end
			}
			return err
		}
	}
	if err := <-read; err != nil {
		return err
	}
	return r.finish(ctx)
}

// eachRow calls fn with every row but the names of columns and blank ones, numbered from 1.
func (r *importRun) eachRow(ctx context.Context, fn func(no int64, row *csvRow) error) error {
	file, err := r.s.deps.Staging.Open(ctx, r.args.Workspace, r.imp.staged)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	reader := newCSVReader(plainText(file, r.imp.dialect.Encoding), r.imp.dialect)
	header := r.imp.HasHeader
	for no := int64(0); ; {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read import: %w", err)
		}
		if row.blank() {
			continue
		}
		if header {
			header = false
			continue
		}
		no++
		if no%checkCtxEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := fn(no, &row); err != nil {
			return err
		}
	}
}

// cut reads rows into chunks, beginning behind the last committed one.
func (r *importRun) cut(ctx context.Context, out chan<- *chunk) error {
	done := r.imp.Row
	c := &chunk{from: done}
	send := func() error {
		select {
		case out <- c:
		case <-ctx.Done():
			return ctx.Err()
		}
		c = &chunk{from: c.to}
		return nil
	}
	err := r.eachRow(ctx, func(no int64, row *csvRow) error {
		got := r.rows.read(row)
		if got.code == "" && r.twins.again(phoneKey(got.phone)) {
			got = got.refuse(row, ErrDuplicate, TargetPhone)
		}
		if no <= done {
			return nil
		}
		got.no = no
		c.add(got)
		if c.to-c.from < int64(r.s.deps.ChunkRows) {
			return nil
		}
		return send()
	})
	if err != nil || c.to == 0 || c.to == c.from {
		return err
	}
	return send()
}

// finish ends a run that came to the end of the file.
func (r *importRun) finish(ctx context.Context) error {
	if r.imp.State != ImportChecking && r.imp.RowCount > int64(r.s.scarce()) {
		if err := r.s.Tend(ctx, r.args.Workspace); err != nil {
			return err
		}
	}
	_, err := r.s.changeImport(ctx, r.args.Workspace, r.args.Import, func(tx *wsdb.Tx, i *Import) error {
		if !i.active() {
			return nil
		}
		if i.State == ImportChecking {
			i.State = ImportChecked
		} else {
			i.end(ImportDone, "")
		}
		return r.s.deps.Jobs.Finish(ctx, tx, i.Job)
	})
	return err
}

// endRun notes how a run ended before its time.
func (s *Service) endRun(ctx context.Context, args ImportWork, state ImportState, code string) error {
	_, err := s.changeImport(ctx, args.Workspace, args.Import, func(tx *wsdb.Tx, i *Import) error {
		if !i.active() {
			return nil
		}
		i.end(state, code)
		if state != ImportFailed {
			return nil
		}
		return s.deps.Jobs.Fail(ctx, tx, i.Job, code)
	})
	if err != nil {
		return err
	}
	return s.dropStagedIfEnded(ctx, args)
}

func (s *Service) dropStagedIfEnded(ctx context.Context, args ImportWork) error {
	var i Import
	err := s.deps.DB.Read(ctx, args.Workspace, func(q wsdb.Query) (err error) {
		i, err = getImport(ctx, q, args.Import)
		return err
	})
	if err != nil || i.active() || i.State == ImportChecked || i.State == ImportUploaded {
		return err
	}
	return s.dropStaged(ctx, args.Workspace, &i)
}
