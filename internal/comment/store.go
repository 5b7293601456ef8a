package comment

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// store is the SQL of comments and posts. Many rows travel as one JSON parameter.
type store struct{ engine database.Engine }

func (s store) pick(sqlite, postgres string) string {
	if s.engine == database.Postgres {
		return postgres
	}
	return sqlite
}

// in is the subselect that turns the JSON array in $1 into texts; ids is the same for ids.
func (s store) in() string {
	return s.pick(`(SELECT value FROM json_each($1))`, `(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))`)
}

func (s store) ids() string {
	return s.pick(`(SELECT value FROM json_each($1))`, `(SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`)
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("comment: rows marshal: " + err.Error())
	}
	return string(b)
}

type commentRow struct {
	ID       ID         `json:"id"`
	Channel  channel.ID `json:"channel"`
	External string     `json:"external"`
	Post     string     `json:"post"`
	Original string     `json:"original"`
	Product  string     `json:"product"`
	Parent   string     `json:"parent"`
	Handle   string     `json:"handle"`
	Username string     `json:"username"`
	Text     string     `json:"text"`
	At       int64      `json:"at"`
	Live     bool       `json:"live"`
	Own      bool       `json:"own"`
	Pending  bool       `json:"pending"`
	Received int64      `json:"received"`
}

const commentColumns = `id, channel_id, external_id, post, original, product, parent, handle, username, text, at, live, own, pending,
	hidden_at, deleted_at, received_at`

const insertComments = `INSERT INTO comment (` + commentColumns + `) `

const (
	insertCommentsSQLite = insertComments + `SELECT value->>'id', value->>'channel', value->>'external', value->>'post', value->>'original',
		value->>'product', value->>'parent', value->>'handle', value->>'username', value->>'text', value->>'at', value->>'live', value->>'own',
		value->>'pending', 0, 0, value->>'received' FROM (SELECT value FROM jsonb_each($1) LIMIT -1)`
	insertCommentsPostgres = insertComments + `SELECT id, channel, external, post, original, product, parent, handle, username, text, at, live, own,
		pending, 0, 0, received FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS r(id uuid, channel uuid, external text, post text, original text,
		product text, parent text, handle text, username text, text text, at bigint, live boolean, own boolean, pending boolean, received bigint)`
)

// insert stores comments of which the channel has none.
func (s store) insert(ctx context.Context, tx *wsdb.Tx, list []Comment) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]commentRow, len(list))
	for i := range list {
		c := &list[i]
		rows[i] = commentRow{
			ID: c.ID, Channel: c.Channel, External: c.ExternalID, Post: c.Post, Original: c.Original, Product: c.Product, Parent: c.Parent,
			Handle: c.Handle, Username: c.Username, Text: c.Text, At: clock.Micros(c.At), Live: c.Live, Own: c.Own, Pending: c.Pending,
			Received: clock.Micros(c.ReceivedAt),
		}
	}
	if _, err := tx.Exec(ctx, s.pick(insertCommentsSQLite, insertCommentsPostgres), asJSON(rows)); err != nil {
		return fmt.Errorf("insert comments: %w", err)
	}
	return nil
}

