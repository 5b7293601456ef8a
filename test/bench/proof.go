package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver" // SQLite without the encrypting file layer

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sieve"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/test/harness"
)

// notices measures how fast a notice of Meta that a person wants their data deleted is answered: one notice again and again, as the network
// repeats it, a few at a time.
func notices(o options, engine string) (rows []row, err error) {
	const repeats, atOnce = 1000, 8
	err = measure("E12 "+engine, func(t *bed) {
		w := harness.New(t, engine, o.binary, sandbox.Options{Seed: 6})
		user, code := w.Owner("toko")
		w.Start()
		w.ConnectInstagram(w.Login("toko", user, code), instagram.DefaultAccount)
		payload := fmt.Sprintf(`{"algorithm":"HMAC-SHA256","issued_at":%d,"user_id":%q}`, time.Now().Unix()+60, instagram.DefaultAccount)
		body := url.Values{"signed_request": {webhook.MakeSignedRequest(secret.New(sandbox.DefaultInstagramSecret), []byte(payload))}}.Encode()
		var mu sync.Mutex
		var took []time.Duration
		answers := map[string]int{}
		var work sync.WaitGroup
		for range atOnce {
			work.Go(func() {
				for range repeats / atOnce {
					began := time.Now()
					answer, err := postNotice(w.URL()+"/meta/data-deletion", body)
					mu.Lock()
					took = append(took, time.Since(began))
					if err != nil {
						answer = err.Error()
					}
					answers[answer]++
					mu.Unlock()
				}
			})
		}
		work.Wait()
		requests := strings.Count(w.Admin("erasure", "list"), "\n")
		rows = append(rows, row{
			key: "E12", engine: engine, met: quantile(took, 0.99) <= 300 && len(answers) == 1 && requests == 1,
			scale:    fmt.Sprintf("%d repeats of one notice, %d at a time", repeats, atOnce),
			measured: fmt.Sprintf("p99 %.0f ms (p50 %.0f ms), %d request, %d different answers", quantile(took, 0.99), quantile(took, 0.5), requests, len(answers)),
		})
	})
	return rows, err
}

func postNotice(to, body string) (string, error) {
	resp, err := http.Post(to, "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	return fmt.Sprint(resp.StatusCode, " ", string(raw)), err
}

// scans measures the search that looks for what is left of a deletion: over a file as it lies, and over an encrypted database block by block.
func scans(o options, engine string) (rows []row, err error) {
	const values = 2000
	if engine != "sqlite" {
		return nil, nil
	}
	err = measure("E18 "+engine, func(t *bed) {
		texts := make([][]byte, values)
		for i := range texts {
			texts[i] = fmt.Appendf(nil, "Pelanggan %d dari %s, nomor %d", rand.IntN(1e6), cities[i%len(cities)], rand.IntN(1e9))
		}
		set := sieve.New(texts)
		var open, sealed []float64
		file := heap(t, o.scan)
		key, db := sealedHeap(t, o.scan/4)
		for range o.rounds {
			open = append(open, speed(t, set, func(s *sieve.Search) error { return readThrough(file, s) }))
			sealed = append(sealed, speed(t, set, func(s *sieve.Search) error {
				return database.Blocks(db, key, func(_ int64, block []byte) error {
					s.Read(block)
					return nil
				})
			}))
			t.Logf("%.0f MiB/s as it lies, %.0f MiB/s decrypted", open[len(open)-1], sealed[len(sealed)-1])
		}
		for _, m := range []struct {
			key, what string
			rate      float64
			mib       int
		}{{"E18 scan", "of a file as it lies", median(open), o.scan}, {"E18 verify", "of an encrypted database, block by block", median(sealed), o.scan / 4}} {
			ten := 10 * 1024 / m.rate
			met := m.rate >= 500
			if m.key == "E18 verify" {
				met = ten <= 60
			}
			rows = append(rows, row{
				key: m.key, engine: engine, met: met, scale: fmt.Sprintf("%d MiB, %d values, %d rounds, one core", m.mib, values, o.rounds),
				measured: fmt.Sprintf("%.0f MiB/s %s: 10 GiB in %.0f s", m.rate, m.what, ten),
			})
		}
	})
	return rows, err
}

func speed(t *bed, set *sieve.Texts, run func(s *sieve.Search) error) float64 {
	s := set.Search()
	began := time.Now()
	if err := run(s); err != nil {
		t.Fatal(err)
	}
	if s.Hits() != 0 {
		t.Fatalf("%d values were found that are not there", s.Hits())
	}
	return mib(s.Bytes) / time.Since(began).Seconds()
}

func readThrough(path string, s *sieve.Search) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	piece := make([]byte, 1<<20)
	for {
		n, err := f.Read(piece)
		s.Read(piece[:n])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// heap is a file of texts as they stand in databases.
func heap(t *bed, size int) string {
	path := filepath.Join(t.TempDir(), "heap")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	for n := 0; n < size<<20; {
		k, err := fmt.Fprintf(w, "\x07\x1fPelanggan %d %s\x00\x81Halo Kak, apakah pesanan nomor %d sudah %s?\x01\x02", rand.IntN(1e9), cities[n%len(cities)], n, words[n%len(words)])
		if err != nil {
			t.Fatal(err)
		}
		n += k
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// sealedHeap is an encrypted database of about as many MiB.
func sealedHeap(t *bed, size int) (secret.Key, string) {
	key, path := secret.NewKey(), filepath.Join(t.TempDir(), "heap.db")
	f, err := database.OpenFile(context.Background(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	for n := range max(size/32, 1) {
		_, err = f.Writer().Exec(map[bool]string{true: `CREATE TABLE a (body TEXT)`, false: `SELECT 1`}[n == 0])
		if err == nil {
			_, err = f.Writer().Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
				INSERT INTO a SELECT 'Halo Kak, apakah pesanan nomor ' || i || ' sudah dikirim? ' || hex(randomblob(45)) FROM n`)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return key, path
}

// What a store is put to: rows as messages have them, in transactions of a hundred, and pages of thirty read by an index.
const (
	storeRows  = 100_000
	storePage  = 100
	storeReads = 3000
)

// stores compares the encrypted store with SQLite on the same settings without encryption.
func stores(o options, engine string) (rows []row, err error) {
	if engine != "sqlite" {
		return nil, nil
	}
	err = measure("E19 "+engine, func(t *bed) {
		var inserts, reads []float64
		for range o.rounds {
			plainPath := filepath.Join(t.TempDir(), "plain.db")
			plain, err := sql.Open("sqlite3", "file:"+plainPath+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(on)&_pragma=temp_store(memory)&_pragma=secure_delete(on)&_pragma=cache_size(-2048)")
			if err != nil {
				t.Fatal(err)
			}
			plain.SetMaxOpenConns(1)
			f, err := database.OpenFile(context.Background(), filepath.Join(t.TempDir(), "sealed.db"), secret.NewKey())
			if err != nil {
				t.Fatal(err)
			}
			pw, pr := exercise(t, plain, plain)
			sw, sr := exercise(t, f.Writer(), f.Reader())
			t.Logf("insert %s plain, %s encrypted; 30 rows %s plain, %s encrypted", pw, sw, pr, sr)
			inserts, reads = append(inserts, sw.Seconds()/pw.Seconds()), append(reads, sr.Seconds()/pr.Seconds())
			if err := errors.Join(plain.Close(), f.Close()); err != nil {
				t.Fatal(err)
			}
		}
		scale := fmt.Sprintf("%d rows, %d reads of 30 rows, %d rounds", storeRows, storeReads, o.rounds)
		rows = append(rows,
			row{key: "E19 insert", engine: engine, met: median(inserts) <= 1.5, scale: scale, measured: fmt.Sprintf("%.2f times the time without encryption", median(inserts))},
			row{key: "E19 read", engine: engine, met: median(reads) <= 3, scale: scale, measured: fmt.Sprintf("%.2f times the time without encryption", median(reads))},
		)
	})
	return rows, err
}

// exercise writes and reads, and says how long both took; a read is the mean of one.
func exercise(t *bed, write, read *sql.DB) (wrote, looked time.Duration) {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := write.Exec(`CREATE TABLE m (id TEXT NOT NULL PRIMARY KEY, chat INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL)`)
	must(err)
	_, err = write.Exec(`CREATE INDEX m_chat ON m (chat, at, id)`)
	must(err)
	began := time.Now()
	for n := 0; n < storeRows; n += storePage {
		tx, err := write.Begin()
		must(err)
		for i := n; i < n+storePage; i++ {
			_, err := tx.Exec(`INSERT INTO m VALUES ($1, $2, $3, $4)`, fmt.Sprintf("01a30000-0001-7000-8000-%012x", i), i%1000, i, fmt.Sprintf("Halo Kak, apakah pesanan nomor %d sudah dikirim? Terima kasih banyak, ditunggu kabarnya.", i))
			must(err)
		}
		must(tx.Commit())
	}
	wrote = time.Since(began)
	began = time.Now()
	for range storeReads {
		must(readPage(read, rand.IntN(1000)))
	}
	return wrote, time.Since(began) / storeReads
}

// readPage reads the newest thirty of a conversation.
func readPage(db *sql.DB, chat int) error {
	list, err := db.Query(`SELECT id, at, text FROM m WHERE chat = $1 ORDER BY at DESC, id DESC LIMIT 30`, chat)
	if err != nil {
		return err
	}
	defer func() { _ = list.Close() }()
	for list.Next() {
		var id, text string
		var at int64
		if err := list.Scan(&id, &at, &text); err != nil {
			return err
		}
	}
	return list.Err()
}