// known says which of the network's ids the channel has comments of.
func (s store) known(ctx context.Context, q wsdb.Query, ch channel.ID, externals []string) (map[string]bool, error) {
	found := map[string]bool{}
	rows, err := q.Query(ctx, `SELECT external_id FROM comment WHERE external_id IN `+s.in()+` AND channel_id = $2`, asJSON(externals), ch)
	if err != nil {
		return nil, fmt.Errorf("known comments: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var x string
		if err := rows.Scan(&x); err != nil {
			return nil, err
		}
		found[x] = true
	}
	return found, rows.Err()
}

func (s store) comments(ctx context.Context, q wsdb.Query, tail string, args ...any) ([]Comment, error) {
	rows, err := q.Query(ctx, `SELECT `+commentColumns+` FROM comment `+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Comment
	for rows.Next() {
		var c Comment
		var at, hidden, deleted, received int64
		if err := rows.Scan(&c.ID, &c.Channel, &c.ExternalID, &c.Post, &c.Original, &c.Product, &c.Parent, &c.Handle, &c.Username, &c.Text,
			&at, &c.Live, &c.Own, &c.Pending, &hidden, &deleted, &received); err != nil {
			return nil, err
		}
		c.At, c.HiddenAt, c.DeletedAt, c.ReceivedAt = clock.Time(at), clock.Time(hidden), clock.Time(deleted), clock.Time(received)
		out = append(out, c)
	}
	return out, rows.Err()
}

// listed is the tail of a list of comments of an account or a post, the newest first, from a position on. A comment under an advertisement
// is one of the post it was made from too; each of the two is read along its own index.
func (s store) listed(ch channel.ID, post string, from position, limit int) (tail string, args []any) {
	args = []any{from.At, from.ID, limit}
	where := `(at, id) < ($1, ` + s.pick(`$2`, `CAST($2 AS uuid)`) + `)`
	if !ch.IsZero() {
		args = append(args, ch)
		where += ` AND channel_id = $4`
	}
	const inOrder = ` ORDER BY at DESC, id DESC LIMIT $3`
	if post == "" {
		return `WHERE ` + where + inOrder, args
	}
	args = append(args, post)
	at := fmt.Sprintf(`$%d`, len(args))
	return `WHERE id IN (
		SELECT id FROM (SELECT id FROM comment WHERE post = ` + at + ` AND ` + where + inOrder + `) AS here UNION
		SELECT id FROM (SELECT id FROM comment WHERE original = ` + at + ` AND original <> '' AND ` + where + inOrder + `) AS promoted)` + inOrder, args
}

func (s store) comment(ctx context.Context, q wsdb.Query, c ID) (Comment, error) {
	found, err := s.comments(ctx, q, `WHERE id = $1`, c)
	if err != nil {
		return Comment{}, err
	}
	if len(found) == 0 {
		return Comment{}, ErrNotFound
	}
	return found[0], nil
}

// byExternal finds a comment by the network's id.
func (s store) byExternal(ctx context.Context, q wsdb.Query, ch channel.ID, external string) (Comment, error) {
	found, err := s.comments(ctx, q, `WHERE channel_id = $1 AND external_id = $2`, ch, external)
	if err != nil {
		return Comment{}, err
	}
	if len(found) == 0 {
		return Comment{}, ErrNotFound
	}
	return found[0], nil
}

const postColumns = `channel_id, external_id, product, type, caption, permalink, posted_at, comments, swept_at, complete_at`

func (s store) posts(ctx context.Context, q wsdb.Query, tail string, args ...any) ([]Post, error) {
	rows, err := q.Query(ctx, `SELECT `+postColumns+`, (SELECT COUNT(*) FROM comment AS c WHERE c.channel_id = post.channel_id
		AND c.post = post.external_id) FROM post `+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Post
	for rows.Next() {
		var p Post
		var at, swept, complete int64
		if err := rows.Scan(&p.Channel, &p.ExternalID, &p.Product, &p.Type, &p.Caption, &p.Permalink, &at, &p.Comments, &swept,
			&complete, &p.Known); err != nil {
			return nil, err
		}
		p.At, p.SweptAt, p.Complete = clock.Time(at), clock.Time(swept), clock.Time(complete)
		out = append(out, p)
	}
	return out, rows.Err()
}

func (s store) post(ctx context.Context, q wsdb.Query, ch channel.ID, external string) (Post, error) {
	found, err := s.posts(ctx, q, `WHERE channel_id = $1 AND external_id = $2`, ch, external)
	if err != nil {
		return Post{}, err
	}
	if len(found) == 0 {
		return Post{}, ErrPostNotFound
	}
	return found[0], nil
}

// postHead is post without the count of what is known; it is asked once a comment.
func (s store) postHead(ctx context.Context, q wsdb.Query, ch channel.ID, external string) (product string, comments int64, have bool, err error) {
	err = q.QueryRow(ctx, `SELECT product, comments FROM post WHERE channel_id = $1 AND external_id = $2`, ch, external).Scan(&product, &comments)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, false, nil
	}
	return product, comments, err == nil, err
}

// putPost keeps what the network says of a post; what we know of it ourselves stays.
func (s store) putPost(ctx context.Context, tx *wsdb.Tx, p *Post) error {
	_, err := tx.Exec(ctx, `INSERT INTO post (`+postColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)
		ON CONFLICT (channel_id, external_id) DO UPDATE SET product = excluded.product, type = excluded.type, caption = excluded.caption,
		permalink = excluded.permalink, posted_at = excluded.posted_at, comments = excluded.comments`,
		p.Channel, p.ExternalID, p.Product, p.Type, p.Caption, p.Permalink, clock.Micros(p.At), p.Comments)
	if err != nil {
		return fmt.Errorf("write post: %w", err)
	}
	return nil
}

// setSwept notes that the list of a post was read, up to when all its comments are known, and how many the network counted.
func (s store) setSwept(ctx context.Context, tx *wsdb.Tx, ch channel.ID, external string, at, complete time.Time, comments int64) error {
	_, err := tx.Exec(ctx, `UPDATE post SET swept_at = $3, complete_at = CASE WHEN complete_at < $4 THEN $4 ELSE complete_at END, comments = $5
		WHERE channel_id = $1 AND external_id = $2`, ch, external, clock.Micros(at), clock.Micros(complete), comments)
	return err
}

func (s store) setCount(ctx context.Context, tx *wsdb.Tx, ch channel.ID, external string, comments int64) error {
	_, err := tx.Exec(ctx, `UPDATE post SET comments = $3 WHERE channel_id = $1 AND external_id = $2`, ch, external, comments)
	return err
}
